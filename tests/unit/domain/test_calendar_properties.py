"""Laws that working time obeys in every calendar, whatever its shifts, zone and holidays."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import Interval, WorkCalendar

ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Europe/Berlin", "UTC")


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(st.integers(0, 1439))
    return Interval(start, start + draw(st.integers(1, 1440)))


patterns = st.lists(intervals(), max_size=3).map(tuple)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
moments = st.integers(
    int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2026, 12, 31, tzinfo=UTC).timestamp()),
).map(lambda second: datetime.fromtimestamp(second, UTC))
seconds = st.integers(0, 60 * 60 * 60)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    week = draw(st.dictionaries(st.integers(0, 6), patterns, max_size=7))
    week[draw(st.integers(0, 4))] = (draw(intervals()),)
    return WorkCalendar(
        "any",
        draw(st.sampled_from(ZONES)),
        week,
        working_saturday=draw(st.sampled_from((None, date(2026, 1, 3)))),
        days=draw(st.dictionaries(days, patterns, max_size=8)),
    )


@settings(max_examples=80, deadline=None)
@given(calendars(), moments, seconds)
def test_added_working_time_can_be_counted_back(
    calendar: WorkCalendar, start: datetime, amount: int
) -> None:
    end = calendar.add_working(start, seconds=amount)
    assert calendar.working_between(start, end).total == timedelta(seconds=amount)


@settings(max_examples=80, deadline=None)
@given(calendars(), moments, moments)
def test_counted_working_time_leads_back_no_later_than_its_end(
    calendar: WorkCalendar, one: datetime, other: datetime
) -> None:
    start, end = min(one, other), max(one, other)
    total = calendar.working_between(start, end).total
    assert calendar.add_working(start, seconds=int(total.total_seconds())) <= end


@settings(max_examples=80, deadline=None)
@given(calendars(), moments, seconds, seconds)
def test_adding_in_two_parts_is_adding_at_once(
    calendar: WorkCalendar, start: datetime, first: int, second: int
) -> None:
    apart = calendar.add_working(calendar.add_working(start, seconds=first), seconds=second)
    assert apart == calendar.add_working(start, seconds=first + second)


@settings(max_examples=80, deadline=None)
@given(calendars(), moments, moments, seconds, seconds)
def test_later_starts_and_longer_amounts_end_no_earlier(
    calendar: WorkCalendar, one: datetime, other: datetime, less: int, more: int
) -> None:
    early, late = min(one, other), max(one, other)
    less, more = min(less, more), max(less, more)
    assert calendar.add_working(early, seconds=less) <= calendar.add_working(late, seconds=more)


@settings(max_examples=60, deadline=None)
@given(calendars(), moments, moments, moments)
def test_working_time_of_two_stretches_adds_up(
    calendar: WorkCalendar, one: datetime, two: datetime, three: datetime
) -> None:
    first, middle, last = sorted((one, two, three))
    whole = calendar.working_between(first, last)
    parts = (calendar.working_between(first, middle), calendar.working_between(middle, last))
    assert whole.total == parts[0].total + parts[1].total
    assert whole.total == sum((span.end - span.start for span in whole.spans), timedelta(0))


@settings(max_examples=60, deadline=None)
@given(calendars(), moments)
def test_the_next_opening_is_the_first_working_moment(
    calendar: WorkCalendar, start: datetime
) -> None:
    opening = calendar.next_opening(start)
    assert opening >= start
    assert calendar.is_working(opening)
    assert calendar.working_between(start, opening).total == timedelta(0)
