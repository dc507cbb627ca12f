"""What is due because time passed: the ladder's rungs, wake-ups and the accept window.

`steps` says when each step falls, as a pure function of the ticket, its history and the
calendar; which of them already happened is read off the history (`warned` events). The one
stored thing is the next moment worth looking at (Ticket.check_at).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from bot.domain.calendar import WorkCalendar
from bot.domain.lifecycle import Event
from bot.domain.policy import Ladder, Policy, Rung
from bot.domain.policy.steps import ladder_of
from bot.domain.sla import Timeline, calendar_named, calendars_of, moment_of_use, timeline
from bot.domain.ticket import WORKING, Priority, State, Ticket
from bot.domain.times import to_ms

ACCEPT_WARNINGS = (50, 80)  # percent of the accept window at which the requester is reminded
UNANSWERED = "requester"  # a hold that waits for the requester
HOLD_WARNINGS = (3, 5)  # days after which a requester who is waited for is reminded
HOLD_CLOSES = 7  # days after which such a ticket closes (product.md §7.3)

Done = Mapping[tuple[str, int], datetime]  # the marks of the steps that happened -> when


class Step(NamedTuple):
    """One thing time will do. `mark` names it for ever; `at` is when it falls."""

    key: str
    at: datetime
    due: datetime  # of the promise it belongs to
    action: str  # ping | colour | handover | wake | approve | remind_accept | remind_info | close
    who: tuple[str, ...] = ()
    percent: int = 0
    promise: datetime | None = None  # which promise it is; None: the one due at `due`

    @property
    def mark(self) -> tuple[str, int]:
        """Its name in the history."""
        return self.key, to_ms(self.promise or self.due)


def steps(
    ticket: Ticket, line: Timeline, ladder: Ladder, policy: Policy, done: Done
) -> list[Step]:
    """Every step the ticket's present state holds in store, earliest first."""
    clocks = _clocks(ticket, line, ladder, policy, done)
    return sorted((step for clock in clocks for step in clock), key=lambda step: step.at)


def _clocks(
    ticket: Ticket, line: Timeline, ladder: Ladder, policy: Policy, done: Done
) -> Iterator[Iterable[Step]]:
    """The steps of each clock that runs, earliest first."""
    respond, resolve = calendars_of(ticket.plan, policy)
    if ticket.state in (State.NEW, State.ASSIGNED):
        yield _respond_steps(ticket, line, ladder.rungs, respond)
    if ticket.state in WORKING:
        yield _resolve_steps(ticket, line, ladder.rungs, resolve)
    if ticket.state is State.ON_HOLD:
        yield _hold_steps(ticket, line, done)
    if ticket.state is State.RESOLVED and ticket.resolved_at and ticket.plan.accept_minutes:
        calendar = calendar_named(ticket.plan.accept_calendar or ticket.plan.calendar, policy)
        yield _accept_steps(ticket, calendar, done)


def _respond_steps(
    ticket: Ticket, line: Timeline, rungs: Iterable[Rung], calendar: WorkCalendar
) -> Iterator[Step]:
    """In the order in which they fall, as below."""
    target = ticket.plan.respond_minutes
    # A ticket that was accepted once and then passed on: its new owner is reminded too, from
    # the moment it came to them; the promise to the requester was kept.
    again = ticket.accepted_at is not None
    ours = []
    for number, rung in enumerate(rungs):
        if rung.clock != "respond" or (again and rung.minutes is None):
            continue
        if rung.minutes is None:
            start, promise = line.filed_at, _named(line.filed_at, target)
            seconds = target * 60 * (rung.percent or 100) // 100
        else:
            urgent = ticket.priority is Priority.P1 and rung.minutes_p1 is not None
            seconds = 60 * (rung.minutes_p1 or 0 if urgent else rung.minutes)
            # A new owner gets the same time as the first; those above hear from filing on.
            above = "lead" in rung.who or "manager" in rung.who
            start = promise = line.filed_at if above and not again else line.assigned_at
        ours.append((start, seconds, number, rung, promise))
    if any(entry[0] != ours[0][0] for entry in ours):  # what begins later may fall earlier
        ours = [
            (calendar.add_working(start, seconds=seconds), 0, number, rung, promise)
            for start, seconds, number, rung, promise in ours
        ]
    ours.sort(key=itemgetter(0, 1, 2))
    due = calendar.add_working(line.filed_at, minutes=target) if ours else line.filed_at
    for start, seconds, number, rung, promise in ours:
        at = calendar.add_working(start, seconds=seconds)
        yield _rung_step(f"respond.{number}", at, due, rung, promise)


