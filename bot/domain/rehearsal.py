"""What other targets, hours or ladders would have made of past tickets: how many late, how many
pings, to whom. Holds are not deducted: that would need every ticket's history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.calendar import WorkCalendar
from bot.domain.policy import Policy
from bot.domain.policy.steps import rungs_of
from bot.domain.sla import calendars_of, plan_for
from bot.domain.ticket import Plan, Priority, State, Ticket


@dataclass(slots=True)
class Tally:
    """Sums over the tickets. `pings` counts by whom a step reaches."""

    respond_late: int = 0
    resolve_late: int = 0
    pings: Counter[str] = field(default_factory=Counter)


def tally(past: Iterable[Ticket], policy: Policy, now: datetime) -> Tally:
    """How these tickets would have fared; those still open count up to now."""
    out = Tally()
    for ticket in past:
        if ticket.state is State.CANCELLED:
            continue
        template = policy.templates.get(ticket.template) if ticket.template else None
        plan = plan_for(policy, policy.team_of(ticket.team), template, ticket.priority)
        respond, resolve = calendars_of(plan, policy)
        accepted = ticket.accepted_at or ticket.resolved_at or now
        waited = _minutes(ticket.filed_at, accepted, respond)
        took = _minutes(ticket.filed_at, ticket.resolved_at or now, resolve)
        out.respond_late += waited > plan.respond_minutes
        if ticket.deadline is None:  # a wish of its own stands, whatever the policy
            out.resolve_late += took > plan.resolve_minutes
        _count(plan, ticket.priority, waited, took, out.pings)
    return out


def _minutes(start: datetime, end: datetime, calendar: WorkCalendar) -> float:
    return calendar.working_between(start, end).total.total_seconds() / 60


def _count(
    plan: Plan, priority: Priority, waited: float, took: float, pings: Counter[str]
) -> None:
    for rung in rungs_of(plan.steps):
        passed, target = (
            (waited, plan.respond_minutes) if rung.clock == "respond"
            else (took, plan.resolve_minutes)
        )
        falls: float = rung.minutes or 0
        if rung.percent is not None:
            falls = target * rung.percent / 100
        elif priority is Priority.P1 and rung.minutes_p1 is not None:
            falls = rung.minutes_p1
        if falls < passed:
            pings.update(rung.who)
