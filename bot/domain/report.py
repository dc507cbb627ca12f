"""The periods of reports, and when their digests fall due (product.md §7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.domain.calendar import WorkCalendar
from bot.domain.policy import Team
from bot.domain.zones import instant, zone_of
from bot.errors import BadInput

RangeOf = Literal["day", "week", "month"]
SPANS: tuple[RangeOf, ...] = ("day", "week", "month")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PREVIOUS = "-1"
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """(start, end], and the one before that it is compared with."""

    start: datetime
    end: datetime
    before: tuple[datetime, datetime]


def period(span: str, when: str, now: datetime, team: Team, calendar: WorkCalendar) -> Period:
    """The period meant. `when`: "" up to now, "-1" the one before, a month ("10", "2026-10") or
    a day ("11-20", "2026-11-20"), for a week any day in it. Raises BadInput for what cannot be.
    """
    if not when and span == "day":
        start = day_began(team, now, calendar)
        return Period(start, now, (day_began(team, start, calendar), start))
    if not when and span == "week":
        return Period(now - _WEEK, now, (now - 2 * _WEEK, now - _WEEK))
    today = calendar.local_date(now)
    first = _first_day(span, when, today)
    last = _next(span, first)
    start, end = _moment(first, "00:00", calendar), _moment(last, "00:00", calendar)
    if start >= now:
        raise BadInput("error.period_ahead")
    earlier = _moment(_first_day(span, PREVIOUS, first), "00:00", calendar)
    if end > now:  # as far as it has come, against the same stretch of the one before
        return Period(start, now, (earlier, min(start, earlier + (now - start))))
    return Period(start, end, (earlier, start))


def month_before(end: datetime, calendar: WorkCalendar) -> Period:
    """The calendar month before the one `end` lies in: what the monthly digest tells."""
    this = calendar.local_date(end).replace(day=1)
    last = _first_day("month", PREVIOUS, this)
    earlier = _first_day("month", PREVIOUS, last)
    starts = [_moment(day, "00:00", calendar) for day in (earlier, last, this)]
    return Period(starts[1], starts[2], (starts[0], starts[1]))


def _first_day(span: str, when: str, today: date) -> date:
    """The day on which the period meant begins."""
    day = today if when in ("", PREVIOUS) else _named(span, when, today)
    first = _start_of(span, day)
    return _start_of(span, first - _DAY) if when == PREVIOUS else first


def _start_of(span: str, day: date) -> date:
    if span == "day":
        return day
    return day - timedelta(days=day.weekday()) if span == "week" else day.replace(day=1)


def _next(span: str, first: date) -> date:
    if span == "month":
        return (first + timedelta(days=31)).replace(day=1)
    return first + (_WEEK if span == "week" else _DAY)


def _named(span: str, when: str, today: date) -> date:
    """"10", "2026-10", "11-20" or "2026-11-20"; without a year the latest that has begun."""
    try:
        parts = [int(part) for part in when.split("-")]
        if span == "month":
            return _latest([*parts, 1], today, with_year=len(parts) == 2)
        return _latest(parts, today, with_year=len(parts) == 3)
    except (ValueError, TypeError):
        raise BadInput("error.which_period") from None


def _latest(parts: list[int], today: date, *, with_year: bool) -> date:
    if with_year:
        return date(*parts)
    found = date(today.year, *parts)
    return found if found <= today else date(today.year - 1, *parts)


# ---- when digests fall due ------------------------------------------------------------------


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


def monthly_at(team: Team, day: date, calendar: WorkCalendar) -> datetime | None:
    """The moment of the monthly digest if `day` is the month's first working day."""
    if team.monthly is None or not calendar.works_on(day):
        return None
    if any(calendar.works_on(day.replace(day=n)) for n in range(1, day.day)):
        return None
    return _moment(day, team.monthly, calendar)


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
