"""The statements behind reports: one range of one index each (columns.py).

That nothing was merged into another ticket is in every one of them: a merged ticket counts nowhere.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, union

from storage import columns as c
from storage.statements import Among, Statement
from storage.tables import NEVER

t, h = c.ticket, c.history
_START: Any = bindparam("start")
_END: Any = bindparam("end")
_MOST: Any = bindparam("most")
_TEAM = t.team == bindparam("team")
OURS = (_TEAM, c.IS_OWN)


def _in_period(moment: Any) -> tuple[Any, Any]:
    return moment > _START, moment <= _END


def _is(state: str) -> Any:
    return t.state == literal_column(f"'{state}'")


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_ALIVE = t.state != literal_column("'cancelled'")
FILED = Statement(
    select(func.count(), _sum(_ALIVE), _sum(_is("closed"))).where(*OURS, *_in_period(t.filed_at))
)
ACCEPTED = Statement(
    select(t.filed_at, t.accepted_at).where(*OURS, *_in_period(t.accepted_at))
)
DONE = Statement(select(func.count()).where(*OURS, *_in_period(t.resolved_at)))
FINISHED = Statement(
    select(
        t.id, t.owner, t.filed_at, t.resolved_at, t.resolved_at <= t.due_at, t.rework, t.rating
    )
    .where(*OURS, *_in_period(t.resolved_at))
    .order_by(t.resolved_at.desc(), t.id.desc())
)
CLOSED = Statement(
    select(
        func.count(), _sum(t.rework == 0), func.coalesce(func.sum(t.rating), 0),
        func.count(t.rating),
    ).where(*OURS, _is("closed"), *_in_period(t.closed_at))
)  # fmt: skip
RESPOND = Statement(
    select(func.count(), _sum(t.accepted_at <= t.respond_due)).where(
        *OURS, _ALIVE, *_in_period(t.respond_due)
    )
)
# A clock that stands on hold has promised nothing yet: the due time moves when it goes on.
RESOLVE = Statement(
    select(func.count(), _sum(t.resolved_at <= t.due_at)).where(
        *OURS, _ALIVE, t.state != literal_column("'on_hold'"), *_in_period(t.due_at),
        t.due_at < literal_column(str(NEVER)),
    )
)
_UNFINISHED = and_(t.due_at < _END, or_(t.resolved_at.is_(None), t.resolved_at > _END))
# Said in other words, twice, so that no planner takes an index of all that was ever filed for the
# few that are open, be it as the second of two.
_OURS = (_TEAM, func.coalesce(t.merged_into, literal_column("0")) == literal_column("0"))
OPEN = Statement(
    select(func.count(), _sum(_UNFINISHED)).where(
        *_OURS, c.IS_OPEN, t.filed_at + literal_column("0") <= _END
    )
)
CLOSED_SINCE = Statement(  # open then, closed now
    select(func.count(), _sum(_UNFINISHED)).where(
        *OURS, t.closed_at > _END, t.filed_at + literal_column("0") <= _END
    )
)
_SENT_BACK = or_(
    *(h.data.like(literal_column(f"""'%"verb":"{verb}"%'""")) for verb in ("send_back", "reopen"))
)
MARKS = Statement(
    select(_sum(h.kind == literal_column("'moved'")), _sum(h.kind == literal_column("'nudged'")))
    .select_from(t.id.table.join(h.ticket.table, h.ticket == t.id))
    .where(
        *OURS, c.IS_MARKED, t.updated_at > _START, *_in_period(h.at),
        or_(
            h.kind == literal_column("'nudged'"),
            and_(h.kind == literal_column("'moved'"), _SENT_BACK),
        ),
    )
)


def _top(column: Any) -> Statement:
    return Statement(
        select(column, func.count())
        .where(*OURS, *_in_period(t.filed_at), column.is_not(None))
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(_MOST)
    )


TOP_CATEGORIES, TOP_ASSETS = _top(t.category), _top(t.asset)
FAULTS = Statement(
    select(t.id, t.filed_at, t.asset, t.place, t.category).where(
        *OURS, *_in_period(t.filed_at), or_(t.asset.is_not(None), t.place.is_not(None))
    )
)


def _numbers(moment: Any) -> Any:
    return select(t.id).where(*OURS, *_in_period(moment))


NUMBERS = Statement(
    union(_numbers(t.filed_at), _numbers(t.resolved_at), _numbers(t.closed_at))
    .order_by(literal_column("1").desc())
    .limit(_MOST)
)
HISTORIES = Statement(
    select(h.ticket, h.kind, h.at, h.actor, h.data)
    .where(Among(h.ticket, "numbers"))
    .order_by(h.ticket, h.seq)
)
