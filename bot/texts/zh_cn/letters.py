"""What could not be delivered."""

TEXTS = {
    "letters.title": "没送到的消息",
    "letters.none": "没有没送到的消息。",
    "letters.row": "{at}[ · #{number}]",
    "letters.retry": "再发一次",
    "letters.again": "已重新排队，马上再发一次。",
    "letters.gone": "这条消息已经处理过了。发「/未送达」看现在的情况。",
}
