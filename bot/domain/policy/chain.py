"""Who is above whom: the chain an unacknowledged escalation climbs, and circles in it."""

from __future__ import annotations

from bot.domain.policy.model import Policy, Team


def superiors(policy: Policy, team: str | None) -> tuple[str, ...]:
    """The managers above a team, nearest first: its own, then the manager of the team that one
    belongs to, and so on; at the end the company's managers. Nobody twice."""
    chain: list[str] = []
    waiting = [team] if team else []
    while waiting:
        current = policy.team_of(waiting.pop(0))
        if current is None or current.manager is None or current.manager in chain:
            continue
        chain.append(current.manager)
        waiting = [t.name for t in _above(policy, current)]
    return tuple(dict.fromkeys((*chain, *policy.managers)))


def circles(policy: Policy) -> list[tuple[str, ...]]:
    """Teams whose managers answer to each other, each circle once, starting at its first team.

    A team led by its own manager is no circle: its escalation just ends there.
    """
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for start in policy.teams.values():
        for circle in _walk(policy, start, start, (start.name,)):
            found.setdefault(frozenset(circle), circle)
    return list(found.values())


def _walk(policy: Policy, start: Team, at: Team, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    out = []
    for team in _above(policy, at):
        if team.name == start.name and len(path) > 1:
            out.append(path)
        elif team.name not in path and len(path) < 12:
            out.extend(_walk(policy, start, team, (*path, team.name)))
    return out


def _above(policy: Policy, team: Team) -> list[Team]:
    """The other teams the manager of a team leads or belongs to."""
    if team.manager is None:
        return []
    return [
        other
        for other in policy.teams_of(team.manager)
        if other.name != team.name and other.manager != team.manager
    ]
