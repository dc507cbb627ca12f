"""The life of a ticket as a table (product.md §2) and the fold that applies events to it.

A step not in EDGES is illegal and changes nothing. History is the truth: a ticket row equals
`fold(events)`, which `python -m bot verify` checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from bot.domain import kin
from bot.domain.people import ChatId
from bot.domain.ticket import Plan, Priority, State, Ticket
from bot.domain.times import from_ms, to_ms

NEW, ASSIGNED, IN_PROGRESS = State.NEW, State.ASSIGNED, State.IN_PROGRESS
ON_HOLD, RESOLVED, CLOSED, CANCELLED = State.ON_HOLD, State.RESOLVED, State.CLOSED, State.CANCELLED

# (state, verb) -> the state after it. The order of the verbs is the order of the buttons.
EDGES: dict[tuple[State, str], State] = {
    (NEW, "accept"): IN_PROGRESS,
    (NEW, "assign"): ASSIGNED,
    (NEW, "cancel"): CANCELLED,
    (NEW, "merge"): CANCELLED,
    (ASSIGNED, "accept"): IN_PROGRESS,
    (ASSIGNED, "transfer"): ASSIGNED,
    (ASSIGNED, "assign"): ASSIGNED,
    (ASSIGNED, "decline"): NEW,
    (ASSIGNED, "cancel"): CANCELLED,
    (ASSIGNED, "merge"): CANCELLED,
    (IN_PROGRESS, "resolve"): RESOLVED,
    (IN_PROGRESS, "hold"): ON_HOLD,
    (IN_PROGRESS, "transfer"): ASSIGNED,
    (IN_PROGRESS, "assign"): ASSIGNED,
    (IN_PROGRESS, "cancel"): CANCELLED,
    (IN_PROGRESS, "merge"): CANCELLED,
    (ON_HOLD, "resume"): IN_PROGRESS,
    (ON_HOLD, "transfer"): ASSIGNED,
    (ON_HOLD, "assign"): ASSIGNED,
    (ON_HOLD, "cancel"): CANCELLED,
    (ON_HOLD, "merge"): CANCELLED,
    (RESOLVED, "approve"): CLOSED,
    (RESOLVED, "send_back"): IN_PROGRESS,
    (CLOSED, "reopen"): IN_PROGRESS,
}

MOVES = frozenset(verb for _, verb in EDGES) - {"merge"}  # that walk concerns two tickets

# Verbs that leave the state alone, and where they make sense.
SIDE_VERBS: dict[str, frozenset[State]] = {
    verb: frozenset({NEW, ASSIGNED, IN_PROGRESS, ON_HOLD, RESOLVED})
    for verb in (
        "comment", "attach", "follow", "nudge", "prioritise", "reschedule", "edit",
        "escalate", "supervise", "acknowledge", "link", "mirror",
    )
} | {
    **dict.fromkeys(("sub", "join"), frozenset({NEW, ASSIGNED, IN_PROGRESS, ON_HOLD})),
    "rate": frozenset({CLOSED}),
    "promise": frozenset({ASSIGNED, IN_PROGRESS, ON_HOLD}),
}


def verbs_of(state: State) -> tuple[str, ...]:
    """The verbs that lead out of a state, in button order."""
    return tuple(verb for (origin, verb) in EDGES if origin is state)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a ticket's history. `actor` None: the bot itself. `data` is plain JSON."""

    kind: str
    at: datetime
    actor: int | None
    data: Mapping[str, Any] = field(default_factory=dict)


def fold(ticket_id: int, events: Iterable[Event]) -> Ticket:
    """The ticket its history describes; the first event must be `filed`."""
    ticket: Ticket | None = None
    for event in events:
        ticket = born(ticket_id, event) if ticket is None else evolve(ticket, event)
    if ticket is None:
        raise ValueError("a ticket without history")
    return ticket


def born(ticket_id: int, event: Event) -> Ticket:
    """The ticket a `filed` event makes. Its data holds the ticket's own fields."""
    data = dict(event.data)
    plan = Plan(**data.pop("plan"))
    home = data.pop("home", None)
    for name in ("deadline", "respond_due", "resolve_due"):
        if data.get(name) is not None:
            data[name] = from_ms(data[name])
    return Ticket.of(
        id=ticket_id,
        state=NEW,
        priority=Priority(data.pop("priority")),
        filed_at=event.at,
        updated_at=event.at,
        plan=plan,
        home=ChatId(*home) if home else None,
        followers=tuple(data.pop("followers", ())),
        related=tuple(data.pop("related", ())),
        **data,
    )


def evolve(ticket: Ticket, event: Event) -> Ticket:
    """The ticket after one more event. Unknown kinds only count as a new version."""
    change, tie = _CHANGES.get(event.kind), kin.CHANGES.get(event.kind)
    changed = change(ticket, event) if change else tie(ticket, event.data) if tie else {}
    return ticket.but(version=ticket.version + 1, updated_at=event.at, **changed)


