"""The statements of the outbox.

A row is live until it has ended (`ended_at`). The head of a lane is its first live row that is
not delayed; only heads are leased. A row found due behind its head is pushed to the head's own
due time (the end of its lease, or its next try), so that a long blocked lane is looked at once
per push and not at every lease; when the head ends, the next row is pulled to now. A push that
meets an end half-way delays a row until then at worst and never loses it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, or_, select, union_all, update

from storage import columns as c
from storage.statements import Among, Statement, insert_new
from storage.tables import DEAD, DONE, LEASED, WAITING, OutboxRow

_o: Any = c.outbox
_THIS = _o.id == bindparam("number")
_other: Any = OutboxRow.__table__.alias("head")  # type: ignore[attr-defined]
_OTHER_LIVE = _other.c.ended_at.is_(None)
_SAY = (_o.kind, _o.audience, _o.ticket, _o.facts, _o.once, _o.urgent, _o.not_before, _o.created_at)
_NOW: Any = bindparam("now")
_MOMENT: Any = bindparam("moment")

ADD = insert_new(OutboxRow, "id")

_HEAD = (
    select(func.min(_other.c.id))
    .where(_other.c.lane == _o.lane, _OTHER_LIVE, _other.c.not_before <= _NOW)
    .scalar_subquery()
)
DUE = Statement(
    select(_o.id, _o.lane, _HEAD, _o.attempts, *_SAY)
    .where(c.IS_LIVE, _o.due_at <= _NOW)
    .order_by(_o.due_at, _o.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OutboxRow)
)
LEASE = Statement(
    update(OutboxRow)
    .where(_THIS)
    .values(state=LEASED, due_at=bindparam("end"), attempts=_o.attempts + 1)
)
_BLOCK = (
    select(func.max(_other.c.due_at))
    .where(_other.c.lane == _o.lane, _OTHER_LIVE, _other.c.id < _o.id,
           _other.c.not_before <= _NOW)
    .scalar_subquery()
)  # fmt: skip
PUSH_BEHIND = Statement(
    update(OutboxRow)
    .where(c.IS_LIVE, Among(_o.id, "numbers"), _o.due_at < _BLOCK)
    .values(due_at=_BLOCK)
)
_NEXT = (
    select(func.min(_other.c.id))
    .where(_other.c.lane == bindparam("lane"), _OTHER_LIVE, _other.c.not_before <= _NOW)
    .scalar_subquery()
)
PULL_NEXT = Statement(
    update(OutboxRow)
    .where(_o.id == _NEXT, _o.due_at > _NOW, _o.state == literal_column(str(WAITING)))
    .values(due_at=_NOW)
)
FIND = Statement(select(_o.lane, _o.once, _o.redraw).where(_THIS, c.IS_LIVE))
FIND_DEAD = Statement(select(_o.lane, _o.once, _o.redraw).where(_THIS, c.IS_DEAD))
FIND_WAITING = Statement(
    select(_o.id, _o.lane).where(
        _o.once == bindparam("once"),
        or_(c.IS_ALARM, c.IS_WAITING_REDRAW),
        _o.state == literal_column(str(WAITING)),
    )
)
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
    .values(state=WAITING, due_at=_NOW, ended_at=None)
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
NEXT_DUE = Statement(select(_o.due_at).where(c.IS_LIVE).order_by(_o.due_at, _o.id).limit(1))
COUNTS = Statement(
    union_all(
        select(_o.state, func.count()).where(c.IS_LIVE).group_by(_o.state),
        select(_o.state, func.count()).where(c.IS_DEAD).group_by(_o.state),
    )
)
FORGET = Statement(delete(OutboxRow).where(_o.ended_at.is_not(None), _o.ended_at < _MOMENT))
