"""Choosing one person of a team: who can take it, in which order, and why the others not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key

from bot.domain.policy.model import Member, Strategy, Team
from bot.domain.roster.duty import on_duty
from bot.domain.routing.model import PassedOver, Reason, RoutingRequest, RoutingWorld


@dataclass(frozen=True, slots=True)
class Choice:
    """`able`: everybody who could take it, best first."""

    able: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]
    strategy: Strategy


def choose(
    team: Team,
    strategy: Strategy,
    request: RoutingRequest,
    world: RoutingWorld,
    *,
    skill: str | None = None,
    person: str | None = None,
    zone: str,
) -> Choice:
    """A fixed person comes first; if they cannot, the team's members follow by load."""
    passed: list[PassedOver] = []
    able: list[str] = []
    if person is not None:
        member = team.member(person) or Member(person)
        # Whoever wrote the rule chose the person: skill and site are not asked again.
        reason = _absent(person, request, world) or _full(member, world)
        if reason is None:
            able.append(person)
        else:
            passed.append(PassedOver(person, reason))
    if strategy == "on_duty":
        ranked = _on_duty(team, request, world, zone)
        order: Strategy = "on_duty"
    else:
        order = "least_load" if person is not None and strategy == "fixed" else strategy
        ranked = _ranked(team, order, world)
    for member in ranked:
        if member.handle == person:
            continue
        if reason := _hindrance(member, skill, request, world):
            passed.append(PassedOver(member.handle, reason))
        else:
            able.append(member.handle)
    if strategy == "on_duty":
        shown = {member.handle for member in ranked}
        passed.extend(
            PassedOver(member.handle, "off_duty")
            for member in team.members
            if member.handle not in shown and member.handle != person
        )
    fixed = person is not None and able[:1] == [person]
    return Choice(tuple(able), tuple(passed), "fixed" if fixed else order)


def losers(choice: Choice) -> tuple[PassedOver, ...]:
    """Those who could have taken it and were not chosen, with the strategy's reason."""
    reason: Reason | None = {"least_load": "busier", "round_robin": "not_next"}.get(  # type: ignore[assignment]
        choice.strategy
    )
    return tuple(PassedOver(handle, reason) for handle in choice.able[1:]) if reason else ()


def _hindrance(
    member: Member, skill: str | None, request: RoutingRequest, world: RoutingWorld
) -> Reason | None:
    reason = _absent(member.handle, request, world)
    if reason is not None:
        return reason
    if skill is not None and skill not in member.skills:
        return "skill"
    if member.sites and request.site is not None and request.site not in member.sites:
        return "site"
    if member.weight == 0:
        return "weight"
    return _full(member, world)


def _absent(handle: str, request: RoutingRequest, world: RoutingWorld) -> Reason | None:
    if handle in request.declined:
        return "declined"
    if handle in request.tried:
        return "tried"
    if handle in world.inactive:
        return "inactive"
    for away in world.away.get(handle, ()):
        if away.start <= request.at and (away.end is None or request.at < away.end):
            return "away"
    return None


def _full(member: Member, world: RoutingWorld) -> Reason | None:
    if member.limit is not None and world.loads.get(member.handle, 0) >= member.limit:
        return "limit"
    return None


def _on_duty(
    team: Team, request: RoutingRequest, world: RoutingWorld, zone: str
) -> Sequence[Member]:
    """Main, then backup. Somebody who covers without being a member counts as one."""
    duty = on_duty(team, request.at, world.covers, zone=zone)
    people = [handle for handle in (duty.main, duty.backup) if handle]
    return [team.member(handle) or Member(handle) for handle in people]


def _ranked(team: Team, strategy: Strategy, world: RoutingWorld) -> Sequence[Member]:
    """Members in the order they are asked; ties go round from whoever was chosen last."""
    if strategy in ("fixed", "pool"):
        return team.members
    members = team.members
    last = world.last.get(team.name)
    if last is not None:
        after = next((i + 1 for i, m in enumerate(members) if m.handle == last), 0)
        members = members[after:] + members[:after]
    if strategy == "round_robin":
        return members

    def by_load(left: Member, right: Member) -> int:
        # load / weight, compared without fractions; weight 0 is passed over anyway
        return world.loads.get(left.handle, 0) * max(right.weight, 1) - world.loads.get(
            right.handle, 0
        ) * max(left.weight, 1)

    return sorted(members, key=cmp_to_key(by_load))
