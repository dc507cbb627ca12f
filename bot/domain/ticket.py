"""A ticket as it stands now: a value, made by folding its events (bot/domain/lifecycle)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from bot.domain.people import ChatId

TITLE_LIMIT = 120  # characters; the rest of a long request stays in the body
BODY_LIMIT = 20_000  # characters


class State(StrEnum):
    """product.md §2."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN = frozenset(
    {State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD, State.RESOLVED}
)
WORKING = frozenset({State.NEW, State.ASSIGNED, State.IN_PROGRESS})  # the resolve clock runs


class Priority(IntEnum):
    """P1 is the most urgent."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """What was promised at filing; later policy changes leave it alone (product.md §3).

    Targets are in minutes of the named calendar; `ladder` names the escalation ladder.
    """

    respond_minutes: int
    resolve_minutes: int
    calendar: str  # of the resolve target
    respond_calendar: str = ""  # "": the same
    ladder: str = "default"
    accept_minutes: int = 0  # the requester's window to accept, 0: for ever
    policy_version: int = 0
    accept_calendar: str = ""
    steps: str = ""  # of the ladder (policy/steps.py); "": those the named ladder has today


@dataclass(frozen=True)
class Ticket:
    """One request, one owner, one deadline. All times are aware UTC. Without slots, so that
    `but` can copy all fields at once: every event makes a new ticket of the old one."""

    id: int
    title: str
    body: str
    state: State
    priority: Priority
    requester: int
    filed_at: datetime
    plan: Plan
    version: int = 1
    team: str | None = None
    owner: int | None = None
    category: str | None = None
    place: str | None = None
    asset: str | None = None
    site: str | None = None
    template: str | None = None
    home: ChatId | None = None  # where it was filed
    private: bool = False
    deadline: datetime | None = None  # what the requester asked for, if anything
    respond_due: datetime | None = None
    resolve_due: datetime | None = None
    check_at: datetime | None = None  # the next moment at which time alone changes something
    accepted_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime | None = None
    hold_reason: str | None = None
    wake_at: datetime | None = None
    result: str | None = None
    rework: int = 0
    rating: int | None = None
    urged: int = 0  # how often it was nudged
    heat: int = 0  # the ladder's colour step reached, in percent of the running target
    declined: tuple[int, ...] = ()  # people who refused it
    followers: tuple[int, ...] = ()
    merged_into: int | None = None  # it lives on in that one; its state is then "cancelled"
    parent: int | None = None
    children: tuple[int, ...] = ()  # its sub-tickets
    related: tuple[int, ...] = ()
    doubles: tuple[int, ...] = ()  # the tickets merged into it
    affected: tuple[int, ...] = ()  # people who have the problem too, the requester left out
    fields: Mapping[str, Any] = field(default_factory=dict)  # the form's answers

    @staticmethod
    def of(**values: Any) -> Ticket:
        """What Ticket(…) makes, for the busy paths: a frozen class's own constructor sets every
        field by a call. Raises TypeError where fields are missing, or are none."""
        made = object.__new__(Ticket)
        made.__dict__.update(_USUAL, **values)
        if made.__dict__.keys() != _NAMES:
            raise TypeError(f"not the fields of a ticket: {made.__dict__.keys() ^ _NAMES}")
        return made

    def but(self, **changes: Any) -> Ticket:
        """The ticket with other values in these fields; raises TypeError for what is none."""
        if not changes.keys() <= self.__dict__.keys():
            raise TypeError(f"no fields of a ticket: {changes.keys() - self.__dict__.keys()}")
        copy = object.__new__(Ticket)
        copy.__dict__.update(self.__dict__, **changes)
        return copy

    @property
    def is_open(self) -> bool:
        """Whether anybody still has something to do."""
        return self.state in OPEN

    def due(self) -> datetime | None:
        """The deadline people see: what was asked for, else the SLA's."""
        return self.deadline or self.resolve_due


_NAMES = frozenset(spec.name for spec in fields(Ticket))
_USUAL: dict[str, Any] = {
    spec.name: {} if spec.default is MISSING else spec.default
    for spec in fields(Ticket)
    if spec.default is not MISSING or spec.default_factory is not MISSING
}

REOPEN_WINDOW = timedelta(days=7)  # product.md §2
UNDO_WINDOW = timedelta(minutes=2)
