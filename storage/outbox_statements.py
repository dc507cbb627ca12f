"""The statements of the outbox.

A row is live until it has ended (`ended_at`). The first live row of a lane is its head, and only
heads are leased, so a lease costs the same however many rows wait behind them. A row that finds
no live row in its lane is born a head; when a head ends, the next is promoted. What is delayed
stands in a lane of its own and holds up nobody.

On PostgreSQL one process may add behind a head while another ends it: neither sees the other's
row, and the lane is left without a head. REPAIR, run now and then when nothing is due, finds it.
Two heads at once, from two processes that both found a lane empty, do no harm.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from storage import columns as c
from storage.statements import POSTGRES, Among, Dialect, Statement, columns_of, numbered
from storage.tables import DEAD, DONE, LEASED, WAITING, OutboxRow

_o: Any = c.outbox
_THIS = _o.id == bindparam("number")
_other: Any = OutboxRow.__table__.alias("head")  # type: ignore[attr-defined]
_OTHER_LIVE = _other.c.ended_at.is_(None)
_SAY = (_o.kind, _o.audience, _o.ticket, _o.facts, _o.once, _o.urgent, _o.not_before, _o.created_at)
_NOW: Any = bindparam("now")
_MOMENT: Any = bindparam("moment")


_table: Any = OutboxRow.__table__  # type: ignore[attr-defined]
_GIVEN = [name for name in columns_of(OutboxRow) if name not in ("id", "head")]


def _add(dialect: Dialect) -> Any:
    """One statement, so that nothing comes between the look at the lane and the insert."""
    given = {name: bindparam(name, type_=_o[name].type) for name in _GIVEN}
    no_other = ~exists().where(_other.c.lane == given["lane"], _OTHER_LIVE)
    head = select(no_other).scalar_subquery()
    return dialect.insert(_table).values(head=head, **given).inline()


def _add_many() -> Any:
    """Of those of one lane, which do not see each other, the first may be its head. Asked for
    one live row, PostgreSQL looks the lane up; of EXISTS it may make a hash of all lanes."""
    row = numbered(OutboxRow, *_GIVEN).c
    first = row.place == func.min(row.place).over(partition_by=row.lane)
    live = select(_other.c.id).where(_other.c.lane == row.lane, _OTHER_LIVE)
    other = live.limit(literal_column("1"))
    head = first & other.scalar_subquery().is_(None)
    rows = select(head, *(row[name] for name in _GIVEN)).order_by(row.place)
    return POSTGRES.insert(_table).from_select(["head", *_GIVEN], rows)


ADD = Statement(_add, many=_add_many())
# What is said once only; whether it is known already decides who is the head, so one by one.
ADD_ONCE = Statement(lambda d: _add(d).on_conflict_do_nothing())
DUE = Statement(
    select(_o.id, _o.attempts, _o.error, *_SAY)
    .where(c.IS_HEAD, _o.due_at <= _NOW)
    .order_by(_o.due_at, _o.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
LEASE = Statement(
    update(OutboxRow)
    .where(Among(_o.id, "numbers"))
    .values(state=LEASED, due_at=bindparam("end"), attempts=_o.attempts + 1, error=None)
)
_FIRST = (
    select(func.min(_other.c.id))
    .where(_other.c.lane == bindparam("lane"), _OTHER_LIVE)
    .scalar_subquery()
)
PROMOTE = Statement(update(OutboxRow).where(_o.id == _FIRST, _o.head.is_(False)).values(head=True))
_HEADLESS = (
    select(func.min(_other.c.id))
    .where(_OTHER_LIVE)
    .group_by(_other.c.lane)
    .having(func.sum(case((_other.c.head, 1), else_=0)) == 0)
)
REPAIR = Statement(update(OutboxRow).where(_o.id.in_(_HEADLESS)).values(head=True))
FIND = Statement(select(_o.lane, _o.once, _o.redraw).where(_THIS, c.IS_LIVE))
FIND_DEAD = Statement(select(_o.lane, _o.once, _o.redraw).where(_THIS, c.IS_DEAD))
FIND_WAITING = Statement(
    select(_o.id, _o.lane).where(
        _o.once == bindparam("once"),
        or_(c.IS_ALARM, c.IS_WAITING_REDRAW),
        _o.state == literal_column(str(WAITING)),
    )
)
FIND_SINCE = Statement(
    select(_o.id, _o.lane, *_SAY)
    .where(
        c.IS_LIVE, _o.ticket == bindparam("ticket"), _o.created_at >= _MOMENT,
        _o.once.is_(None), _o.state == literal_column(str(WAITING)), _o.attempts == 0,
    )
    .order_by(_o.id)
)  # fmt: skip
NEWER_REDRAW = Statement(
    select(_o.id).where(_o.once == bindparam("once"), c.IS_WAITING_REDRAW,
                        _o.id != bindparam("number"))
)  # fmt: skip
DELETE = Statement(delete(OutboxRow).where(_THIS))
FINISH = Statement(
    update(OutboxRow).where(_THIS, c.IS_LIVE).values(state=DONE, ended_at=_NOW, error=None)
)
BURY = Statement(
    update(OutboxRow)
    .where(_THIS, c.IS_LIVE)
    .values(state=DEAD, ended_at=_NOW, error=bindparam("why"))
)
RETRY = Statement(
    update(OutboxRow)
    .where(_THIS, c.IS_LIVE)
    .values(state=WAITING, due_at=bindparam("moment"), error=bindparam("why"))
)
REVIVE = Statement(
    update(OutboxRow)
    .where(_THIS, c.IS_DEAD)
    .values(state=WAITING, due_at=_NOW, ended_at=None, head=True, lane=bindparam("lane"))
)
WITHDRAW = Statement(
    delete(OutboxRow).where(_THIS, _o.state == literal_column(str(WAITING)))
)
DEAD_LETTERS = Statement(
    select(_o.id, *_SAY, _o.attempts, _o.error, _o.ended_at)
    .where(c.IS_DEAD)
    .order_by(_o.id.desc())
    .limit(bindparam("most"))
)
UNDER_WAY = Statement(
    select(_o.id)
    .where(_o.lane == bindparam("lane"), c.IS_LIVE, _o.state == literal_column(str(LEASED)))
    .limit(1)
)
NEXT_DUE = Statement(select(_o.due_at).where(c.IS_HEAD).order_by(_o.due_at, _o.id).limit(1))
COUNTS = Statement(
    union_all(
        select(_o.state, func.count()).where(c.IS_LIVE).group_by(_o.state),
        select(_o.state, func.count()).where(c.IS_DEAD).group_by(_o.state),
    )
)
FORGET = Statement(delete(OutboxRow).where(_o.ended_at.is_not(None), _o.ended_at < _MOMENT))
