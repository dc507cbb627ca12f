"""A rule tried on the past: what would have gone elsewhere, and what nobody could have taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.policy.model import Policy
from bot.domain.routing.model import Decision, RoutingRequest, RoutingWorld
from bot.domain.routing.router import Router

# These choose the same person for the same ticket, so a different person is a real change.
DETERMINED = frozenset({"fixed", "on_duty"})


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket as it was filed."""

    number: int
    request: RoutingRequest


@dataclass(frozen=True, slots=True)
class Changed:
    """A ticket that would have gone elsewhere."""

    number: int
    before: Decision
    after: Decision


@dataclass(frozen=True, slots=True)
class DryRun:
    """`changed` go to another team, person, rule outcome, or to nobody; `nobody` of all tickets
    would find nobody under the new policy, `nobody_before` under the old one. `examples` and
    `orphans` are the first few ticket numbers of each."""

    total: int
    changed: int
    nobody: int
    nobody_before: int
    by_rule: dict[str, int]  # rule name ("" none) → tickets under the new policy
    examples: tuple[Changed, ...] = ()
    orphans: tuple[int, ...] = ()


def dry_run(
    tickets: Iterable[PastTicket],
    old: Policy,
    new: Policy,
    world: RoutingWorld | None = None,
    *,
    examples: int = 5,
) -> DryRun:
    """Routes every ticket under both policies, in one pass and constant memory.

    Loads and turns of the past are not known any more, so who of a team would have been picked
    by load or turn is not compared, only the team, the rule's person and who was on duty. Leave
    in `world` counts at each ticket's own time.
    """
    world = world or RoutingWorld()
    # Today's loads say nothing about then; a full limit would report today's rush as a fault.
    world = replace(world, loads={}, last={})
    before, after = Router.of(old), Router.of(new)
    total = changed = nobody = nobody_before = 0
    by_rule: dict[str, int] = {}
    shown: list[Changed] = []
    orphans: list[int] = []
    for ticket in tickets:
        total += 1
        was = before.decide(ticket.request, world)
        becomes = after.decide(ticket.request, world)
        by_rule[becomes.rule or ""] = by_rule.get(becomes.rule or "", 0) + 1
        nobody_before += was.nobody
        if becomes.nobody:
            nobody += 1
            if len(orphans) < examples:
                orphans.append(ticket.number)
        if outcome(was) != outcome(becomes):
            changed += 1
            if len(shown) < examples:
                shown.append(Changed(ticket.number, was, becomes))
    return DryRun(total, changed, nobody, nobody_before, by_rule, tuple(shown), tuple(orphans))


def outcome(decision: Decision) -> tuple[object, ...]:
    """What a requester would notice of a decision, without the luck of the draw."""
    person = decision.handle if decision.strategy in DETERMINED else None
    return (
        decision.team, person, decision.nobody, decision.strategy == "pool",
        decision.template, decision.priority, decision.sla,
    )  # fmt: skip
