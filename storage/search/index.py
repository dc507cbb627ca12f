"""The word indexer: shortly after the commit, in batches, from the queue filing leaves behind.

Indexing inside the ticket's own transaction would cost twenty times as much (measurements.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.lifecycle import Event
from bot.domain.ticket import Ticket
from bot.ports import Tx
from storage.faults import note
from storage.mapping import event_of
from storage.search import statements as sql
from storage.search.scopes import note_scopes
from storage.search.words import one_text, pieces, texts_of
from storage.tx_of import stored

if TYPE_CHECKING:
    from storage.transactions import StoredTransactions

BATCH = 25  # places of the history per unit of work: some 3 ms in which nobody else is served
QUIET = 4  # waiting units of work; with more of them the index can wait for the next tick


def index_some(tx: Tx, limit: int = BATCH) -> int:
    """Indexes what waits, oldest tickets first; returns how many places of the history it
    covered, so 0 means that everything is searchable."""
    session = stored(tx).session
    waiting = session.rows(sql.WAITING, most=limit)
    if not waiting:
        return 0
    numbers = list(dict.fromkeys(ticket for ticket, _ in waiting))
    wanted = session.array(numbers)
    events: dict[int, list[Event]] = defaultdict(list)
    for number, *event in session.rows(sql.EVENTS, numbers=wanted):
        events[number].append(event_of(*event))
    before: dict[int, str] = dict(session.rows(sql.TEXTS, numbers=wanted))  # type: ignore[arg-type]
    tickets = tx.tickets.get_many(numbers)
    note(session, tickets.values())
    note_scopes(session, tickets.values())
    for number, ticket in tickets.items():
        text = searchable(ticket, events[number])
        old = before.get(number)
        if text != old:
            session.write(sql.SET_TEXT, ticket=number, text=text)
            sql.set_words(session, number, pieces(old) if old is not None else None, pieces(text))
    for ticket_number, seq in waiting:
        session.write(sql.INDEXED, ticket=ticket_number, seq=seq)
    return len(waiting)


async def index_quietly(transactions: StoredTransactions) -> None:
    """Indexes until everything is searchable, or people have to be served first."""
    while await transactions.run(index_some) and transactions.depth <= QUIET:
        pass


def searchable(ticket: Ticket, events: Sequence[Event]) -> str:
    """The normalised text of a ticket: its number, its present fields, everything said on it."""
    return one_text(
        ticket.id, ticket.title, ticket.body, ticket.category, ticket.place, ticket.asset,
        ticket.site, ticket.result, *ticket.fields.values(),
        *(text for event in events[1:] for text in texts_of(event)),
    )
