"""What a new policy would leave behind: open tickets whose team, owner or words no longer exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.policy.fault import nearest
from bot.domain.policy.model import Policy
from bot.domain.policy.rule_checks import known_categories
from bot.domain.ticket import Ticket

SHOWN = 10  # ticket numbers named per warning


@dataclass(frozen=True, slots=True)
class Orphans:
    """Open tickets that would hang in the air. `key` names the sentence, `count` is of all,
    `tickets` are the first few, `proposal` a name that still exists."""

    key: str
    facts: Mapping[str, Any]
    count: int
    tickets: tuple[int, ...]
    proposal: str | None = None


def warnings(
    policy: Policy, open_tickets: Iterable[Ticket], handles: Mapping[int, str]
) -> list[Orphans]:
    """`handles` maps person ids of owners to handles. Sorted by weight: teams, owners, then
    calendars, ladders, templates and categories the tickets still refer to."""
    found: dict[tuple[str, str], list[int]] = {}
    categories = set(known_categories(policy))
    members = {m.handle for team in policy.teams.values() for m in team.members}
    leads = {lead for team in policy.teams.values() for lead in team.leads}
    for ticket in open_tickets:
        owner = handles.get(ticket.owner) if ticket.owner is not None else None
        checks = {
            "team": (ticket.team, policy.teams),
            "owner": (owner, members | leads),
            "calendar": (ticket.plan.calendar or None, policy.calendars),
            "ladder": (None if ticket.plan.steps else ticket.plan.ladder or None, policy.ladders),
            "template": (ticket.template, policy.templates),
            "category": (ticket.category, categories),
        }
        for kind, (name, choices) in checks.items():
            if name is not None and name not in choices:
                found.setdefault((kind, name), []).append(ticket.id)
    choices_of: dict[str, Iterable[str]] = {
        "team": policy.teams, "owner": (), "calendar": policy.calendars,
        "ladder": policy.ladders, "template": policy.templates, "category": categories,
    }  # fmt: skip
    order = list(choices_of)
    return [
        Orphans(
            f"policy.orphans_{kind}", {"name": name}, len(numbers), tuple(numbers[:SHOWN]),
            nearest(name, choices_of[kind]),
        )
        for (kind, name), numbers in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]))
        )
    ]  # fmt: skip
