"""Proves the history: every chain recomputed, every ticket compared with what its events say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from bot.domain.lifecycle import fold
from bot.ports import Tx
from storage import columns as c
from storage.chain import START, link
from storage.mapping import TICKET_COLUMNS, event_of, moment, ticket_values
from storage.sessions import Row, Session
from storage.statements import Statement
from storage.tables import History, TicketRow
from storage.tx_of import stored

BATCH = 500  # tickets in memory at a time
_TICKETS = Statement(
    select(TicketRow.__table__)  # type: ignore[attr-defined]
    .where(c.ticket.id > bindparam("above"))
    .order_by(c.ticket.id)
    .limit(bindparam("most"))
)
_EVENTS = Statement(
    select(History.__table__)  # type: ignore[attr-defined]
    .where(c.history.ticket > bindparam("above"), c.history.ticket <= bindparam("to"))
    .order_by(c.history.ticket, c.history.seq)
)
_LOADS = Statement(select(c.load.person, c.load.open).where(c.load.open != 0))
_LAST = 2**62


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit. `ticket` 0: a counter rather than a ticket."""

    ticket: int
    what: str

    def __str__(self) -> str:
        return f"#{self.ticket}: {self.what}" if self.ticket else self.what


def verify(tx: Tx) -> list[Fault]:
    """Every fault found; empty when history and tickets agree. Reads all of both, in batches;
    run it in `Transactions.read`."""
    session = stored(tx).session
    faults: list[Fault] = []
    burdens: Counter[int] = Counter()
    above = 0
    while True:
        rows = session.rows(_TICKETS, above=above, most=BATCH)
        upto = rows[-1][0] if len(rows) == BATCH else _LAST
        events: dict[int, list[Row]] = defaultdict(list)
        for event in session.rows(_EVENTS, above=above, to=upto):
            events[event[0]].append(event)
        for row in rows:
            ticket = dict(zip(TICKET_COLUMNS, row, strict=True))
            faults += (Fault(row[0], what) for what in _of_ticket(ticket, events.pop(row[0], [])))
            if ticket["is_open"] and ticket["state"] != "resolved" and ticket["owner"] is not None:
                burdens[ticket["owner"]] += 1
        faults += (Fault(number, "history without a ticket") for number in events)
        if upto == _LAST:
            return faults + _of_loads(session, burdens)
        above = upto


def _of_ticket(ticket: dict[str, Any], events: Sequence[Row]) -> Iterator[str]:
    """What is wrong with one ticket: its chain first, then its row."""
    previous = START
    for place, (number, seq, kind, at, actor, data, hashed) in enumerate(events, 1):
        if seq != place:
            yield f"event {place} is missing"
            return
        if link(previous, number, seq, kind, at, actor, data) != hashed:
            yield f"event {seq} was changed"
            return
        previous = hashed
    if previous != ticket["head"] or len(events) != ticket["version"]:
        yield "the history does not end where the ticket says"
        return
    try:
        folded = fold(ticket["id"], (event_of(*event[2:6]) for event in events))
    except (ValueError, KeyError, TypeError) as error:
        yield f"the history makes no ticket ({type(error).__name__})"
        return
    folded = replace(folded, check_at=moment(ticket["check_at"]))  # moves without an event
    for name, value in ticket_values(folded, previous).items():
        if ticket[name] != value:
            yield f"{name} was changed"


def _of_loads(session: Session, burdens: Counter[int]) -> list[Fault]:
    kept = {row[0]: row[1] for row in session.rows(_LOADS)}
    return [
        Fault(0, f"the load of person {person} is {burdens[person]}, not {kept.get(person, 0)}")
        for person in sorted(kept.keys() | burdens.keys())
        if kept.get(person, 0) != burdens[person]
    ]
