"""Working calendars: which minutes of which day count as working time at one site.

Local wall intervals are resolved to UTC once per day and cached; all arithmetic is in UTC,
so a DST change, a lunch break or a shift across midnight cannot bend a duration.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from bot.domain.ruler import Ruler
from bot.domain.zones import instant, zone_of

DAY_MINUTES = 24 * 60
CLOSE_WITHOUT_WORK = time(18, 0)  # product.md §7.7 rule 5: the end of a day without work
SEARCH_DAYS = 800  # longer than any closure; beyond it a calendar has no working time
CACHED_DAYS = 4096
SATURDAY = 5


class CalendarFault(ValueError):
    """A calendar that cannot be used: `key` names the text, `facts` fill it."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(f"{key} {facts}" if facts else key)
        self.key = key
        self.facts = facts


class NoWorkingTime(CalendarFault):
    """The calendar offers no working minute where one was needed."""


class Interval(NamedTuple):
    """Working minutes of a day, counted from local midnight; `end` may pass 1440 (next day)."""

    start: int
    end: int


class Span(NamedTuple):
    """A stretch of working time, both ends aware and in UTC, end excluded."""

    start: datetime
    end: datetime


class Worked(NamedTuple):
    """Working time between two moments and the stretches that were counted, in order."""

    total: timedelta
    spans: tuple[Span, ...]


Pattern = tuple[Interval, ...]


