"""Calendars, SLAs and ladders that teams share, and those that are one team's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from bot.domain.policy.change.parts import fresh, put_team, required, team_of, without
from bot.domain.policy.defaults import default_policy, office_calendar
from bot.domain.policy.model import Policy
from bot.errors import BadInput

Part = Literal["calendar", "sla", "ladder"]
SECTIONS = {"calendar": "calendars", "sla": "slas", "ladder": "ladders"}
BUILT_IN = ("default", "always")


def shared(policy: Policy, team: str, part: Part) -> bool:
    """Whether a change of the team's calendar, SLA or ladder would touch others."""
    name = getattr(team_of(policy, team), part)
    others = (t for t in policy.teams.values() if t.name != team)
    return name in BUILT_IN or any(getattr(other, part) == name for other in others)


def own_name(policy: Policy, team: str, part: Part) -> str:
    """The name a team's own calendar, SLA or ladder gets."""
    taken = getattr(policy, SECTIONS[part])
    names = (team if n == 1 else f"{team} {n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def own(policy: Policy, team: str, part: Part, name: str) -> Policy:
    """A copy of what the team uses, under a name of its own; the team uses it from now on."""
    entries = getattr(policy, SECTIONS[part])
    name = fresh(entries, name, part)
    before = entries[getattr(team_of(policy, team), part)]
    made: Any = replace(before, name=name)
    if part == "calendar":
        made = office_calendar(name) if before.always else replace(before, name=name, version=1)
    policy = _put(policy, part, {**entries, name: made})
    return _use(policy, team, part, name)


def share(policy: Policy, team: str, part: Part) -> Policy:
    """The team goes back to what everybody uses; its own, unless somebody else uses it, goes."""
    name = getattr(team_of(policy, team), part)
    policy = _use(policy, team, part, "default")
    if name in BUILT_IN or part == "calendar" or users(policy, part, name):
        return policy  # open tickets may still count by the calendar
    return remove_named(policy, part, name)


def remove_named(policy: Policy, part: Part, name: str) -> Policy:
    """Without that calendar, SLA or ladder; "default" becomes what it was at the beginning.
    Refused while anything uses it."""
    entries = getattr(policy, SECTIONS[part])
    required(entries, name, part)
    if name in BUILT_IN:
        first = getattr(default_policy(), SECTIONS[part])[name]
        if part == "calendar":
            first = replace(first, version=entries[name].version + 1)
        return _put(policy, part, {**entries, name: first})
    used = users(policy, part, name)
    if used:
        raise BadInput(f"policy.{part}_in_use", name=name, users=used)
    return _put(policy, part, without(entries, name))


def users(policy: Policy, part: Part, name: str) -> list[str]:
    """Teams, targets, templates and rules that name it."""
    found = [team.name for team in policy.teams.values() if getattr(team, part) == name]
    if part == "calendar":
        found += [
            f"{sla.name} {priority.name}" for sla in policy.slas.values()
            for priority, target in sla.targets.items() if target.calendar == name
        ]
    if part == "sla":
        found += [t.name for t in policy.templates.values() if t.sla == name]
        found += [rule.name for rule in policy.rules if rule.sla == name]
    return found


def _use(policy: Policy, team: str, part: Part, name: str) -> Policy:
    changed = replace(team_of(policy, team), **{str(part): name})  # type: ignore[arg-type]
    return put_team(policy, changed)


def _put(policy: Policy, part: Part, entries: dict[str, Any]) -> Policy:
    return replace(policy, **{SECTIONS[part]: entries})  # type: ignore[arg-type]
