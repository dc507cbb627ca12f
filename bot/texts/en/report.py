"""Digests of pings, reports, and the working calendar in chat."""

TEXTS = {
    "pings.title": "Reminders: {count} ticket(s) to look at",
    "pings.late": "Late reminders: {count} ticket(s) came due while I was down",
    "pings.more": '{count} more; send "/todo" or "/overdue" to see all.',
    "pings.over": "All of them are settled; nothing left to do.",
}
