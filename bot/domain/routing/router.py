"""The way of a request: rules in their order, then the chat's team; then one person of the team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.policy.chain import superiors
from bot.domain.policy.model import Policy, Rule, Strategy, Team
from bot.domain.roster.duty import zone_of_team
from bot.domain.routing.choose import Choice, choose, losers
from bot.domain.routing.match import matcher, plain_text
from bot.domain.routing.model import Decision, Matched, RoutingRequest, RoutingWorld

_latest: list[Router] = []
Match = Callable[[RoutingRequest, str], tuple[Matched, ...] | None]


@dataclass(frozen=True, slots=True)
class Router:
    """A policy made ready for many decisions."""

    policy: Policy
    rules: tuple[tuple[Rule, Match], ...]

    @classmethod
    def of(cls, policy: Policy) -> Router:
        """Prepares the conditions of the enabled rules."""
        return cls(
            policy,
            tuple(
                (rule, matcher(rule.when, _hours(policy, rule)))
                for rule in policy.rules
                if rule.enabled
            ),
        )

    def decide(self, request: RoutingRequest, world: RoutingWorld) -> Decision:
        """The first rule that matches, else the chat's team, else the only team there is."""
        entry = self.policy.chats.get(request.chat) if request.chat else None
        if request.site is None and entry is not None and entry.site is not None:
            request = replace(request, site=entry.site)
        text = plain_text(request.text)
        for rule, match in self.rules if request.team is None else ():
            matched = match(request, text)
            if matched is not None:
                return self._by_rule(rule, matched, request, world)
        team, matched = self._usual(request)
        return self._settle(team, None, matched, request, world)

    def _by_rule(
        self,
        rule: Rule,
        matched: tuple[Matched, ...],
        request: RoutingRequest,
        world: RoutingWorld,
    ) -> Decision:
        team = self.policy.team_of(rule.team)
        if team is None and rule.person:
            teams = self.policy.teams_of(rule.person)
            team = teams[0] if teams else None
        if team is None:
            team, usual = self._usual(request)
            matched = (*matched, *usual) if rule.person is None else matched
        decision = self._settle(team, rule, matched, request, world)
        return replace(
            decision,
            rule=rule.name,
            template=rule.template,
            priority=rule.priority,
            sla=rule.sla,
        )

    def _usual(self, request: RoutingRequest) -> tuple[Team | None, tuple[Matched, ...]]:
        if team := self.policy.team_of(request.team):
            return team, (Matched("given_team", team.name),)
        entry = self.policy.chats.get(request.chat) if request.chat else None
        if entry and (team := self.policy.team_of(entry.team)):
            return team, (Matched("chat_team", team.name),)
        if len(self.policy.teams) == 1:
            team = next(iter(self.policy.teams.values()))
            return team, (Matched("only_team", team.name),)
        return None, ()

    def _settle(
        self,
        team: Team | None,
        rule: Rule | None,
        matched: tuple[Matched, ...],
        request: RoutingRequest,
        world: RoutingWorld,
    ) -> Decision:
        person = rule.person if rule else None
        if team is None:
            if person is None:
                return Decision(
                    None, None, matched=matched, nobody=True, told=_told(self.policy, None)
                )
            team = Team(name="")
        strategy: Strategy = (rule.strategy if rule else None) or team.strategy
        choice = choose(
            team,
            strategy,
            request,
            world,
            skill=rule.skill if rule else None,
            person=person,
            zone=zone_of_team(self.policy, team),
        )
        return _decision(self.policy, team, choice, matched)


def route(request: RoutingRequest, policy: Policy, world: RoutingWorld) -> Decision:
    """Who gets a request, and why. For many requests prepare a Router once."""
    held = _latest[0] if _latest else None
    if held is None or held.policy is not policy:
        held = Router.of(policy)
        _latest[:] = [held]  # a bot has one policy at a time
    return held.decide(request, world)


def next_candidate(
    request: RoutingRequest,
    policy: Policy,
    world: RoutingWorld,
    previous: Decision,
    tried: frozenset[str],
) -> Decision:
    """Who is next after `tried` did not accept in time: the same rule and team as before, as the
    policy has them now; nobody left → the leads are `told`.

    In a pool nobody is handed anything: the ticket stays there.
    """
    team = policy.team_of(previous.team)
    rule = next((r for r in policy.rules if r.name == previous.rule and r.enabled), None)
    again = replace(request, tried=request.tried | tried)
    if team is None:
        return Router.of(policy).decide(again, world)
    strategy: Strategy = (rule.strategy if rule else None) or team.strategy
    entry = policy.chats.get(again.chat) if again.chat else None
    if again.site is None and entry is not None:
        again = replace(again, site=entry.site)
    choice = choose(
        team,
        strategy,
        again,
        world,
        skill=rule.skill if rule else None,
        person=rule.person if rule else None,
        zone=zone_of_team(policy, team),
    )
    decision = _decision(policy, team, choice, previous.matched)
    return replace(decision, rule=previous.rule)


def _decision(
    policy: Policy, team: Team, choice: Choice, matched: tuple[Matched, ...]
) -> Decision:
    passed = choice.passed_over
    if not choice.able:
        return Decision(
            team.name or None, None, matched=matched, strategy=choice.strategy,
            passed_over=passed, nobody=True, told=_told(policy, team),
        )  # fmt: skip
    pooled = choice.strategy == "pool"
    return Decision(
        team=team.name or None,
        handle=None if pooled else choice.able[0],
        matched=matched,
        strategy=choice.strategy,
        passed_over=passed if pooled else (*passed, *losers(choice)),
    )


def _told(policy: Policy, team: Team | None) -> tuple[str, ...]:
    """Who must hear that nobody can take it: the nearest who can do something about it."""
    above = superiors(policy, team.name)[:1] if team else ()
    return (team.leads if team else ()) or above or policy.dispatchers or policy.admins


def _hours(policy: Policy, rule: Rule) -> Callable[..., bool]:
    """Working hours are those of the team the rule sends to."""
    team = policy.team_of(rule.team)
    if team is None and rule.person and (teams := policy.teams_of(rule.person)):
        team = teams[0]
    calendar = policy.calendars.get(team.calendar if team else "default")
    calendar = calendar or policy.calendars.get("default")
    return calendar.is_working if calendar else lambda at: True
