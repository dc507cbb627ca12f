"""The two promises of a ticket, as a pure function of its events and the working calendar.

Nothing is counted up anywhere: what was used is read off the history each time, so a hold, a
changed priority, a sent-back result or a changed calendar can only give one answer, and that
answer can be shown as a receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.calendar import Span, WorkCalendar
from bot.domain.lifecycle import EDGES, Event, unpacked
from bot.domain.policy import Policy, SlaPolicy, Target, Team, Template
from bot.domain.policy.steps import steps_text
from bot.domain.ticket import WORKING, Plan, Priority, State, Ticket


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time between two changes of state; `end` None: still going on. `why`: a hold's reason."""

    state: State
    start: datetime
    end: datetime | None
    why: str | None = None

    @property
    def runs(self) -> bool:
        """Whether the resolve clock runs in it."""
        return self.state in WORKING


@dataclass(frozen=True, slots=True)
class Timeline:
    """A ticket's states in order, and the moments the clocks hang on."""

    stretches: tuple[Stretch, ...]
    filed_at: datetime  # or taken out of another ticket: when the respond clock began
    assigned_at: datetime  # when the present owner was chosen, or the ticket filed
    accepted_at: datetime | None


def timeline(events: Iterable[Event]) -> Timeline:
    """The states a history walks through (first event `filed`)."""
    stretches: list[Stretch] = []
    state, since, why = State.NEW, None, None
    filed_at = assigned_at = None
    accepted_at: datetime | None = None
    owned_since: list[datetime | None] = []  # `assigned_at` before each event, for an undo
    for event in events:
        owned_since.append(assigned_at)
        if event.kind == "filed":
            filed_at = assigned_at = since = event.at
            continue
        new, reason = _next_state(state, event)
        if event.kind == "routed" or (
            event.kind == "moved" and event.data["verb"] in ("assign", "transfer")
        ):
            assigned_at = event.at
        if event.kind == "moved" and event.data["verb"] == "accept":
            accepted_at = accepted_at or event.at
        if event.kind == "undone":
            accepted_at = unpacked(event.data["restore"]).get("accepted_at")
            assigned_at = owned_since[event.data["seq"] - 1] or assigned_at
            if event.data.get("verb") == "merge" and accepted_at is None:
                filed_at = assigned_at = event.at  # nobody was to answer it meanwhile
        if new is not state:
            assert since is not None
            if since < event.at:  # filed and routed in one moment: no time was spent as new
                stretches.append(Stretch(state, since, event.at, why))
            state, since, why = new, event.at, reason
    assert filed_at and assigned_at and since
    stretches.append(Stretch(state, since, None, why))
    return Timeline(tuple(stretches), filed_at, assigned_at, accepted_at)


def _next_state(state: State, event: Event) -> tuple[State, str | None]:
    if event.kind == "moved":
        return EDGES[state, event.data["verb"]], event.data.get("reason")
    if event.kind == "routed":
        return (State.ASSIGNED if event.data.get("to") is not None else State.NEW), None
    if event.kind == "undone":
        return State(event.data["restore"]["state"]), None
    return state, None


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of a receipt: a stretch and the working time in it that counted (or did not)."""

    stretch: Stretch
    spans: tuple[Span, ...]
    total: timedelta


@dataclass(frozen=True, slots=True)
class Account:
    """A promise's account: what counted, what was deducted, what is left."""

    clock: str  # "respond" or "resolve"
    target: timedelta
    used: timedelta
    lines: tuple[Counted, ...]  # in order; lines whose stretch does not run were deducted
    due: datetime | None  # None while the clock stands
    met: bool | None  # None: not decided yet

    @property
    def left(self) -> timedelta:
        """What remains; negative when it is late."""
        return self.target - self.used


def calendars_of(plan: Plan, policy: Policy) -> tuple[WorkCalendar, WorkCalendar]:
    """The calendars of the respond and the resolve target; a vanished one is the default."""
    resolve = calendar_named(plan.calendar, policy)
    respond = calendar_named(plan.respond_calendar, policy) if plan.respond_calendar else resolve
    return respond, resolve


def calendar_named(name: str, policy: Policy) -> WorkCalendar:
    """A calendar by name; the default where the name is gone."""
    return policy.calendars.get(name) or policy.calendars["default"]


def plan_for(
    policy: Policy, team: Team | None, template: Template | None, priority: Priority,
    sla: str | None = None,
) -> Plan:
    """The promise for a new ticket, from the most particular SLA that is named."""
    return policy.once(
        ("plan", team and team.name, template and template.name, priority, sla),
        lambda: _plan(policy, team, template, priority, sla),
    )