def _resolve_steps(
    ticket: Ticket, line: Timeline, rungs: Iterable[Rung], calendar: WorkCalendar
) -> Iterator[Step]:
    """In the order in which they fall: who wants the first need not work out all."""
    target = ticket.plan.resolve_minutes
    if ticket.deadline:
        target = _minutes_to(ticket.filed_at, ticket.deadline, calendar)
    ours = []
    for number, rung in enumerate(rungs):
        if rung.clock == "resolve":
            percent = rung.percent or 100
            share = target * percent if rung.minutes is None else rung.minutes * 100
            ours.append((share, percent, number, rung))
    for share, percent, number, rung in sorted(ours, key=lambda entry: entry[:3]):
        if ticket.deadline and rung.minutes is None:
            at: datetime | None = _part_of_deadline(
                ticket.filed_at, ticket.deadline, percent, calendar
            )
        else:
            at = moment_of_use(line, timedelta(seconds=share * 60 // 100), calendar)
        due = ticket.deadline or ticket.resolve_due
        promise = ticket.deadline or _named(ticket.filed_at, ticket.plan.resolve_minutes)
        if at is not None and due is not None:
            yield _rung_step(f"resolve.{number}", at, due, rung, promise)


def _minutes_to(start: datetime, deadline: datetime, calendar: WorkCalendar) -> int:
    return int(calendar.working_between(start, deadline).total.total_seconds()) // 60


def _named(filed_at: datetime, minutes: int) -> datetime:
    """The name of a promise: it stays the same through holds and changed calendars, which move
    the due time but ask for no second reminder, and changes with the target."""
    return filed_at + timedelta(minutes=minutes)


def _rung_step(key: str, at: datetime, due: datetime, rung: Rung, promise: datetime) -> Step:
    action = "handover" if "next" in rung.who else "ping" if rung.who else "colour"
    return Step(key, at, due, action, rung.who, rung.percent or 0, promise)


def _part_of_deadline(
    start: datetime, deadline: datetime, percent: int, calendar: WorkCalendar
) -> datetime:
    """A share of the working time up to a wished deadline; of the wall clock if it has none."""
    worked = calendar.working_between(start, deadline).total
    if worked < timedelta(minutes=1):
        return start + (deadline - start) * percent / 100
    if percent == 100:
        return deadline
    if percent > 100:
        return calendar.add_working(
            deadline, seconds=int(worked.total_seconds()) * (percent - 100) // 100
        )
    return calendar.add_working(start, seconds=int(worked.total_seconds()) * percent // 100)


def _hold_steps(ticket: Ticket, line: Timeline, done: Done) -> list[Step]:
    since = line.stretches[-1].start
    if ticket.wake_at is not None:
        return [Step("hold.wake", ticket.wake_at, ticket.wake_at, "wake")]
    if ticket.hold_reason != UNANSWERED:
        return []
    planned = since + timedelta(days=HOLD_CLOSES)
    last = done.get((f"hold.{HOLD_WARNINGS[-1]}", to_ms(planned)))
    grace = timedelta(days=HOLD_CLOSES - HOLD_WARNINGS[-1])
    end = max(planned, last + grace) if last else planned  # warned late, closed later
    return [
        *(
            Step(f"hold.{days}", since + timedelta(days=days), end, "remind_info",
                 ("requester",), promise=planned)
            for days in HOLD_WARNINGS
        ),
        Step("hold.close", end, end, "close", promise=planned),
    ]


def _accept_steps(ticket: Ticket, calendar: WorkCalendar, done: Done) -> list[Step]:
    assert ticket.resolved_at is not None
    minutes = ticket.plan.accept_minutes
    end = calendar.add_working(ticket.resolved_at, minutes=minutes)
    window = _named(ticket.resolved_at, minutes)
    last = done.get((f"accept.{ACCEPT_WARNINGS[-1]}", to_ms(window)))
    if last is not None:  # warned late, closed later
        grace = minutes * 60 * (100 - ACCEPT_WARNINGS[-1]) // 100
        end = max(end, calendar.add_working(last, seconds=grace))
    return [
        *(
            Step(
                f"accept.{percent}",
                calendar.add_working(ticket.resolved_at, seconds=minutes * 60 * percent // 100),
                end, "remind_accept", ("requester",), percent, window,
            )
            for percent in ACCEPT_WARNINGS
        ),
        Step("accept.end", end, end, "approve", promise=window),
    ]


def fired(events: Iterable[Event]) -> Done:
    """The marks of the steps that already happened, and when."""
    return {
        (mark[0], mark[1]): event.at
        for event in events
        if event.kind == "warned"
        for mark in event.data.get("steps", ())
    }


def pending(ticket: Ticket, events: Sequence[Event], policy: Policy) -> list[Step]:
    """The steps still to come or due now, earliest first."""
    if not ticket.is_open:
        return []
    ladder = ladder_of(ticket.plan, policy)
    done = fired(events)
    return [
        step
        for step in steps(ticket, timeline(events), ladder, policy, done)
        if step.mark not in done
    ]


def next_check(ticket: Ticket, events: Sequence[Event], policy: Policy) -> datetime | None:
    """The next moment at which time alone changes something for the ticket."""
    if not ticket.is_open:
        return None
    ladder = ladder_of(ticket.plan, policy)
    done = fired(events)
    clocks = _clocks(ticket, timeline(events), ladder, policy, done)
    first = (next((step.at for step in clock if step.mark not in done), None) for clock in clocks)
    return min((at for at in first if at is not None), default=None)


def first_check(ticket: Ticket, events: Sequence[Event], policy: Policy) -> datetime | None:
    """The same for a ticket that was filed and routed this moment, to which nothing else has
    happened: one answer for all that were promised the same at that moment."""
    alike = (
        ticket.filed_at, ticket.plan, ticket.priority, ticket.state, ticket.deadline,
        ticket.resolve_due,
    )
    return policy.once(("first check", alike), lambda: next_check(ticket, events, policy))
