"""What makes a policy wrong or suspicious, whether it came from a text or from chat commands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from bot.domain.policy.chain import circles
from bot.domain.policy.fault import Path, Problem, nearest
from bot.domain.policy.model import Ladder, Policy, SlaPolicy, Target, Team, Template
from bot.domain.policy.rule_checks import rule_problems
from bot.domain.ticket import Priority


def problems(policy: Policy, people: Collection[str] | None = None) -> list[Problem]:
    """Everything wrong; `people` are the known handles (None: every handle passes)."""
    known = None if people is None else {*people, *introduced(policy)}
    return [
        *_people(policy, known),
        *_times(policy),
        *(problem for team in policy.teams.values() for problem in _team(team, policy)),
        *_circles(policy),
        *(problem for t in policy.templates.values() for problem in _template(t, policy)),
        *rule_problems(policy),
        *_chats(policy),
    ]


def introduced(policy: Policy) -> set[str]:
    """The handles the document itself introduces."""
    return {*policy.names, *policy.aliases, *policy.scopes, *policy.accounts}


def handles(policy: Policy) -> Iterator[tuple[Path, str]]:
    """Every place that names a person."""
    for name in ("admins", "dispatchers", "managers"):
        for i, handle in enumerate(getattr(policy, name)):
            yield (name, i), handle
    for team in policy.teams.values():
        at: Path = ("teams", team.name)
        for i, member in enumerate(team.members):
            yield (*at, "members", i), member.handle
        for i, handle in enumerate(team.leads):
            yield (*at, "leads", i), handle
        if team.manager:
            yield (*at, "manager"), team.manager
        for i, shift in enumerate(team.roster):
            yield (*at, "roster", i), shift.main
            if shift.backup:
                yield (*at, "roster", i), shift.backup
    for i, rule in enumerate(policy.rules):
        if rule.person:
            yield ("rules", i, "person"), rule.person


def unknown(path: Path, kind: str, name: str, choices: Iterable[str]) -> Problem:
    """A name that nothing bears, with the name that was probably meant."""
    return Problem(path, f"policy.{kind}_unknown", {"name": name}, nearest(name, choices))


def _people(policy: Policy, known: set[str] | None) -> Iterator[Problem]:
    if not policy.admins:
        yield Problem(("admins",), "policy.no_admin", warning=True)
    for path, handle in handles(policy):
        if not handle:
            yield Problem(path, "policy.person_empty")
        elif known is not None and handle not in known:
            yield unknown(path, "person", handle, known)
    for handle, scope in policy.scopes.items():
        places = (member.sites for team in policy.teams.values() if (member := team.member(handle)))
        if scope == "site" and not any(places):
            yield Problem(("people", handle, "scope"), "policy.scope_without_site",
                          {"name": handle}, warning=True)
    owners: dict[str, str] = {name: name for name in introduced(policy)}
    for handle, aliases in policy.aliases.items():
        for alias in aliases:
            other = owners.setdefault(alias, handle)
            if other != handle:
                facts = {"alias": alias, "people": [other, handle]}
                yield Problem(("people", handle, "aliases"), "policy.alias_twice", facts,
                              warning=True)


def _times(policy: Policy) -> Iterator[Problem]:
    for name, calendar in policy.calendars.items():
        if not (calendar.always or any(calendar.week.values()) or any(calendar.days.values())):
            yield Problem(
                ("calendars", name), "policy.calendar_empty", {"name": name},
                "mon-fri: 09:00-12:00 13:30-18:00",
            )  # fmt: skip
    for sla in policy.slas.values():
        yield from _sla(sla, policy)
    for ladder in policy.ladders.values():
        yield from _ladder(ladder)


def _sla(sla: SlaPolicy, policy: Policy) -> Iterator[Problem]:
    at: Path = ("slas", sla.name)
    missing = [priority.name for priority in Priority if priority not in sla.targets]
    if missing:
        yield Problem(at, "policy.sla_incomplete", {"name": sla.name, "missing": missing})
    for priority, target in sla.targets.items():
        where = (*at, priority.name)
        if target.calendar and target.calendar not in policy.calendars:
            yield unknown((*where, "calendar"), "calendar", target.calendar, policy.calendars)
        if _backwards(target):
            yield Problem(where, "policy.sla_backwards", {"priority": priority.name}, warning=True)
        calendar = policy.calendars.get(target.calendar or "default")
        if calendar and not calendar.always:
            for part in ("respond", "resolve"):
                minutes = getattr(target, part)
                if minutes and minutes % 1440 == 0:
                    # On a working calendar 2d would be 48 working hours, some six days.
                    days = minutes // 1440
                    yield Problem((*where, part), "policy.days_of_24_hours", {"days": days},
                                  f"{days}wd", warning=True)


def _backwards(target: Target) -> bool:
    if not (target.resolve or target.resolve_days):
        return False  # could not be read, which was said already
    if target.respond_days is None and target.resolve_days is None:
        return target.respond > target.resolve
    return (target.respond_days or 0) > (target.resolve_days or 0)


def _ladder(ladder: Ladder) -> Iterator[Problem]:
    at: Path = ("ladders", ladder.name)
    if not any(rung.who for rung in ladder.rungs):
        yield Problem(at, "policy.ladder_to_nobody", {"name": ladder.name}, "ping: [lead]")


def _team(team: Team, policy: Policy) -> Iterator[Problem]:
    at: Path = ("teams", team.name)
    facts: dict[str, Any] = {"team": team.name}
    if not team.members:
        proposal = ", ".join(team.leads) or None
        yield Problem((*at, "members"), "policy.team_empty", facts, proposal)
    seen: set[str] = set()
    for i, member in enumerate(team.members):
        if member.handle in seen:
            yield Problem((*at, "members", i), "policy.member_twice", {"name": member.handle})
        seen.add(member.handle)
        for site in sorted(member.sites - set(policy.sites)):
            yield unknown((*at, "members", i), "site", site, policy.sites)
    for part, choices in (
        ("calendar", policy.calendars), ("sla", policy.slas), ("ladder", policy.ladders),
    ):  # fmt: skip
        name = getattr(team, part)
        if name not in choices:
            yield unknown((*at, part), part, name, choices)
    if not team.leads:
        yield Problem((*at, "leads"), "policy.team_without_lead", facts, warning=True)
    if team.manager is None:
        yield Problem((*at, "manager"), "policy.team_without_manager", facts, warning=True)
    elif team.manager in team.leads:
        yield Problem((*at, "manager"), "policy.manager_is_lead", {"name": team.manager},
                      warning=True)
    if team.strategy == "on_duty" and not team.roster:
        yield Problem((*at, "roster"), "policy.roster_missing", facts, warning=True)


def _circles(policy: Policy) -> Iterator[Problem]:
    for circle in circles(policy):
        yield Problem(
            ("teams", circle[0], "manager"), "policy.escalation_circle", {"teams": list(circle)}
        )


def _template(template: Template, policy: Policy) -> Iterator[Problem]:
    at: Path = ("templates", template.name)
    if template.sla is not None and template.sla not in policy.slas:
        yield unknown((*at, "sla"), "sla", template.sla, policy.slas)
    for field in template.fields:
        if field.kind in ("choice", "multi") and not field.options:
            yield Problem((*at, "fields", field.name), "policy.options_missing",
                          {"field": field.name})


def _chats(policy: Policy) -> Iterator[Problem]:
    for chat, entry in policy.chats.items():
        at: Path = ("chats", ":".join(chat))
        if entry.team is not None and entry.team not in policy.teams:
            yield unknown((*at, "team"), "team", entry.team, policy.teams)
        if entry.template is not None and entry.template not in policy.templates:
            yield unknown((*at, "template"), "template", entry.template, policy.templates)
        if entry.site is not None and entry.site not in policy.sites:
            yield unknown((*at, "site"), "site", entry.site, policy.sites)
