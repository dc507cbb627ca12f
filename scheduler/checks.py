"""Tickets for which time alone changes something, and pings nobody acknowledged."""

from __future__ import annotations

from bot.metrics import TICKS
from bot.policies import PolicyBook
from bot.ports import Transactions, Tx
from bot.usecases.tick import look_at, unanswered

BATCH = 50


async def look_at_due(transactions: Transactions, policies: PolicyBook) -> int:
    """Looks at every due ticket, a batch per transaction; returns how many."""
    total = 0
    while True:
        count = await transactions.run(lambda tx: _batch(tx, policies))
        total += count
        if count < BATCH:
            TICKS.inc(total)
            return total


def _batch(tx: Tx, policies: PolicyBook) -> int:
    policy = policies.current(tx)
    due = tx.tickets.due_checks(tx.now, BATCH)
    for ticket in due:
        look_at(ticket, tx, policy)
    waiting = tx.records.due("ack", tx.now, BATCH)
    for record in waiting:
        unanswered(record, tx, policy)
    return max(len(due), len(waiting))
