"""Small keyed facts with an optional due time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, Integer, String, bindparam, cast, delete, exists, func, select

from bot.domain.times import to_ms
from bot.ports import Record
from storage import columns as c
from storage.cache import Memory, revise
from storage.mapping import moment, stored
from storage.plain import canonical, clean_text, load
from storage.sessions import Row, Session
from storage.statements import SQLITE, Dialect, Statement, columns_of, insert_new, upsert
from storage.tables import RecordRow

# Asked for with every ticket that is filed, and hardly ever changed.
REMEMBERED = frozenset({"merged", "leave", "cover"})
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


def _kinds_due(dialect: Dialect) -> Any:
    """One look into the index for each kind, however many facts lie in it."""
    kind: Any
    if dialect is SQLITE:
        kind = func.json_each(bindparam("kinds", type_=String)).table_valued("value").c.value
    else:
        kind = func.unnest(bindparam("kinds", type_=ARRAY(String))).column_valued("asked")
    due = c.record.due_at.is_not(None), c.record.due_at <= bindparam("moment")
    return select(kind).where(exists().where(c.record.kind == kind, *due))


_KINDS_DUE = Statement(_kinds_due)


def _counted(dialect: Dialect) -> Any:
    """One statement, so that two processes never count the same."""
    table, mark = RecordRow.__table__, "$.n" if dialect is SQLITE else "n"  # type: ignore[attr-defined]
    known = func.json_extract(c.record.data, mark) if dialect is SQLITE else (
        func.json_extract_path_text(cast(c.record.data, JSON), mark))
    made = func.json_object if dialect is SQLITE else func.json_build_object
    more = cast(made("n", cast(known, Integer) + 1), String)
    new = dialect.insert(table).values({name: bindparam(name) for name in columns_of(RecordRow)})
    return new.on_conflict_do_update(
        index_elements=[c.record.kind, c.record.key], set_={"data": more}
    ).returning(c.record.data)


_COUNT = Statement(_counted)


class StoredRecords:
    """bot.ports.Records."""

    def __init__(self, session: Session, memory: Memory) -> None:
        self._session = session
        self._memory = memory

    def put(self, record: Record) -> None:
        """Adds or replaces."""
        self._revise(record.kind)
        self._session.write(_PUT, **_values(record))

    def add(self, record: Record) -> bool:
        """False, and nothing changed, if (kind, key) exists."""
        self._revise(record.kind)
        return self._session.count(_ADD, **_values(record)) == 1

    def count(self, kind: str, key: str, due: datetime) -> int:
        """Counts one more of something; how many there were before. Other processes wait for this
        commit before they count the same. The number is kept as `n`, `due` as of the first."""
        values = _values(Record(kind, key, {"n": 1}, due))
        row = self._session.row(_COUNT, **values)
        assert row is not None
        return int(load(row[0])["n"]) - 1

    def get(self, kind: str, key: str) -> Record | None:
        """The record, if there is one."""
        row = self._session.row(_GET, kind=kind, key=clean_text(key))
        return _record(row) if row else None

    def all(self, kind: str, prefix: str = "") -> Sequence[Record]:
        """Those whose key begins so, by key."""
        remembered = kind in REMEMBERED and not prefix
        known = self._memory.recall(self._session, "records", kind) if remembered else None
        if known is None:
            rows = self._session.rows(_OF_KIND, kind=kind, prefix=clean_text(prefix))
            known = [_record(row) for row in rows]
            if remembered:
                self._memory.keep(self._session, "records", kind, known)
        return known

    def drop(self, kind: str, key: str) -> bool:
        """Whether it was there."""
        self._revise(kind)
        return self._session.count(_DROP, kind=kind, key=clean_text(key)) == 1

    def due(self, kind: str, now: datetime, limit: int) -> Sequence[Record]:
        """Those whose time has come, earliest first; locked against other processes."""
        rows = self._session.rows(_DUE, kind=kind, moment=to_ms(now), most=limit)
        return [_record(row) for row in rows]

    def kinds_due(self, kinds: Iterable[str], now: datetime) -> Collection[str]:
        """Those of the kinds of which there is something due."""
        asked = self._session.array(kinds)
        rows = self._session.rows(_KINDS_DUE, kinds=asked, moment=to_ms(now))
        return {row[0] for row in rows}

    def _revise(self, kind: str) -> None:
        if kind in REMEMBERED:
            revise(self._session)


def _values(record: Record) -> dict[str, Any]:
    return {
        "kind": record.kind, "key": clean_text(record.key), "data": canonical(record.data)[1],
        "due_at": stored(record.due_at),
    }  # fmt: skip


def _record(row: Row) -> Record:
    return Record(row[0], row[1], load(row[2]), moment(row[3]))
