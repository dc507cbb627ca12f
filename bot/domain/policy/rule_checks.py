"""Rules that cannot work, contradict each other, or never get their turn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from bot.domain.policy.fault import Path, Problem, nearest
from bot.domain.policy.model import Condition, Policy, Rule

Fits = Callable[[str, str], bool]


def rule_problems(policy: Policy) -> Iterator[Problem]:
    """Faults of each rule, then of the rules among themselves."""
    names: set[str] = set()
    for i, rule in enumerate(policy.rules):
        if not rule.name:
            continue  # reported where it was read
        if rule.name in names:
            yield Problem(("rules", i, "name"), "policy.rule_twice", {"name": rule.name},
                          f"{rule.name} 2")
        names.add(rule.name)
        yield from _names(i, rule, policy)
        yield from _destination(i, rule, policy)
    yield from _shadows(policy)


def _names(i: int, rule: Rule, policy: Policy) -> Iterator[Problem]:
    at: Path = ("rules", i)
    categories = known_categories(policy)
    checks: list[tuple[str, str, str | None, Collection[str]]] = [
        ("team", "team", rule.team, policy.teams),
        ("template", "template", rule.template, policy.templates),
        ("sla", "sla", rule.sla, policy.slas),
    ]
    for part, kind, name, choices in checks:
        if name is not None and name not in choices:
            yield Problem((*at, part), f"policy.{kind}_unknown", {"name": name},
                          nearest(name, choices))
    for site in rule.when.sites:
        if site not in policy.sites:
            yield Problem((*at, "when", "sites"), "policy.site_unknown", {"name": site},
                          nearest(site, policy.sites))
    for category in rule.when.categories:
        if categories and not any(within(known, category) for known in categories):
            yield Problem((*at, "when", "categories"), "policy.category_unknown",
                          {"name": category}, nearest(category, categories), warning=True)


def _destination(i: int, rule: Rule, policy: Policy) -> Iterator[Problem]:
    at: Path = ("rules", i)
    facts = {"name": rule.name}
    if not (rule.team or rule.person or rule.template or rule.priority or rule.sla):
        yield Problem(at, "policy.rule_does_nothing", facts)
    team = policy.team_of(rule.team)
    if rule.person and not policy.teams_of(rule.person):
        yield Problem((*at, "person"), "policy.person_without_team", {"name": rule.person},
                      warning=True)
    elif rule.person and team and team not in policy.teams_of(rule.person):
        yield Problem((*at, "person"), "policy.person_not_in_team",
                      {"name": rule.person, "team": team.name}, warning=True)
    if team is None:
        return
    if rule.skill and not any(rule.skill in member.skills for member in team.members):
        skills = {skill for member in team.members for skill in member.skills}
        yield Problem((*at, "skill"), "policy.skill_missing",
                      {"skill": rule.skill, "team": team.name}, nearest(rule.skill, skills),
                      warning=True)
    if rule.strategy == "on_duty" and not team.roster:
        yield Problem((*at, "strategy"), "policy.roster_missing", {"team": team.name},
                      warning=True)


def _shadows(policy: Policy) -> Iterator[Problem]:
    for i, later in enumerate(policy.rules):
        if not later.enabled:
            continue
        for earlier in policy.rules[:i]:
            if not earlier.enabled or not covers(earlier.when, later.when):
                continue
            same = covers(later.when, earlier.when)
            key = "policy.rule_contradicts" if same and _goal(earlier) != _goal(later) \
                else "policy.rule_shadowed"
            facts = {"name": later.name, "by": earlier.name}
            yield Problem(("rules", i), key, facts, warning=True)
            break


def _goal(rule: Rule) -> tuple[str | None, str | None]:
    return rule.team, rule.person


def covers(wide: Condition, narrow: Condition) -> bool:
    """Whether everything the narrow condition lets through passes the wide one too."""
    return (
        _all_in(narrow.categories, wide.categories, within)
        and _subset(narrow.priorities, wide.priorities)
        and _subset(narrow.sites, wide.sites)
        and _subset(narrow.chats, wide.chats)
        and _all_in(narrow.departments, wide.departments, within)
        and _all_in(narrow.words, wide.words, lambda word, part: part.lower() in word.lower())
        and _all_in(narrow.assets, wide.assets, lambda a, b: a.lower().startswith(b.lower()))
        and wide.hours in ("", narrow.hours)
    )


def _subset(narrow: Collection[object], wide: Collection[object]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _all_in(narrow: Collection[str], wide: Collection[str], fits: Fits) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(any(fits(item, part) for part in wide) for item in narrow)


def within(name: str, group: str) -> bool:
    """Whether a category (or department) is this one or lies under it: a/b is within a."""
    return name == group or name.startswith(group + "/")


def known_categories(policy: Policy) -> list[str]:
    """The categories of all templates."""
    return list(
        dict.fromkeys(c.name for template in policy.templates.values() for c in template.categories)
    )
