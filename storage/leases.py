"""Leader locks: of several processes on one database, one holds a name for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_

from bot.domain.times import to_ms
from bot.ports import Tx
from storage import columns as c
from storage.plain import dump
from storage.statements import Dialect, Statement
from storage.tables import RecordRow
from storage.tx_of import stored

KIND = "lead"
_MINE = c.record.data == bindparam("data")


def _lead(dialect: Dialect) -> Any:
    """One statement, so that two processes cannot both find the lock free."""
    new = dialect.insert(RecordRow.__table__).values(  # type: ignore[attr-defined]
        kind=KIND, key=bindparam("key"), data=bindparam("data"), due_at=bindparam("due_at")
    )
    return new.on_conflict_do_update(
        index_elements=["kind", "key"],
        set_={"data": new.excluded.data, "due_at": new.excluded.due_at},
        where=or_(c.record.due_at <= bindparam("now"), _MINE),
    ).inline()


_LEAD = Statement(_lead)
_RESIGN = Statement(
    delete(RecordRow).where(c.record.kind == KIND, c.record.key == bindparam("key"), _MINE)
)


def lead(tx: Tx, name: str, holder: str, ttl: timedelta) -> bool:
    """Takes or renews the lock `name` until `ttl` from now; False while another holds it.

    Renew well before the end: at a third of `ttl`.
    """
    until = to_ms(tx.now + ttl)
    values = {"key": name, "data": dump({"holder": holder}), "due_at": until}
    return stored(tx).session.count(_LEAD, **values, now=to_ms(tx.now)) == 1


def resign(tx: Tx, name: str, holder: str) -> None:
    """Gives the lock back, if `holder` has it."""
    stored(tx).session.write(_RESIGN, key=name, data=dump({"holder": holder}))
