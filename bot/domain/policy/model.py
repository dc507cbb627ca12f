"""The configuration document as values. People are named by their handle throughout.

The YAML form and its checks are in this package's other modules; a Policy that exists is valid.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from bot.domain.calendar import WorkCalendar
from bot.domain.people import ChatId
from bot.domain.ticket import Priority

T = TypeVar("T")
KNOWN = 1000  # things a policy remembers about itself
Ranking = Literal["leads", "on", "off"]  # who is shown how much each person finished
Strategy = Literal["fixed", "on_duty", "least_load", "round_robin", "pool"]


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a team. `weight` is the share of work (100 normal), `limit` open tickets."""

    handle: str
    skills: frozenset[str] = frozenset()
    limit: int | None = None
    weight: int = 100
    sites: frozenset[str] = frozenset()  # empty: everywhere


@dataclass(frozen=True, slots=True)
class Shift:
    """One line of a roster: who is on duty from `start` to `end` ("YYYY-MM-DD HH:MM", local)."""

    start: str
    end: str
    main: str
    backup: str | None = None
    kind: str = ""  # day, night, holiday… free words


@dataclass(frozen=True, slots=True)
class Team:
    """People who take tickets together."""

    name: str
    members: tuple[Member, ...] = ()
    leads: tuple[str, ...] = ()
    manager: str | None = None
    calendar: str = "default"
    sla: str = "default"
    ladder: str = "default"
    strategy: Strategy = "least_load"
    home: ChatId | None = None
    roster: tuple[Shift, ...] = ()
    digest: str | None = "18:00"  # local time of the daily digest; None: none
    weekly: str | None = "mon 09:00"
    monthly: str | None = "09:00"  # on the month's first working day
    ranking: Ranking = "leads"

    def member(self, handle: str) -> Member | None:
        """The membership of a person, if any."""
        return next((m for m in self.members if m.handle == handle), None)


@dataclass(frozen=True, slots=True)
class Target:
    """Minutes to respond and to resolve, counted on a calendar ("" = the team's own).

    `respond_days`, `resolve_days`: when set, that many working days count instead, until the end
    of the last one's final interval.
    """

    respond: int
    resolve: int
    calendar: str = ""
    respond_days: int | None = None
    resolve_days: int | None = None


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """Targets per priority."""

    name: str
    targets: Mapping[Priority, Target]


RungTarget = Literal["owner", "team", "lead", "manager", "requester", "next", "chat"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: at `percent` of the `clock`'s target, or `minutes` after the clock started, ping
    `who` ("next": hand over to the next candidate). `who` empty: only the colour changes."""

    clock: Literal["respond", "resolve"]
    who: tuple[RungTarget, ...]
    percent: int | None = None
    minutes: int | None = None  # on the target's calendar
    minutes_p1: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The escalation steps, in order (product.md §3, §7.3)."""

    name: str
    rungs: tuple[Rung, ...]
    acknowledge_minutes: int = 30  # an unacknowledged manager ping goes one level up after this
    budget: int = 6  # pings per person and hour outside P1


FieldKind = Literal[
    "text", "number", "choice", "multi", "person", "date", "asset", "photo"
]


@dataclass(frozen=True, slots=True)
class FormField:
    """A question of a template, asked at filing or at finishing."""

    name: str
    kind: FieldKind = "text"
    options: tuple[str, ...] = ()
    required: bool = False
    when: Literal["filing", "finishing"] = "filing"


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of request and the words that betray it."""

    name: str
    words: tuple[str, ...] = ()
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """What a group is for: categories, questions, SLA, and how long the requester may accept."""

    name: str
    categories: tuple[Category, ...] = ()
    fields: tuple[FormField, ...] = ()
    sla: str | None = None
    accept_days: int = 3  # working days of the team's calendar; 0: for ever


@dataclass(frozen=True, slots=True)
class Condition:
    """What a rule asks for; every part given must hold, an empty part holds always."""

    categories: tuple[str, ...] = ()
    priorities: tuple[Priority, ...] = ()
    sites: tuple[str, ...] = ()
    chats: tuple[ChatId, ...] = ()
    departments: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # any of them
    assets: tuple[str, ...] = ()  # prefixes
    hours: Literal["working", "off", ""] = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """First match wins. Sends to a team, or to a person of it."""

    name: str
    when: Condition
    team: str | None = None
    person: str | None = None
    strategy: Strategy | None = None
    skill: str | None = None
    template: str | None = None
    priority: Priority | None = None
    sla: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ChatPolicy:
    """What a chat is for."""

    chat: ChatId
    team: str | None = None
    template: str | None = None
    site: str | None = None
    silent: bool = False  # tickets are answered in private only
    words: tuple[str, ...] = ()  # words that file without a slash
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole document. `version` 0 is the built-in default."""

    version: int = 0
    language: str = "zh-CN"
    admins: tuple[str, ...] = ()
    dispatchers: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    slas: Mapping[str, SlaPolicy] = field(default_factory=dict)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    chats: Mapping[ChatId, ChatPolicy] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    scopes: Mapping[str, str] = field(default_factory=dict)  # handle → own | team | site | all
    accounts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # handle → {platform: user id}: people the document introduces before they speak
    names: Mapping[str, str] = field(default_factory=dict)  # handle → display name
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # handle → other names
    triage: bool = True
    _known: dict[Hashable, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """What follows from the document alone, worked out when first asked for."""
        found: T | None = self._known.get(what)
        if found is None:
            found = make()
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[what] = found
        return found

    def team_of(self, name: str | None) -> Team | None:
        """A team by name."""
        return self.teams.get(name) if name else None

    def teams_of(self, handle: str) -> tuple[Team, ...]:
        """The teams a person belongs to or leads."""
        return tuple(
            t for t in self.teams.values() if handle in t.leads or t.member(handle) is not None
        )
