"""Small keyed facts with an optional due time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, delete, func, select

from bot.domain.times import to_ms
from bot.ports import Record
from storage import columns as c
from storage.mapping import moment, stored
from storage.plain import canonical, clean_text, load
from storage.sessions import Row, Session
from storage.statements import Statement, insert_new, upsert
from storage.tables import RecordRow

_ALL: Any = select(RecordRow.__table__)  # type: ignore[attr-defined]
_KIND, _KEY = c.record.kind == bindparam("kind"), c.record.key == bindparam("key")
_PREFIX = bindparam("prefix", type_=String)
_PUT, _ADD = upsert(RecordRow), insert_new(RecordRow)
_GET = Statement(_ALL.where(_KIND, _KEY))
_OF_KIND = Statement(
    _ALL.where(_KIND, func.substr(c.record.key, 1, func.length(_PREFIX)) == _PREFIX)
    .order_by(c.record.key)
)  # fmt: skip
_DROP = Statement(delete(RecordRow).where(_KIND, _KEY))
_DUE = Statement(
    _ALL.where(_KIND, c.record.due_at.is_not(None), c.record.due_at <= bindparam("moment"))
    .order_by(c.record.due_at, c.record.key)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


class StoredRecords:
    """bot.ports.Records."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, record: Record) -> None:
        """Adds or replaces."""
        self._session.write(_PUT, **_values(record))

    def add(self, record: Record) -> bool:
        """False, and nothing changed, if (kind, key) exists."""
        return self._session.count(_ADD, **_values(record)) == 1

    def get(self, kind: str, key: str) -> Record | None:
        """The record, if there is one."""
        row = self._session.row(_GET, kind=kind, key=clean_text(key))
        return _record(row) if row else None

    def all(self, kind: str, prefix: str = "") -> Sequence[Record]:
        """Those whose key begins so, by key."""
        rows = self._session.rows(_OF_KIND, kind=kind, prefix=clean_text(prefix))
        return [_record(row) for row in rows]

    def drop(self, kind: str, key: str) -> bool:
        """Whether it was there."""
        return self._session.count(_DROP, kind=kind, key=clean_text(key)) == 1

    def due(self, kind: str, now: datetime, limit: int) -> Sequence[Record]:
        """Those whose time has come, earliest first; locked against other processes."""
        rows = self._session.rows(_DUE, kind=kind, moment=to_ms(now), most=limit)
        return [_record(row) for row in rows]


def _values(record: Record) -> dict[str, Any]:
    return {
        "kind": record.kind, "key": clean_text(record.key), "data": canonical(record.data)[1],
        "due_at": stored(record.due_at),
    }  # fmt: skip


def _record(row: Row) -> Record:
    return Record(row[0], row[1], load(row[2]), moment(row[3]))
