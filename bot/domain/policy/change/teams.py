"""Edits of teams: members, leads, manager, hours and duty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.policy.chain import circles
from bot.domain.policy.change.parts import fresh, known, put_team, required, team_of, without
from bot.domain.policy.model import Member, Policy, Rule, Shift, Team
from bot.errors import BadInput, NotFound


def add_team(
    policy: Policy, name: str, members: Iterable[str], *, leads: Iterable[str] = (),
    manager: str | None = None,
) -> Policy:
    """A new team with at least one member; leads without members become members."""
    name = fresh(policy.teams, name, "team")
    leads = tuple(dict.fromkeys(leads))
    people = tuple(dict.fromkeys(members)) or leads
    if not people:
        raise BadInput("policy.team_needs_member", name=name)
    team = Team(name, members=tuple(Member(h) for h in people), leads=leads, manager=manager)
    return _checked(put_team(policy, team))


def remove_team(policy: Policy, name: str, *, with_uses: bool = False) -> Policy:
    """Without the team. Rules and chats that use it: refused, or changed along `with_uses`."""
    team_of(policy, name)
    rules = [rule.name for rule in policy.rules if rule.team == name]
    chats = [chat for chat, entry in policy.chats.items() if entry.team == name]
    if (rules or chats) and not with_uses:
        raise BadInput("policy.team_in_use", name=name, rules=rules, chats=len(chats))
    return replace(
        policy,
        teams=without(policy.teams, name),
        rules=tuple(rule for rule in policy.rules if rule.team != name),
        chats={
            chat: replace(entry, team=None) if entry.team == name else entry
            for chat, entry in policy.chats.items()
        },
    )


def rename_team(policy: Policy, name: str, new_name: str) -> Policy:
    """The same team under another name, everywhere in the document."""
    team_of(policy, name)
    new_name = fresh(policy.teams, new_name, "team")

    def renamed(rule: Rule) -> Rule:
        return replace(rule, team=new_name) if rule.team == name else rule

    return replace(
        policy,
        teams={
            (new_name if key == name else key): (replace(t, name=new_name) if key == name else t)
            for key, t in policy.teams.items()
        },
        rules=tuple(renamed(rule) for rule in policy.rules),
        chats={
            chat: replace(entry, team=new_name) if entry.team == name else entry
            for chat, entry in policy.chats.items()
        },
    )


def add_member(
    policy: Policy, team_name: str, handle: str, *, skills: Iterable[str] = (),
    limit: int | None = None, weight: int = 100, sites: Iterable[str] = (),
) -> Policy:
    """One more member."""
    team = team_of(policy, team_name)
    if team.member(handle):
        raise BadInput("policy.already_member", name=handle, team=team_name)
    member = Member(handle)
    policy = put_team(policy, replace(team, members=(*team.members, member)))
    return edit_member(
        policy, team_name, handle, skills=skills, limit=limit, weight=weight, sites=sites
    )


def edit_member(policy: Policy, team_name: str, handle: str, **changes: Any) -> Policy:
    """Changes `skills`, `limit` (None: none), `weight` or `sites` of a member."""
    team = team_of(policy, team_name)
    member = team.member(handle)
    if member is None:
        raise NotFound("policy.not_a_member", name=handle, team=team_name)
    for part in ("skills", "sites"):
        if part in changes:
            changes[part] = frozenset(changes[part])
    for site in sorted(changes.get("sites", ())):
        known(policy.sites, site, "site")
    limit, weight = changes.get("limit"), changes.get("weight", 100)
    if limit is not None and not 0 <= limit <= 1000:
        raise BadInput("policy.bad_limit", low=0, high=1000)
    if not 0 <= weight <= 1000:
        raise BadInput("policy.bad_weight", low=0, high=1000)
    changed = replace(member, **changes)
    members = tuple(changed if m.handle == handle else m for m in team.members)
    return put_team(policy, replace(team, members=members))


def remove_member(policy: Policy, team_name: str, handle: str) -> Policy:
    """Without the member; refused for the last one and while a rule or the roster needs them."""
    team = team_of(policy, team_name)
    if team.member(handle) is None:
        raise NotFound("policy.not_a_member", name=handle, team=team_name)
    if len(team.members) == 1:
        raise BadInput("policy.last_member", name=handle, team=team_name)
    rules = [r.name for r in policy.rules if r.person == handle and r.team in (None, team_name)]
    if rules:
        raise BadInput("policy.member_in_rules", name=handle, rules=rules)
    if any(handle in (shift.main, shift.backup) for shift in team.roster):
        raise BadInput("policy.member_on_roster", name=handle, team=team_name)
    members = tuple(m for m in team.members if m.handle != handle)
    return put_team(policy, replace(team, members=members))


def add_lead(policy: Policy, team_name: str, handle: str) -> Policy:
    """One more lead."""
    team = team_of(policy, team_name)
    if handle in team.leads:
        raise BadInput("policy.already_lead", name=handle, team=team_name)
    return _checked(put_team(policy, replace(team, leads=(*team.leads, handle))))


def remove_lead(policy: Policy, team_name: str, handle: str) -> Policy:
    """Without the lead; refused for the last one, who hears of what nobody takes."""
    team = team_of(policy, team_name)
    if handle not in team.leads:
        raise NotFound("policy.not_a_lead", name=handle, team=team_name)
    if len(team.leads) == 1:
        raise BadInput("policy.last_lead", name=handle, team=team_name)
    leads = tuple(lead for lead in team.leads if lead != handle)
    return put_team(policy, replace(team, leads=leads))


def set_manager(policy: Policy, team_name: str, handle: str | None) -> Policy:
    """Who hears the last step of the ladder; refused where escalation would go in a circle."""
    return _checked(put_team(policy, replace(team_of(policy, team_name), manager=handle)))


def set_team(policy: Policy, team_name: str, **changes: Any) -> Policy:
    """Changes `strategy`, `calendar`, `sla`, `ladder`, `home`, `digest`, `weekly`,
    `monthly` or `ranking`."""
    team = team_of(policy, team_name)
    parts: dict[str, Mapping[str, Any]] = {
        "calendar": policy.calendars, "sla": policy.slas, "ladder": policy.ladders,
    }  # fmt: skip
    for part, choices in parts.items():
        if part in changes:
            required(choices, changes[part], part)
    if changes.get("strategy", team.strategy) == "on_duty" and not team.roster:
        raise BadInput("policy.roster_missing", team=team_name)
    return put_team(policy, replace(team, **changes))


def set_roster(policy: Policy, team_name: str, shifts: Iterable[Shift]) -> Policy:
    """Replaces the roster; an empty one only where nothing is routed by duty."""
    team = replace(team_of(policy, team_name), roster=tuple(sorted(shifts, key=_start)))
    for shift in team.roster:
        if shift.start >= shift.end:
            raise BadInput("policy.shift_backwards", start=shift.start, end=shift.end)
    routed = team.strategy == "on_duty" or any(
        rule.team == team_name and rule.strategy == "on_duty" for rule in policy.rules
    )
    if routed and not team.roster:
        raise BadInput("policy.roster_missing", team=team_name)
    return put_team(policy, team)


def _start(shift: Shift) -> str:
    return shift.start


def _checked(policy: Policy) -> Policy:
    for circle in circles(policy):
        raise BadInput("policy.escalation_circle", teams=list(circle))
    return policy
