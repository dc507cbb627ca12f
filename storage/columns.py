"""Short names of the columns, and the indexes that the lists and lines walk along.

A partial index serves a query only if its predicate stands there word for word, so both take it
from here; its constants are literals, for a parameter could be anything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, literal_column
from sqlmodel import SQLModel

from storage import tables as t
from storage import triage_tables as tt


def _columns(table: type[SQLModel]) -> Any:
    return table.__table__.c  # type: ignore[attr-defined]


meta, ticket, history = _columns(t.Meta), _columns(t.TicketRow), _columns(t.History)
unindexed, ticket_text, load = _columns(t.Unindexed), _columns(t.TicketText), _columns(t.PersonLoad)
person, person_name = _columns(t.PersonRow), _columns(t.PersonName)
account, chat, member = _columns(t.AccountRow), _columns(t.ChatRow), _columns(t.Member)
inbox, outbox = _columns(t.InboxRow), _columns(t.OutboxRow)
placement, attachment = _columns(t.PlacementRow), _columns(t.AttachmentRow)
dialog, setting, record = _columns(t.DialogRow), _columns(t.SettingRow), _columns(t.RecordRow)
scope = _columns(t.Scope)
lesson, model, fault = _columns(tt.LessonRow), _columns(tt.ModelRow), _columns(tt.FaultRow)

IS_OPEN = ticket.is_open.is_(True)
IS_UNOWNED = ticket.is_open.is_(True) & ticket.owner.is_(None)
IS_MERGED = ticket.merged_into.is_not(None)
HAS_CHECK = ticket.check_at.is_not(None)
# What carries steps that reports count one by one: nudges, and being sent back.
IS_MARKED = (ticket.rework > literal_column("0")) | (ticket.urged > literal_column("0"))
IS_OWN = ticket.merged_into.is_(None)  # not part of another ticket
IS_LIVE = outbox.ended_at.is_(None)
IS_HEAD = outbox.head.is_(True) & IS_LIVE
IS_ALARM = outbox.redraw.is_(False)
IS_WAITING_REDRAW = outbox.redraw.is_(True) & (outbox.state == literal_column(str(t.WAITING)))
IS_DEAD = outbox.state == literal_column(str(t.DEAD))
IS_LESSON = lesson.waiting.is_(True)
IS_FRESH = fault.fresh.is_(True)
IS_WAITING_FILE = attachment.state == literal_column("'waiting'")


def _some(name: str, *columns: Any, where: Any, unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_some("ticket_by_owner", ticket.owner, ticket.due_at, ticket.id, where=IS_OPEN)
_some("ticket_by_requester", ticket.requester, ticket.updated_at, ticket.id, where=IS_OPEN)
_some("ticket_by_team", ticket.team, ticket.due_at, ticket.id, where=IS_OPEN)
_some("ticket_by_due", ticket.due_at, ticket.id, where=IS_OPEN)
_some(
    "ticket_by_chat", ticket.home_platform, ticket.home_tenant, ticket.home_chat, ticket.id,
    where=IS_OPEN,
)
_some("ticket_merged", ticket.requester, ticket.id, where=IS_MERGED)
_some("ticket_by_check", ticket.check_at, ticket.id, where=HAS_CHECK)
Index("ticket_by_filing", ticket.filed_at, ticket.id)
# Reports: the periods of a team, by each moment that counts. `IS_OWN` also keeps the planner from
# walking them for a list, which does not ask for it.
_some("ticket_filed", ticket.team, ticket.filed_at, where=IS_OWN)
_some("ticket_due", ticket.team, ticket.due_at, where=IS_OWN)
for _name, _moment in (
    ("ticket_respond", ticket.respond_due), ("ticket_accepted", ticket.accepted_at),
    ("ticket_resolved", ticket.resolved_at), ("ticket_closed", ticket.closed_at),
):  # fmt: skip
    _some(_name, ticket.team, _moment, where=IS_OWN & _moment.is_not(None))
_some("ticket_marked", ticket.team, ticket.updated_at, where=IS_OWN & IS_MARKED)
_some("outbox_heads", outbox.due_at, outbox.id, where=IS_HEAD)
_some("outbox_by_lane", outbox.lane, outbox.id, where=IS_LIVE)
_some("outbox_once", outbox.once, where=IS_ALARM, unique=True)
_some("outbox_redraw", outbox.once, where=IS_WAITING_REDRAW, unique=True)
_some("outbox_dead", outbox.id, where=IS_DEAD)
_some("outbox_ended", outbox.ended_at, where=outbox.ended_at.is_not(None))
Index("placement_by_message", placement.platform, placement.tenant, placement.message)
_some("attachment_waiting", attachment.id, where=IS_WAITING_FILE)
_some("record_by_due", record.kind, record.due_at, where=record.due_at.is_not(None))
_some("lesson_waiting", lesson.ticket, where=IS_LESSON)
Index("fault_by_value", fault.kind, fault.value, fault.at)
_some("fault_fresh", fault.ticket, fault.kind, where=IS_FRESH)
