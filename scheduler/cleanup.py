"""What is no longer needed: handled event keys and delivered outbox rows."""

from __future__ import annotations

from datetime import timedelta

from bot.ports import Transactions

# Feishu redelivers for up to 7 h 5 min (feishu.md §2); two weeks also cover late replays.
INBOX_KEPT = timedelta(days=14)
OUTBOX_KEPT = timedelta(days=90)  # alarm keys live in it: no alarm may be sent twice


async def forget_old(transactions: Transactions) -> int:
    """Forgets in both; returns how many rows went."""
    inbox = await transactions.run(lambda tx: tx.inbox.forget_before(tx.now - INBOX_KEPT))
    outbox = await transactions.run(lambda tx: tx.outbox.forget_before(tx.now - OUTBOX_KEPT))
    return inbox + outbox
