"""New tickets compared with the open ones, shortly after filing."""

from __future__ import annotations

from functools import partial

from bot.domain.ticket import Ticket
from bot.policies import PolicyBook
from bot.ports import Transactions, Tx
from bot.usecases.alike import Teams, ask, filed_lately, look


async def look_for_doubles(transactions: Transactions, policies: PolicyBook) -> int:
    """Asks about what looks like the same problem; returns how many questions there were.

    Looking only reads, beside the writers, one ticket at a time.
    """
    read = partial(transactions.read, patiently=True)
    filed = await read(lambda tx: filed_lately(tx, policies.current(tx)))
    if filed is None:
        return 0
    teams = Teams()

    def of(ticket: Ticket, tx: Tx) -> int:
        return look(ticket, teams, tx, policies.current(tx))

    found = {one.id: await read(partial(of, one)) for one in filed.tickets}
    pairs = {number: other for number, other in found.items() if other}
    await transactions.run(partial(ask, filed, pairs), patiently=True)
    return len(pairs)
