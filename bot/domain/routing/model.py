"""What routing is asked, what it knows of the world, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from bot.domain.people import ChatId
from bot.domain.policy.model import Strategy
from bot.domain.roster.duty import Cover
from bot.domain.ticket import Priority

# Why somebody was not chosen; texts/ has a sentence for each ("routing.reason.<name>").
Reason = Literal[
    "declined",  # refused this ticket
    "tried",  # had it and did not accept in time
    "away",  # on leave
    "inactive",  # left the company
    "off_duty",  # not on the roster now
    "skill",  # lacks what the rule asks for
    "site",  # does not work at this site
    "limit",  # has as many open tickets as allowed
    "weight",  # takes nothing automatically (weight 0)
    "busier",  # could take it, but somebody has less to do
    "not_next",  # could take it, but it is somebody else's turn
]


@dataclass(frozen=True, slots=True)
class RoutingRequest:
    """A ticket to be routed. `at` is aware; people are handles; text includes the title."""

    text: str
    at: datetime
    priority: Priority = Priority.P3
    category: str | None = None
    site: str | None = None  # None: the chat's
    chat: ChatId | None = None
    department: str | None = None
    asset: str | None = None
    template: str | None = None
    team: str | None = None  # already settled: only a person is sought
    declined: frozenset[str] = frozenset()
    tried: frozenset[str] = frozenset()


class Away(NamedTuple):
    """Not available from `start` to `end` (aware, end excluded; None: until further notice)."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoutingWorld:
    """What the policy cannot know. All keys are handles except `last` (team → last chosen)."""

    loads: Mapping[str, int] = field(default_factory=dict)  # open tickets
    away: Mapping[str, Sequence[Away]] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    covers: Sequence[Cover] = ()
    inactive: frozenset[str] = frozenset()


class Matched(NamedTuple):
    """A part of the rule's condition and the value that met it, e.g. ("words", "打印机").

    Without a rule: ("chat_team", team), ("only_team", team) or ("given_team", team).
    """

    part: str
    value: str


class PassedOver(NamedTuple):
    """Somebody who was considered before or beside the chosen one, and why not."""

    handle: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """`handle` None and not `nobody`: the ticket waits in the team's pool to be claimed.

    `nobody`: none could take it; `told` must hear of it, loudly (the leads; without leads the
    team's manager, dispatchers, admins).
    `template`, `priority`, `sla` are what the rule sets, None where it says nothing.
    """

    team: str | None
    handle: str | None
    rule: str | None = None
    matched: tuple[Matched, ...] = ()
    strategy: Strategy | None = None
    passed_over: tuple[PassedOver, ...] = ()
    nobody: bool = False
    told: tuple[str, ...] = ()
    template: str | None = None
    priority: Priority | None = None
    sla: str | None = None


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """Plain JSON for the ticket's history; parts that say nothing are left out."""
    out: dict[str, Any] = {"team": decision.team, "handle": decision.handle}
    for name in ("rule", "strategy", "template", "sla"):
        if getattr(decision, name) is not None:
            out[name] = getattr(decision, name)
    if decision.priority is not None:
        out["priority"] = int(decision.priority)
    if decision.nobody:
        out["nobody"] = True
    if decision.told:
        out["told"] = list(decision.told)
    if decision.matched:
        out["matched"] = [list(match) for match in decision.matched]
    if decision.passed_over:
        out["passed_over"] = [list(person) for person in decision.passed_over]
    return out


def decision_from_json(data: Mapping[str, Any]) -> Decision:
    """The inverse of decision_to_json."""
    priority = data.get("priority")
    return Decision(
        team=data.get("team"),
        handle=data.get("handle"),
        rule=data.get("rule"),
        matched=tuple(Matched(*match) for match in data.get("matched", ())),
        strategy=data.get("strategy"),
        passed_over=tuple(PassedOver(*person) for person in data.get("passed_over", ())),
        nobody=data.get("nobody", False),
        told=tuple(data.get("told", ())),
        template=data.get("template"),
        priority=Priority(priority) if priority is not None else None,
        sla=data.get("sla"),
    )
