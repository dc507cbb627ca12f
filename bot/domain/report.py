"""The figures of a team's day or week, from its tickets and their histories (product.md §7.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import WorkCalendar
from bot.domain.lifecycle import Event
from bot.domain.policy import Team
from bot.domain.ticket import State, Ticket
from bot.domain.zones import instant, zone_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one period. Rates are (met, due); times are mean whole minutes of working time."""

    filed: int
    done: int
    approved: int
    open: int
    late: int
    responded: tuple[int, int]
    resolved: tuple[int, int]
    respond_minutes: int | None
    resolve_minutes: int | None
    rating_tenths: int | None
    votes: int
    rework: int
    nudges: int
    top: tuple[tuple[str, int], ...]

    @property
    def idle(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.filed or self.done or self.approved or self.open)


def figures(
    tickets: Sequence[Ticket], events: Mapping[int, Sequence[Event]], start: datetime,
    end: datetime, calendar: WorkCalendar,
) -> Figures:
    """`tickets`: all of the team that were open at or after `start`; `events`: their histories.

    Due to be accepted (finished): the promise fell in the period, end included, and the ticket
    was not cancelled. Met: accepted (finished) by then.
    """
    happened = [
        (ticket, event)
        for ticket in tickets
        for event in events.get(ticket.id, ())
        if start < event.at <= end
    ]
    moves = Counter(e.data["verb"] for _, e in happened if e.kind == "moved")
    alive = [t for t in tickets if t.state is not State.CANCELLED]
    respond = [t for t in alive if t.respond_due and start < t.respond_due <= end]
    resolve = [t for t in alive if (due := t.due()) and start < due <= end]
    unfinished = [t for t in tickets if t.is_open]
    rated = [t.rating for t, e in happened if e.kind == "rated" and t.rating]
    filed = [t for t in tickets if start < t.filed_at <= end]
    return Figures(
        filed=len(filed),
        done=moves["resolve"],
        approved=moves["approve"],
        open=len(unfinished),
        late=sum(is_late(t, end) for t in unfinished),
        responded=(sum(_by(t.accepted_at, t.respond_due) for t in respond), len(respond)),
        resolved=(sum(_by(t.resolved_at, t.due()) for t in resolve), len(resolve)),
        respond_minutes=_mean(
            (t.filed_at, t.accepted_at, calendar) for t in tickets
            if t.accepted_at and start < t.accepted_at <= end
        ),
        resolve_minutes=_mean(
            (t.filed_at, t.resolved_at, calendar) for t in tickets
            if t.resolved_at and start < t.resolved_at <= end
        ),
        rating_tenths=(20 * sum(rated) + len(rated)) // (2 * len(rated)) if rated else None,
        votes=len(rated),
        rework=moves["send_back"] + moves["reopen"],
        nudges=sum(e.kind == "nudged" for _, e in happened),
        top=tuple(Counter(t.category for t in filed if t.category).most_common(3)),
    )


def is_late(ticket: Ticket, at: datetime) -> bool:
    """Whether an open ticket is past its deadline and still to be finished."""
    due = ticket.due()
    return due is not None and due < at and ticket.state is not State.RESOLVED


def _by(at: datetime | None, due: datetime | None) -> bool:
    return at is not None and due is not None and at <= due


def _mean(stretches: Iterable[tuple[datetime, datetime, WorkCalendar]]) -> int | None:
    total, count = timedelta(), 0
    for start, end, calendar in stretches:
        total += calendar.working_between(start, end).total
        count += 1
    return int(total / count / timedelta(minutes=1)) if count else None


# ---- when -----------------------------------------------------------------------------------


def daily_at(team: Team, day: date, calendar: WorkCalendar) -> datetime | None:
    """The moment of a local day's digest; None on a day without work or for a team without."""
    if team.digest is None or not calendar.works_on(day):
        return None
    return _moment(day, team.digest, calendar)


def weekly_at(team: Team, day: date, calendar: WorkCalendar) -> datetime | None:
    """The moment of the weekly digest if it falls on `day`: its weekday, or the first working
    day after where that one is free."""
    if team.weekly is None or not calendar.works_on(day):
        return None
    weekday, _, clock = team.weekly.partition(" ")
    wanted = day - timedelta(days=(day.weekday() - WEEKDAYS.index(weekday)) % 7)
    idle = wanted
    while idle < day:
        if calendar.works_on(idle):
            return None
        idle += _DAY
    return _moment(day, clock, calendar)


def day_began(team: Team, end: datetime, calendar: WorkCalendar) -> datetime:
    """Where the daily period that ends at `end` begins: at the digest before, so that no ticket
    falls between two reports; at the local midnight for a team without digests."""
    day = calendar.local_date(end)
    for back in range(1, 15):
        before = daily_at(team, day - back * _DAY, calendar)
        if before is not None:
            return before
    return _moment(day, "00:00", calendar)


def _moment(day: date, clock: str, calendar: WorkCalendar) -> datetime:
    hour, _, minute = clock.partition(":")
    return instant(datetime.combine(day, time(int(hour), int(minute))), zone_of(calendar.zone))
