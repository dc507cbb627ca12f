"""What is no longer needed: handled event keys, delivered outbox rows, expired questions."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.ports import Transactions, Tx

# Feishu redelivers for up to 7 h 5 min (feishu.md §2); two weeks also cover late replays.
INBOX_KEPT = timedelta(days=14)
PASSING = ("receipt", "unreachable", "link", "link_tries", "import")  # records past their due time
BATCH = 500
FAULTS_KEPT = timedelta(days=15)  # the radar looks back fourteen
OUTBOX_KEPT = timedelta(days=90)  # alarm keys live in it: no alarm may be sent twice


async def forget_old(transactions: Transactions) -> int:
    """Forgets in both; returns how many rows went."""
    inbox = await transactions.run(lambda tx: tx.inbox.forget_before(tx.now - INBOX_KEPT))
    outbox = await transactions.run(lambda tx: tx.outbox.forget_before(tx.now - OUTBOX_KEPT))
    await transactions.run(lambda tx: tx.dialogs.forget_before(tx.now))
    await transactions.run(lambda tx: tx.faults.forget_before(tx.now - FAULTS_KEPT))
    records = 0
    for kind in PASSING:
        while (count := await transactions.run(partial(_forget, kind))) > 0:
            records += count
    return inbox + outbox + records


def _forget(kind: str, tx: Tx) -> int:
    """Drops a batch of records whose time is over; returns how many."""
    due = tx.records.due(kind, tx.now, BATCH)
    for record in due:
        tx.records.drop(kind, record.key)
    return len(due)
