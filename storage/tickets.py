"""Tickets and their history: the only code that changes either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.lifecycle import Event, born, evolve
from bot.domain.ticket import State, Ticket
from bot.domain.times import from_ms, to_ms
from bot.errors import NotFound, Stale
from bot.ports import HistoryLine
from storage import ticket_statements as sql
from storage.cache import Memory
from storage.chain import START, link
from storage.learning import crossed
from storage.lists import TicketLists
from storage.mapping import event_of, stored, ticket_of, ticket_values
from storage.plain import canonical
from storage.search.scopes import names_of
from storage.search.words import is_wordy
from storage.sessions import Row, Session


class StoredTickets(TicketLists):
    """bot.ports.Tickets."""

    def __init__(self, session: Session, memory: Memory) -> None:
        super().__init__(session)
        self._memory = memory
        self._heads: dict[tuple[int, int], str] = {}  # (ticket, version) read here -> chain's head

    def add(
        self, events: Sequence[Event], *, check_at: Callable[[Ticket], datetime | None]
    ) -> Ticket:
        """Stores a new ticket and its history. Numbers have no gaps on SQLite."""
        lines = [_stored_form(event) for event in events]
        number = self._memory.numbers.next(self._session)
        ticket = born(number, lines[0][0])
        for event, _ in lines[1:]:
            ticket = evolve(ticket, event)
        ticket = ticket.but(check_at=check_at(ticket))
        rows, head = _chained(number, 1, START, lines)
        self._session.write(sql.ADD, id=number, **ticket_values(ticket, head))
        self._write_history(rows, lines)
        self._adjust_load(None, _burdened(ticket))
        self._heads[number, ticket.version] = head
        return ticket

    def change(
        self, ticket: Ticket, events: Sequence[Event], *, check_at: datetime | None
    ) -> Ticket:
        """Applies events to the version read; Stale if somebody else was faster."""
        lines = [_stored_form(event) for event in events]
        after = ticket
        for event, _ in lines:
            after = evolve(after, event)
        after = after.but(check_at=check_at)
        rows, head = _chained(ticket.id, ticket.version + 1, self._head(ticket), lines)
        values = ticket_values(after, head)
        for name in sql.FIXED:
            values.pop(name, None)
        if not self._session.count(sql.CHANGE, number=ticket.id, was=ticket.version, **values):
            raise Stale("error.stale", number=ticket.id)
        moved = names_of(ticket) != names_of(after)
        self._write_history(rows, lines, queue=moved)
        self._adjust_load(_burdened(ticket), _burdened(after))
        if ticket.is_open is not after.is_open:
            crossed(self._session, ticket.id)
        self._heads[ticket.id, after.version] = head
        return after

    def get(self, number: int) -> Ticket:
        """The ticket; raises NotFound."""
        ticket = self.find(number)
        if ticket is None:
            raise NotFound("error.no_ticket", number=number)
        return ticket

    def find(self, number: int) -> Ticket | None:
        """The ticket, if there is one."""
        row = self._session.row(sql.GET, number=number) if 0 < number < 2**62 else None
        return self._met(row) if row else None

    def get_many(self, numbers: Iterable[int]) -> Mapping[int, Ticket]:
        """Those that exist, by number."""
        rows = self._session.rows(sql.GET_MANY, numbers=self._session.array(numbers))
        return {row[0]: self._met(row) for row in rows}

    def set_check(self, number: int, check_at: datetime | None) -> None:
        """Moves the next moment to look at the ticket, without an event."""
        self._session.write(sql.SET_CHECK, number=number, moment=stored(check_at))

    def due_checks(self, now: datetime, limit: int) -> Sequence[Ticket]:
        """Earliest first; locked against other processes until the commit."""
        rows = self._session.rows(sql.DUE_CHECKS, moment=to_ms(now), most=limit)
        return [self._met(row) for row in rows]

    def history(self, number: int) -> Sequence[HistoryLine]:
        """Every event of a ticket in order."""
        return _history_lines(number, self._session.rows(sql.HISTORY, number=number, start=1))

    def last_event(self, number: int) -> HistoryLine | None:
        """The newest event of a ticket."""
        rows = self._session.rows(sql.LAST_EVENTS, number=number)
        return _history_lines(number, rows[::-1])[-1] if rows else None

    def loads(self, people: Iterable[int]) -> Mapping[int, int]:
        """Open, unresolved tickets per owner, 0 for those who have none."""
        wanted, known = list(people), self._memory.loads
        if any(person not in known for person in wanted):
            rows = self._session.rows(sql.LOADS, people=self._session.array(wanted))
            known.update(dict.fromkeys(wanted, 0))
            known.update(rows)  # type: ignore[arg-type]
        return {person: known[person] for person in wanted}

    def _met(self, row: Row) -> Ticket:
        ticket, head = ticket_of(row)
        self._heads[ticket.id, ticket.version] = head
        return ticket

    def _head(self, ticket: Ticket) -> str:
        """The hash of the last event of the version in hand."""
        head = self._heads.get((ticket.id, ticket.version))
        if head is None:
            row = self._session.row(sql.HEAD, number=ticket.id, was=ticket.version)
            if row is None:
                raise Stale("error.stale", number=ticket.id)
            head = row[0]
        return head

    def _write_history(
        self, rows: list[dict[str, object]], lines: Sequence[tuple[Event, str]], *,
        queue: bool = False,
    ) -> None:  # fmt: skip
        """`queue`: the indexer has to look even if nothing was said."""
        for row in rows:
            self._session.write(sql.ADD_EVENT, **row)
        if queue or any(is_wordy(event) for event, _ in lines):
            last = rows[-1]
            self._session.write(sql.ADD_UNINDEXED, ticket=last["ticket"], seq=last["seq"])

    def _adjust_load(self, before: int | None, after: int | None) -> None:
        if before == after:
            return
        for person, change in ((before, -1), (after, 1)):
            if person is not None:
                self._session.write(sql.ADJUST_LOAD, person=person, open=change)
                if person in self._memory.loads:
                    self._memory.loads[person] += change


def _burdened(ticket: Ticket) -> int | None:
    """Whose load the ticket counts for, if anybody's."""
    return ticket.owner if ticket.is_open and ticket.state is not State.RESOLVED else None


def _stored_form(event: Event) -> tuple[Event, str]:
    """The event as it will be read back, and its data's canonical text."""
    data, text = canonical(event.data)
    at = from_ms(to_ms(event.at))
    if data is not event.data or at != event.at:
        event = Event(event.kind, at, event.actor, data)
    return event, text


def _chained(
    number: int, seq: int, previous: str, lines: Sequence[tuple[Event, str]]
) -> tuple[list[dict[str, object]], str]:
    """Rows of the history from `seq` on, and the hash of the last."""
    rows: list[dict[str, object]] = []
    for at, (event, data) in enumerate(lines, seq):
        ms = to_ms(event.at)
        previous = link(previous, number, at, event.kind, ms, event.actor, data)
        rows.append(
            {"ticket": number, "seq": at, "kind": event.kind, "at": ms, "actor": event.actor,
             "data": data, "hash": previous}
        )  # fmt: skip
    return rows, previous


def _history_lines(number: int, rows: Sequence[Row]) -> list[HistoryLine]:
    lines, previous = [], START
    for seq, kind, at, actor, data, hashed in rows:
        lines.append(HistoryLine(number, seq, event_of(kind, at, actor, data), previous, hashed))
        previous = hashed
    return lines
