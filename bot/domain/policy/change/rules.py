"""Edits of the routing rules. Positions count from 1, as people count."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.policy.change.parts import fresh, known
from bot.domain.policy.fault import nearest
from bot.domain.policy.model import Policy, Rule
from bot.domain.policy.rule_checks import rule_problems
from bot.errors import BadInput, NotFound


def add_rule(policy: Policy, rule: Rule, position: int | None = None) -> Policy:
    """A new rule at `position`, by default last. Refused where it could not work at all."""
    name = fresh([r.name for r in policy.rules], rule.name, "rule")
    at = len(policy.rules) if position is None else _index(position, len(policy.rules) + 1)
    rules = (*policy.rules[:at], replace(rule, name=name), *policy.rules[at:])
    return _checked(policy, replace(policy, rules=rules))


def remove_rule(policy: Policy, name: str) -> Policy:
    """Without the rule."""
    at = _find(policy, name)
    return replace(policy, rules=policy.rules[:at] + policy.rules[at + 1 :])


def move_rule(policy: Policy, name: str, position: int) -> Policy:
    """The rule at another position; the others keep their order."""
    at = _find(policy, name)
    rest = [*policy.rules[:at], *policy.rules[at + 1 :]]
    rest.insert(_index(position, len(policy.rules)), policy.rules[at])
    return replace(policy, rules=tuple(rest))


def enable_rule(policy: Policy, name: str, enabled: bool) -> Policy:
    """Switches a rule on or off."""
    return replace_rule(policy, name, replace(policy.rules[_find(policy, name)], enabled=enabled))


def replace_rule(policy: Policy, name: str, rule: Rule) -> Policy:
    """Another rule (or the same, changed) in the place of one."""
    at = _find(policy, name)
    if rule.name != name:
        fresh([r.name for r in policy.rules], rule.name, "rule")
    rules = (*policy.rules[:at], rule, *policy.rules[at + 1 :])
    return _checked(policy, replace(policy, rules=rules))


def free_rule_name(policy: Policy, wanted: str) -> str:
    """The wanted name, with a number where it is taken."""
    taken = {rule.name for rule in policy.rules}
    names = (wanted if n == 1 else f"{wanted} {n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _find(policy: Policy, name: str) -> int:
    names = [rule.name for rule in policy.rules]
    if name not in names:
        raise NotFound("policy.no_rule", name=name, near=nearest(name, names))
    return names.index(name)


def _index(position: int, count: int) -> int:
    if not 1 <= position <= count:
        raise BadInput("policy.bad_position", low=1, high=count)
    return position - 1


def _checked(before: Policy, after: Policy) -> Policy:
    """Refuses errors the edit brings; warnings are for the preview."""
    old = {(problem.key, repr(problem.facts)) for problem in rule_problems(before)}
    for problem in rule_problems(after):
        if not problem.warning and (problem.key, repr(problem.facts)) not in old:
            raise BadInput(problem.key, **problem.facts, near=problem.proposal)
    for rule in after.rules:
        if rule.person and rule.team:
            known(after.teams, rule.team, "team")
    return after
