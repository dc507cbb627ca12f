"""The radar of repeated faults: looks at the things of new tickets, beside the writers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.policies import PolicyBook
from bot.ports import Transactions, Tx
from bot.usecases.repeats import Repeated, Thing, look, tell

MOST = 30  # things a tick; after a burst of tickets the rest is looked at by the next ticks


async def watch_faults(transactions: Transactions, policies: PolicyBook) -> int:
    """Looks at what is new; returns at how many things. Mostly there is nothing to write."""

    def look_at(things: Sequence[Thing], tx: Tx) -> tuple[Sequence[Thing], Sequence[Repeated]]:
        return look(things, tx, policies.current(tx))

    read = partial(transactions.read, patiently=True)
    fresh = await read(lambda tx: tx.faults.fresh(MOST))
    if not fresh:
        return 0
    left: Sequence[Thing] = list(dict.fromkeys(thing for _, thing in fresh))
    found: list[Repeated] = []
    while left:
        left, more = await read(partial(look_at, left))
        found += more

    def put_down(tx: Tx) -> None:
        tell(fresh, found, tx, policies.current(tx))

    await transactions.run(put_down, patiently=True)
    return len(fresh)
