"""Places and assets of the last weeks' tickets, for the radar of repeated faults. The indexer
notes them shortly after the commit, so filing pays nothing for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, true, update

from bot.domain.times import to_ms
from storage import columns as c
from storage.sessions import Session
from storage.statements import POSTGRES, Dialect, Statement, latest
from storage.triage_tables import FaultRow

_TABLE: Any = FaultRow.__table__  # type: ignore[attr-defined]
_THING = (c.fault.kind == bindparam("kind"), c.fault.value == bindparam("value"))


_NOTED = ("ticket", "kind", "value", "at")


def _note(dialect: Dialect) -> Any:
    given: dict[str, Any] = {name: bindparam(name) for name in _NOTED}
    return _fresh(dialect.insert(_TABLE).values(fresh=true(), **given).inline())


def _note_many() -> Any:
    rows = latest(FaultRow, _NOTED, ("ticket", "kind")).add_columns(true())
    return _fresh(POSTGRES.insert(_TABLE).from_select([*_NOTED, "fresh"], rows))


def _fresh(new: Any) -> Any:
    """A thing already known is fresh again only if it changed."""
    return new.on_conflict_do_update(
        index_elements=["ticket", "kind"],
        set_={"value": new.excluded.value, "fresh": true()},
        where=c.fault.value != new.excluded.value,
    )


_NOTE = Statement(_note, many=_note_many())
_FRESH = Statement(
    select(c.fault.ticket, c.fault.kind, c.fault.value)
    .where(c.IS_FRESH)
    .order_by(c.fault.ticket, c.fault.kind)
    .limit(bindparam("most"))
)
_SEEN = Statement(
    update(FaultRow)
    .where(
        c.fault.ticket == bindparam("number"), c.fault.kind == bindparam("which"),
        c.fault.value == bindparam("was"),
    )
    .values(fresh=False)
)
_OF = Statement(
    select(c.fault.ticket)
    .where(*_THING, c.fault.at > bindparam("since"))
    .order_by(c.fault.at.desc(), c.fault.ticket.desc())
    .limit(bindparam("most"))
)
_OFTEN = Statement(
    select(c.fault.kind, c.fault.value)
    .where(c.fault.at > bindparam("since"))
    .group_by(c.fault.kind, c.fault.value)
    .having(func.count() >= bindparam("least"))
    .order_by(func.count().desc(), c.fault.kind, c.fault.value)
    .limit(bindparam("most"))
)
_FORGET = Statement(delete(FaultRow).where(c.fault.at < bindparam("moment")))


def note(
    session: Session, ticket: int, things: Iterable[tuple[str, str]], filed_at: int
) -> None:
    """Notes where and on what a ticket is; `filed_at` as stored."""
    for kind, value in things:
        session.write(_NOTE, ticket=ticket, kind=kind, value=value, at=filed_at)


class StoredFaults:
    """bot.ports.Faults."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def fresh(self, limit: int) -> Sequence[tuple[int, tuple[str, str]]]:
        """Things of tickets nobody has looked at yet, oldest tickets first."""
        rows = self._session.rows(_FRESH, most=limit)
        return [(ticket, (kind, value)) for ticket, kind, value in rows]

    def seen(self, looked_at: Iterable[tuple[int, tuple[str, str]]]) -> None:
        """Somebody has looked."""
        for ticket, (kind, value) in looked_at:
            self._session.write(_SEEN, number=ticket, which=kind, was=value)

    def of(
        self, things: Iterable[tuple[str, str]], since: datetime, limit: int
    ) -> Collection[int]:
        """The tickets of these things; of each thing the newest."""
        numbers: dict[int, None] = {}
        for kind, value in things:
            rows = self._session.rows(
                _OF, kind=kind, value=value, since=to_ms(since), most=limit
            )
            numbers |= dict.fromkeys(row[0] for row in rows)
        return numbers

    def often(self, since: datetime, least: int, limit: int) -> Sequence[tuple[str, str]]:
        """Things with at least that many tickets, the most first."""
        rows = self._session.rows(_OFTEN, since=to_ms(since), least=least, most=limit)
        return [(kind, value) for kind, value in rows]

    def forget_before(self, moment: datetime) -> int:
        """Drops what is too long ago to count."""
        return self._session.count(_FORGET, moment=to_ms(moment))
