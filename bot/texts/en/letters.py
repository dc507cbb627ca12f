"""What could not be delivered."""

TEXTS = {
    "letters.title": "Undelivered messages",
    "letters.none": "Everything was delivered.",
    "letters.row": "{at}[ · #{number}]",
    "letters.retry": "Send again",
    "letters.again": "Back in line; it goes out at once.",
    "letters.gone": "This message has been dealt with. Send /undelivered to see what is left.",
}