def _plan(
    policy: Policy, team: Team | None, template: Template | None, priority: Priority,
    sla: str | None,
) -> Plan:
    name = sla or (template.sla if template and template.sla else None)
    name = name or (team.sla if team else "default")
    chosen: SlaPolicy = policy.slas.get(name) or policy.slas["default"]
    target: Target = chosen.targets[priority]
    own = team.calendar if team else "default"
    calendar = target.calendar or own
    hours = calendar_named(calendar, policy)
    named = team.ladder if team else "default"
    ladder = policy.ladders.get(named) or policy.ladders["default"]
    day = day_minutes(hours)
    return Plan(
        respond_minutes=target.respond_days * day if target.respond_days else target.respond,
        resolve_minutes=target.resolve_days * day if target.resolve_days else target.resolve,
        calendar=calendar,
        ladder=named,
        accept_minutes=(template.accept_days if template else 3)
        * day_minutes(calendar_named(own, policy)),
        accept_calendar=own,
        policy_version=policy.version,
        steps=steps_text(ladder.rungs),
    )


def day_minutes(calendar: WorkCalendar) -> int:
    """The working minutes of an ordinary day: what "one working day" is worth in targets."""
    return calendar.longest_day or 8 * 60


def promises(
    plan: Plan, filed_at: datetime, policy: Policy
) -> tuple[datetime, datetime]:
    """When a ticket filed at that moment is to be accepted and finished."""
    respond, resolve = calendars_of(plan, policy)
    return (
        respond.add_working(filed_at, minutes=plan.respond_minutes),
        resolve.add_working(filed_at, minutes=plan.resolve_minutes),
    )


def resolve_account(
    line: Timeline, plan: Plan, calendar: WorkCalendar, now: datetime
) -> Account:
    """The account of the resolve promise at `now`."""
    target = timedelta(minutes=plan.resolve_minutes)
    lines, used, due = [], timedelta(), None
    for stretch in line.stretches:
        if stretch.state in (State.CLOSED, State.CANCELLED):
            continue
        worked = calendar.working_between(stretch.start, stretch.end or now)
        lines.append(Counted(stretch, worked.spans, worked.total))
        if not stretch.runs:
            continue
        if stretch.end is None:
            left = target - used
            due = (
                calendar.add_working(stretch.start, seconds=int(left.total_seconds()))
                if left > timedelta()
                else moment_of_use(line, target, calendar)
            )
        used += worked.total
    last = line.stretches[-1]
    met = None if last.end is None and last.runs and used <= target else used <= target
    if last.state is State.ON_HOLD and used <= target:
        met = None
    return Account("resolve", target, used, tuple(lines), due, met)


def moment_of_use(line: Timeline, amount: timedelta, calendar: WorkCalendar) -> datetime | None:
    """The moment at which that much of the resolve clock had been (or will be) used; None if the
    clock stands before that."""
    left = amount
    for stretch in line.stretches:
        if not stretch.runs:
            continue
        end = calendar.add_working(stretch.start, seconds=int(left.total_seconds()))
        if stretch.end is None or end <= stretch.end:
            return end
        left -= calendar.working_between(stretch.start, stretch.end).total
    return None


def respond_account(
    line: Timeline, plan: Plan, calendar: WorkCalendar, now: datetime
) -> Account:
    """The account of the respond promise: from filing to the first acceptance, holds or not."""
    target = timedelta(minutes=plan.respond_minutes)
    end = line.accepted_at or now
    worked = calendar.working_between(line.filed_at, end)
    due = calendar.add_working(line.filed_at, minutes=plan.respond_minutes)
    late = worked.total > target
    stretch = Stretch(State.ASSIGNED, line.filed_at, line.accepted_at)
    return Account(
        "respond", target, worked.total, (Counted(stretch, worked.spans, worked.total),), due,
        (not late) if line.accepted_at or late else None,
    )


def dues(
    ticket: Ticket, events: Iterable[Event], policy: Policy, now: datetime
) -> Mapping[str, datetime | None]:
    """`respond_due` and `resolve_due` after these events; a standing clock keeps its last due."""
    line = timeline(events)
    respond, resolve = calendars_of(ticket.plan, policy)
    account = resolve_account(line, ticket.plan, resolve, now)
    return {
        "respond_due": respond.add_working(line.filed_at, minutes=ticket.plan.respond_minutes),
        "resolve_due": account.due or ticket.resolve_due,
    }
