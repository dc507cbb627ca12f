"""The radar of repeated faults: looks at the things of new tickets, a few a transaction."""

from __future__ import annotations

from bot.policies import PolicyBook
from bot.ports import Transactions
from bot.usecases.repeats import watch

BATCH = 10  # things a unit of work: some milliseconds in which nobody else is served


async def watch_faults(transactions: Transactions, policies: PolicyBook) -> int:
    """Looks at what is new; returns at how many things."""
    total = 0
    while True:
        count = await transactions.run(lambda tx: watch(tx, policies.current(tx), BATCH))
        total += count
        if not count:
            return total
