"""The radar of repeated faults: looks at the things of new tickets, a few a transaction."""

from __future__ import annotations

from bot.policies import PolicyBook
from bot.ports import Transactions
from bot.usecases.repeats import watch

BATCH = 5  # things a unit of work: some milliseconds in which nobody else is served
ROUNDS = 6  # units a tick: after a burst of tickets the rest is looked at by the next ticks


async def watch_faults(transactions: Transactions, policies: PolicyBook) -> int:
    """Looks at what is new; returns at how many things."""
    total = 0
    for _ in range(ROUNDS):
        count = await transactions.run(lambda tx: watch(tx, policies.current(tx), BATCH))
        total += count
        if not count:
            break
    return total
