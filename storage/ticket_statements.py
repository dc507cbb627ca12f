"""The statements that read and change tickets and their history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select, update

from storage import columns as c
from storage.statements import Among, Statement, columns_of, given, insert, inserting
from storage.tables import History, PersonLoad, TicketRow, Unindexed

# What filing says once and for all; a change does not write it again.
FIXED = ("id", "filed_at", "home_platform", "home_tenant", "home_chat", "private",
         "parent")  # fmt: skip

TICKETS: Any = select(TicketRow.__table__)  # type: ignore[attr-defined]
_THIS = c.ticket.id == bindparam("number")


def _added(new: Any) -> Any:
    return new.on_conflict_do_update(
        index_elements=["person"], set_={"open": c.load.open + new.excluded.open}
    )


# One insert may not change a row twice. Sorted, so that two processes never wait for each other.
_LOAD = ["person", "open"]
_given = given(PersonLoad, *_LOAD).c
_sums = select(_given.person, func.sum(_given.open)).group_by(_given.person).order_by(_given.person)

ADD = insert(TicketRow)
ADD_EVENT = insert(History)
ADD_UNINDEXED = insert(Unindexed)
ADJUST_LOAD = inserting(PersonLoad, _LOAD, _added, _sums)
GET = Statement(TICKETS.where(_THIS))
GET_MANY = Statement(TICKETS.where(Among(c.ticket.id, "numbers")))
HEAD = Statement(select(c.ticket.head).where(_THIS, c.ticket.version == bindparam("was")))
CHANGE = Statement(
    update(TicketRow)
    .where(_THIS, c.ticket.version == bindparam("was"))
    .values({n: bindparam(n) for n in columns_of(TicketRow) if n not in FIXED})
)
SET_CHECK = Statement(update(TicketRow).where(_THIS).values(check_at=bindparam("moment")))
DUE_CHECKS = Statement(
    TICKETS.where(c.HAS_CHECK, c.ticket.check_at <= bindparam("moment"))
    .order_by(c.ticket.check_at, c.ticket.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_EVENTS = select(
    c.history.seq, c.history.kind, c.history.at, c.history.actor, c.history.data, c.history.hash
).where(c.history.ticket == bindparam("number"))
HISTORY = Statement(
    _EVENTS.where(c.history.seq >= bindparam("start")).order_by(c.history.seq)
)
LAST_EVENTS = Statement(_EVENTS.order_by(c.history.seq.desc()).limit(2))
LOADS = Statement(select(c.load.person, c.load.open).where(Among(c.load.person, "people")))
