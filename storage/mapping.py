"""Tickets, events and says to and from their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.domain.lifecycle import Event
from bot.domain.notices import Audience, InChat, OnPlacement, Privately, Say, ToPerson
from bot.domain.people import AccountId, ChatId
from bot.domain.ticket import Plan, Priority, State, Ticket
from bot.domain.times import from_ms, to_ms
from storage.plain import dump, load
from storage.sessions import Row
from storage.statements import columns_of
from storage.tables import NEVER, TicketRow

TICKET_COLUMNS = columns_of(TicketRow)
_MOMENTS = ("deadline", "respond_due", "resolve_due", "check_at", "accepted_at", "resolved_at",
            "closed_at", "wake_at")  # fmt: skip
_SAME = ("version", "title", "body", "requester", "owner", "team", "category", "place", "asset",
         "site", "template", "private", "hold_reason", "result", "rework", "rating", "urged",
         "heat", "merged_into", "parent")  # fmt: skip
_KIN = ("children", "related", "doubles", "affected")
_NO_KIN: dict[str, tuple[int, ...]] = dict.fromkeys(_KIN, ())
_SET_MOMENTS, _PEOPLE = ("filed_at", "updated_at"), ("declined", "followers")
# Columns that are no fields: what others are made of or what is only looked for.
_OF_THE_ROW = ("head", "is_open", "due_at", "kin", "home_platform", "home_tenant", "home_chat")
_STATES = {state.value: state for state in State}
_PRIORITIES = {int(priority): priority for priority in Priority}


def moment(ms: int | None) -> datetime | None:
    """An optional stored moment."""
    return None if ms is None else from_ms(ms)


def stored(at: datetime | None) -> int | None:
    """An optional moment as stored."""
    return None if at is None else to_ms(at)


@lru_cache(maxsize=1000)
def plan_text(plan: Plan) -> str:
    """A plan as stored."""
    return dump(asdict(plan))


@lru_cache(maxsize=1000)
def plan_of(text: str) -> Plan:
    """A stored plan; equal texts give one object, for it is the same for thousands of tickets."""
    return Plan(**load(text))


def ticket_values(ticket: Ticket, head: str) -> dict[str, Any]:
    """A ticket's row but for its id."""
    due, home = ticket.due(), ticket.home
    held = ticket.__dict__
    values: dict[str, Any] = {name: held[name] for name in _SAME}
    for name in _MOMENTS:
        at = held[name]
        values[name] = None if at is None else to_ms(at)
    filed_at = to_ms(ticket.filed_at)
    values.update(
        head=head,
        is_open=ticket.is_open,
        state=ticket.state.value,
        priority=int(ticket.priority),
        home_platform=home.platform if home else None,
        home_tenant=home.tenant if home else None,
        home_chat=home.chat if home else None,
        plan=plan_text(ticket.plan),
        fields=dump(ticket.fields) if ticket.fields else "{}",
        declined=dump(ticket.declined) if ticket.declined else "[]",
        followers=dump(ticket.followers) if ticket.followers else "[]",
        kin=_kin_text(ticket),
        filed_at=filed_at,
        updated_at=to_ms(ticket.updated_at) if ticket.updated_at else filed_at,
        due_at=to_ms(due) if due else NEVER,
    )
    return values


def ticket_of(row: Row) -> tuple[Ticket, str]:
    """The ticket of a full row, and the head of its chain. Every list and every card reads some,
    so the row's values become the fields without being passed on one by one."""
    held: dict[str, Any] = dict(zip(TICKET_COLUMNS, row, strict=True))
    for name in _SET_MOMENTS:
        held[name] = from_ms(held[name])
    for name in _MOMENTS:
        if held[name] is not None:
            held[name] = from_ms(held[name])
    head, chat = held["head"], held["home_chat"]
    held["home"] = None if chat is None else ChatId(
        held["home_platform"], held["home_tenant"], chat
    )  # fmt: skip
    held["state"] = _STATES[held["state"]]
    held["priority"] = _PRIORITIES[held["priority"]]
    held["private"] = bool(held["private"])
    held["plan"] = plan_of(held["plan"])
    held["fields"] = _unpacked(held["fields"])
    for name in _PEOPLE:
        held[name] = tuple(load(held[name])) if held[name] != "[]" else ()
    held.update(_kin(held["kin"]))
    for name in _OF_THE_ROW:
        del held[name]
    return Ticket.of(**held), head


def _kin_text(ticket: Ticket) -> str:
    """The tickets and people it has to do with, as stored; most tickets have none."""
    found = {name: many for name in _KIN if (many := getattr(ticket, name))}
    return dump(found) if found else "{}"


def _kin(text: str) -> dict[str, tuple[int, ...]]:
    return _NO_KIN if text == "{}" else _NO_KIN | {
        name: tuple(many) for name, many in load(text).items()
    }  # fmt: skip


def _unpacked(text: str) -> Mapping[str, Any]:
    return {} if text == "{}" else load(text)


def event_of(kind: str, at: int, actor: int | None, data: str) -> Event:
    """A stored event."""
    return Event(kind, from_ms(at), actor, load(data))


def audience_text(audience: Audience) -> str:
    """An audience as JSON: its kind first."""
    if isinstance(audience, InChat):
        return dump(["chat", list(audience.chat), audience.reply_to, audience.viewer])
    if isinstance(audience, ToPerson):
        return dump(["person", audience.person])
    if isinstance(audience, Privately):
        return dump(["private", audience.person, list(audience.chat), audience.reply_to])
    return dump(["placement", audience.placement])


def audience_of(text: str) -> Audience:
    """The way back from `audience_text`."""
    kind, *rest = load(text)
    if kind == "chat":
        return InChat(ChatId(*rest[0]), *rest[1:])
    if kind == "person":
        return ToPerson(rest[0])
    if kind == "private":
        return Privately(rest[0], ChatId(*rest[1]), rest[2])
    return OnPlacement(rest[0])


def say_of(
    kind: str, audience: str, ticket: int | None, facts: str, once: str | None,
    urgent: object, not_before: int, created_at: int,
) -> Say:  # fmt: skip
    """A stored Say; `not_before` that was not in the future when it was said is none."""
    return Say(
        kind, audience_of(audience), ticket, load(facts), once, bool(urgent),
        from_ms(not_before) if not_before > created_at else None,
    )  # fmt: skip


def account_text(account: AccountId | None) -> str | None:
    """An optional account as JSON."""
    return dump(list(account)) if account else None


def account_of(text: str | None) -> AccountId | None:
    """The way back from `account_text`."""
    return AccountId(*load(text)) if text else None

