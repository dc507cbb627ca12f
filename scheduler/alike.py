"""New tickets compared with the open ones, shortly after filing."""

from __future__ import annotations

from functools import partial

from bot.policies import PolicyBook
from bot.ports import Transactions
from bot.usecases.alike import ask, look


async def look_for_doubles(transactions: Transactions, policies: PolicyBook) -> int:
    """Asks about what looks like the same problem; returns how many questions there were.

    Looking only reads, beside the writers; most looks end there.
    """
    found = await transactions.read(lambda tx: look(tx, policies.current(tx)))
    if found is None:
        return 0
    await transactions.run(partial(ask, found))
    return len(found.pairs)