@dataclass(frozen=True)
class WorkCalendar:
    """One version of a site's working time.

    `week` maps weekdays (Monday 0) to intervals; a missing weekday is free. `days` overrides
    single dates: `()` is a day off. With `working_saturday` (any working Saturday) every second
    Saturday works, with the Saturday pattern or, where there is none, Friday's. `names` says
    which holiday a day off belongs to (keys of `bot.domain.holidays`). `always` is 7×24.
    Raises CalendarFault for intervals or a zone that make no sense.
    """

    name: str
    zone: str
    week: Mapping[int, Pattern] = field(default_factory=dict)
    working_saturday: date | None = None
    days: Mapping[date, Pattern] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    version: int = 1
    known_years: frozenset[int] = frozenset()
    always: bool = False
    _spans: dict[date, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _ruler: Ruler = field(init=False, repr=False, compare=False)
    longest_day: int = field(init=False, repr=False, compare=False)  # working minutes

    def __post_init__(self) -> None:
        try:
            zone_of(self.zone)
        except (KeyError, ValueError, OSError) as error:
            raise CalendarFault("calendar.zone_unknown", zone=self.zone) from error
        if self.working_saturday and self.working_saturday.weekday() != SATURDAY:
            raise CalendarFault("calendar.not_a_saturday", day=self.working_saturday)
        for weekday, pattern in self.week.items():
            if weekday not in range(7):
                raise CalendarFault("calendar.weekday_unknown", weekday=weekday)
            _check(pattern, weekday)
        for day, pattern in self.days.items():
            _check(pattern, day)
        object.__setattr__(self, "_ruler", Ruler(self.intervals, SEARCH_DAYS))
        days = [sum(part.end - part.start for part in pattern) for pattern in self.week.values()]
        longest = DAY_MINUTES if self.always else max(days, default=0)
        object.__setattr__(self, "longest_day", longest)

    def __hash__(self) -> int:
        return hash((self.name, self.zone, self.version))

    # One day ---------------------------------------------------------------------------

    def pattern(self, day: date) -> Pattern:
        """The wall-clock intervals that begin on `day`."""
        if self.always:
            return (Interval(0, DAY_MINUTES),)
        if day in self.days:
            return self.days[day]
        weekday = day.weekday()
        if weekday == SATURDAY and self.working_saturday:
            if (day - self.working_saturday).days // 7 % 2:
                return ()
            return self.week.get(SATURDAY) or self.week.get(SATURDAY - 1, ())
        return self.week.get(weekday, ())

    def intervals(self, day: date) -> tuple[Span, ...]:
        """The working stretches that begin on the local date `day`, in UTC, in order."""
        spans = self._spans.get(day)
        if spans is None:
            if len(self._spans) >= CACHED_DAYS:
                self._spans.clear()
            resolved = (
                Span(self._instant(day, part.start), self._instant(day, part.end))
                for part in sorted(self.pattern(day))
            )
            spans = tuple(span for span in resolved if span.start < span.end)
            self._spans[day] = spans
        return spans

    def works_on(self, day: date) -> bool:
        return bool(self.pattern(day))

    def end_of_day(self, day: date) -> datetime:
        """The end of the day's last working interval; 18:00 local where nobody works or ends."""
        spans = () if self.always else self.intervals(day)
        if spans:
            return max(span.end for span in spans)
        return self._instant(day, CLOSE_WITHOUT_WORK.hour * 60 + CLOSE_WITHOUT_WORK.minute)

    def local_date(self, at: datetime) -> date:
        return at.astimezone(zone_of(self.zone)).date()

    def knows(self, year: int) -> bool:
        """Whether the holidays of the year are official here (7×24 needs none)."""
        return self.always or year in self.known_years

    # Along the clock -------------------------------------------------------------------

    def is_working(self, at: datetime) -> bool:
        today = self.local_date(at)
        return any(
            span.start <= at < span.end
            for day in (today - timedelta(days=1), today)
            for span in self.intervals(day)
        )

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself in working time, otherwise the next moment work begins (UTC)."""
        return next(self._ahead(at)).start

    def add_working(self, start: datetime, *, minutes: int = 0, seconds: int = 0) -> datetime:
        """The earliest moment by which that much working time has passed since `start` (UTC)."""
        left = timedelta(minutes=minutes, seconds=seconds)
        if left < timedelta(0):
            raise ValueError("working time to add must not be negative")
        if self.always or not left:
            return _utc(start) + left
        found = self._ruler.reach(_utc(start), left)
        if found is None:
            raise NoWorkingTime("calendar.no_working_time", calendar=self.name)
        return found

    def working_between(self, start: datetime, end: datetime) -> Worked:
        """Working time from `start` to `end`, nothing when `end` is not later."""
        until = _utc(end)
        total = timedelta(0)
        counted: list[Span] = []
        for span in self._spans_until(start, until):
            total += span.end - span.start
            counted.append(span)
        return Worked(total, tuple(counted))

    # Whole days ------------------------------------------------------------------------

    def next_working_day(self, day: date, n: int = 1) -> date:
        """The n-th working day after `day` (n ≥ 1)."""
        if n < 1:
            raise ValueError("count working days from 1")
        idle = 0
        while idle < SEARCH_DAYS:
            day += timedelta(days=1)
            idle += 1
            if self.works_on(day):
                n -= 1
                idle = 0
                if n == 0:
                    return day
        raise NoWorkingTime("calendar.no_working_time", calendar=self.name)

    def last_working_day(self, first: date, last: date) -> date | None:
        """The last working day from `first` to `last`, both included."""
        while last >= first:
            if self.works_on(last):
                return last
            last -= timedelta(days=1)
        return None

    def last_working_day_of_week(self, day: date) -> date | None:
        """Of the ISO week of `day`; None in a week that is all holiday."""
        monday = day - timedelta(days=day.weekday())
        return self.last_working_day(monday, monday + timedelta(days=6))

    def last_working_day_of_month(self, day: date) -> date | None:
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return self.last_working_day(first, following - timedelta(days=1))

    def after_working_days(self, start: datetime, n: int) -> datetime:
        """The end of the n-th working day after the local date of `start` (N个工作日内)."""
        return self.end_of_day(self.next_working_day(self.local_date(start), n))

    # Inside ----------------------------------------------------------------------------

    def _ahead(self, start: datetime) -> Iterator[Span]:
        """Working stretches from `start` on, without overlaps, for ever."""
        covered = _utc(start)
        day = covered.astimezone(zone_of(self.zone)).date() - timedelta(days=1)
        idle = 0
        while idle < SEARCH_DAYS:
            idle += 1
            for span in self.intervals(day):
                if span.end > covered:
                    yield Span(max(span.start, covered), span.end)
                    covered = span.end
                    idle = 0
            day += timedelta(days=1)
        raise NoWorkingTime("calendar.no_working_time", calendar=self.name)

    def _spans_until(self, start: datetime, until: datetime) -> Iterator[Span]:
        covered = _utc(start)
        day = self.local_date(covered) - timedelta(days=1)
        last = self.local_date(until)
        while covered < until and day <= last:
            for span in self.intervals(day):
                begin, end = max(span.start, covered), min(span.end, until)
                if begin < end:
                    yield Span(begin, end)
                    covered = end
            day += timedelta(days=1)

    def _instant(self, day: date, minute: int) -> datetime:
        return instant(
            datetime.combine(day, time()) + timedelta(minutes=minute), zone_of(self.zone)
        )


def with_days(calendar: WorkCalendar, changes: Mapping[date, Pattern]) -> WorkCalendar:
    """The next version, with these dates overridden (`()` = day off)."""
    names = {day: name for day, name in calendar.names.items() if not changes.get(day)}
    return replace(
        calendar, days={**calendar.days, **changes}, names=names, version=calendar.version + 1
    )


def with_day_like(calendar: WorkCalendar, day: date, weekday: int) -> WorkCalendar:
    """The next version, where `day` works with the pattern of a named weekday (make-up day)."""
    pattern = calendar.week.get(weekday, ())
    if not pattern:
        raise NoWorkingTime("calendar.weekday_without_work", calendar=calendar.name, day=day)
    return with_days(calendar, {day: pattern})


def _check(pattern: Iterable[Interval], where: object) -> None:
    for start, end in pattern:
        if not (0 <= start < DAY_MINUTES and start < end <= start + DAY_MINUTES):
            raise CalendarFault("calendar.bad_interval", where=where, start=start, end=end)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC)