def _moved(ticket: Ticket, event: Event) -> dict[str, Any]:
    """A walk along an edge: `verb` and what it needs are in the event's data."""
    data = event.data
    verb = data["verb"]
    out: dict[str, Any] = {"state": EDGES[ticket.state, verb]}
    if verb == "accept":
        out |= {"owner": event.actor, "accepted_at": ticket.accepted_at or event.at}
    elif verb in ("assign", "transfer"):
        out |= {"owner": data["to"], "hold_reason": None, "wake_at": None}
        if data.get("team"):
            out["team"] = data["team"]
    elif verb == "decline":
        out |= {"owner": None, "declined": (*ticket.declined, event.actor)}
    elif verb == "hold":
        wake = data.get("until")
        out |= {"hold_reason": data["reason"], "wake_at": from_ms(wake) if wake else None}
    elif verb == "resume":
        out |= {"hold_reason": None, "wake_at": None}
    elif verb == "resolve":
        out |= {"result": data.get("result"), "resolved_at": event.at}
        if data.get("fields"):
            out["fields"] = {**ticket.fields, **data["fields"]}
    elif verb == "approve":
        out |= {"closed_at": event.at}
    elif verb in ("send_back", "reopen"):
        out |= {"rework": ticket.rework + 1, "resolved_at": None, "closed_at": None}
    elif verb == "cancel":
        out |= {"closed_at": event.at}
    elif verb == "merge":
        out |= {"closed_at": event.at, "merged_into": data["into"]}
    return out | _scheduled(ticket, event)


def _routed(ticket: Ticket, event: Event) -> dict[str, Any]:
    """The router's choice; `to` may be None when nobody can take it."""
    to = event.data.get("to")
    return {
        "team": event.data.get("team") or ticket.team,
        "owner": to,
        "state": ASSIGNED if to is not None else NEW,
        "hold_reason": None,
        "wake_at": None,
    }


def _scheduled(ticket: Ticket, event: Event) -> dict[str, Any]:
    """New due times, recomputed from the events before."""
    out: dict[str, Any] = {}
    for name in ("respond_due", "resolve_due", "deadline"):
        if name in event.data:
            value = event.data[name]
            out[name] = from_ms(value) if value is not None else None
    if "plan" in event.data:
        out["plan"] = Plan(**event.data["plan"])
    return out


def _undone(ticket: Ticket, event: Event) -> dict[str, Any]:
    """A step taken back: `restore` holds the fields as they were before it."""
    return unpacked(event.data["restore"])


_TIMES = frozenset(
    {"deadline", "respond_due", "resolve_due", "accepted_at", "resolved_at", "closed_at", "wake_at"}
)
_KEPT = frozenset({"id", "version", "check_at", "updated_at", "filed_at", "home"})


def packed(ticket: Ticket) -> dict[str, Any]:
    """A ticket's changeable fields as plain JSON, for an undo."""
    out: dict[str, Any] = {}
    for spec in fields(ticket):
        value = getattr(ticket, spec.name)
        if spec.name in _KEPT:
            continue
        if isinstance(value, datetime):
            value = to_ms(value)
        elif isinstance(value, Plan):
            value = asdict(value)
        elif isinstance(value, tuple):
            value = list(value)
        out[spec.name] = value
    return out


def unpacked(data: Mapping[str, Any]) -> dict[str, Any]:
    """The way back from `packed`."""
    out: dict[str, Any] = {}
    for name, value in data.items():
        if name in _TIMES and value is not None:
            value = from_ms(value)
        elif name == "plan":
            value = Plan(**value)
        elif isinstance(value, list):
            value = tuple(value)
        elif name == "state":
            value = State(value)
        elif name == "priority":
            value = Priority(value)
        out[name] = value
    return out


def _edited(ticket: Ticket, event: Event) -> dict[str, Any]:
    out = {
        name: event.data[name]
        for name in ("title", "body", "category", "place", "asset", "site", "template", "team")
        if name in event.data
    }
    if "fields" in event.data:
        out["fields"] = {**ticket.fields, **event.data["fields"]}
    if "priority" in event.data:
        out["priority"] = Priority(event.data["priority"])
    return out | _scheduled(ticket, event)


def _united(ticket: Ticket, old: int, new: int) -> dict[str, Any]:
    """Two persons turned out to be one: the ticket names the one who stays."""

    def now(people: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(new if person == old else person for person in people))

    return {
        "requester": new if ticket.requester == old else ticket.requester,
        "owner": new if ticket.owner == old else ticket.owner,
        "followers": now(ticket.followers),
        "declined": now(ticket.declined),
        "affected": now(ticket.affected),
    }


_CHANGES = {
    "moved": _moved,
    "routed": _routed,
    "rescheduled": _scheduled,
    "undone": _undone,
    "edited": _edited,
    "prioritised": lambda ticket, event: {
        "priority": Priority(event.data["priority"]), **_scheduled(ticket, event)
    },
    "followed": lambda ticket, event: {
        "followers": tuple(dict.fromkeys((*ticket.followers, event.data["person"])))
    },
    "unfollowed": lambda ticket, event: {
        "followers": tuple(p for p in ticket.followers if p != event.data["person"])
    },
    "united": lambda ticket, event: _united(ticket, event.data["from"], event.data["to"]),
    "nudged": lambda ticket, event: {"urged": ticket.urged + 1},
    "warned": lambda ticket, event: {"heat": event.data["heat"]},
    "rated": lambda ticket, event: {"rating": event.data["rating"]},
}


def moved(verb: str, actor: int | None, at: datetime, **data: Any) -> Event:
    """The event of a walk along an edge; aware datetimes in `data` become ms."""
    plain = {k: to_ms(v) if isinstance(v, datetime) else v for k, v in data.items()}
    return Event("moved", at, actor, {"verb": verb, **plain})
