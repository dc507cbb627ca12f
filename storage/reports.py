"""Counts and light rows for reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.figures import Finished, Tally
from bot.domain.lifecycle import Event
from bot.domain.ticket import Ticket
from bot.domain.times import from_ms, to_ms
from bot.domain.triage import Fault
from storage import report_statements as sql
from storage import ticket_statements
from storage.mapping import event_of, ticket_of
from storage.sessions import Session

CHUNK = 500  # tickets read at once


class StoredReports:
    """bot.ports.Reports."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tally(self, team: str, start: datetime, end: datetime) -> Tally:
        """Nine ranges of nine indexes."""
        period = {"team": team, "start": to_ms(start), "end": to_ms(end)}
        until = {"team": team, "end": to_ms(end)}
        row = self._session.rows
        (filed, alive, looped), = row(sql.FILED, **period)
        (closed, first_time, stars, votes), = row(sql.CLOSED, **period)
        (respond_due, responded), = row(sql.RESPOND, **period)
        (resolve_due, resolved), = row(sql.RESOLVE, **period)
        (rework, nudges), = row(sql.MARKS, **period)
        (open_, late), = row(sql.OPEN, **until)
        (since, late_since), = row(sql.CLOSED_SINCE, **until)
        (done,), = row(sql.DONE, **period)
        return Tally(
            filed=filed, alive=alive, looped=looped, done=done, closed=closed,
            first_time=first_time, stars=int(stars), votes=votes,
            responded=(responded, respond_due), resolved=(resolved, resolve_due),
            rework=rework, nudges=nudges, open=open_ + since, late=late + late_since,
        )

    def accepted(
        self, team: str, start: datetime, end: datetime
    ) -> Sequence[tuple[datetime, datetime]]:
        """(filed, accepted) of the tickets accepted in the period."""
        rows = self._session.rows(sql.ACCEPTED, team=team, start=to_ms(start), end=to_ms(end))
        return [(from_ms(filed), from_ms(accepted)) for filed, accepted in rows]

    def finished(self, team: str, start: datetime, end: datetime) -> Sequence[Finished]:
        """Newest first."""
        rows = self._session.rows(sql.FINISHED, team=team, start=to_ms(start), end=to_ms(end))
        return [
            Finished(number, owner, from_ms(filed), from_ms(resolved), bool(met), rework, rating)
            for number, owner, filed, resolved, met, rework, rating in rows
        ]

    def top(
        self, team: str, start: datetime, end: datetime, limit: int
    ) -> tuple[Sequence[tuple[str, int]], Sequence[tuple[str, int]]]:
        """The categories and the assets most often filed."""
        period = {"team": team, "start": to_ms(start), "end": to_ms(end), "most": limit}
        categories = self._session.rows(sql.TOP_CATEGORIES, **period)
        assets = self._session.rows(sql.TOP_ASSETS, **period)
        return [(n, k) for n, k in categories], [(n, k) for n, k in assets]

    def faults(self, team: str, start: datetime, end: datetime) -> Sequence[Fault]:
        """The tickets filed in the period that name an asset or a place."""
        rows = self._session.rows(sql.FAULTS, team=team, start=to_ms(start), end=to_ms(end))
        return [
            Fault(number, from_ms(at), asset, place, category)
            for number, at, asset, place, category in rows
        ]

    def tickets(
        self, team: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Ticket]:
        """Those filed, finished or closed in the period, newest number first."""
        rows = self._session.rows(
            sql.NUMBERS, team=team, start=to_ms(start), end=to_ms(end), most=limit
        )
        found: list[Ticket] = []
        for some in _chunks([row[0] for row in rows]):
            several = self._session.rows(
                ticket_statements.GET_MANY, numbers=self._session.array(some)
            )
            found += [ticket_of(row)[0] for row in several]
        return sorted(found, key=lambda ticket: -ticket.id)

    def histories(self, numbers: Iterable[int]) -> Mapping[int, Sequence[Event]]:
        """Events in order, by ticket."""
        found: dict[int, list[Event]] = {}
        for some in _chunks(list(numbers)):
            for number, kind, at, actor, data in self._session.rows(
                sql.HISTORIES, numbers=self._session.array(some)
            ):
                found.setdefault(number, []).append(event_of(kind, at, actor, data))
        return found


def _chunks(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[n : n + CHUNK] for n in range(0, len(numbers), CHUNK))
