"""Working calendars: days, overrides, shifts across midnight, DST, and refusals."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import (
    CalendarFault,
    Interval,
    NoWorkingTime,
    WorkCalendar,
    with_day_like,
    with_days,
)
from bot.domain.holidays import china, with_holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
OFFICE_DAY = (Interval(9 * 60, 12 * 60), Interval(13 * 60 + 30, 18 * 60))
OFFICE = WorkCalendar("office", "Asia/Shanghai", dict.fromkeys(range(5), OFFICE_DAY))
CHINA = with_holidays(OFFICE, [china(2024), china(2025), china(2026)])


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def test_the_lunch_break_is_not_counted() -> None:
    worked = CHINA.working_between(at("2026-11-18 11:00"), at("2026-11-18 14:00"))
    assert worked.total == timedelta(minutes=90)
    assert [(span.start, span.end) for span in worked.spans] == [
        (at("2026-11-18 11:00"), at("2026-11-18 12:00")),
        (at("2026-11-18 13:30"), at("2026-11-18 14:00")),
    ]


def test_added_time_passes_over_lunch_night_and_weekend() -> None:
    assert CHINA.add_working(at("2026-11-20 11:00"), minutes=480) == at("2026-11-23 11:30")


def test_a_ticket_filed_outside_hours_starts_at_the_next_opening() -> None:
    assert CHINA.add_working(at("2026-11-20 22:00"), minutes=30) == at("2026-11-23 09:30")
    assert CHINA.next_opening(at("2026-11-20 22:00")) == at("2026-11-23 09:00")


def test_a_make_up_saturday_counts_and_a_holiday_does_not() -> None:
    assert CHINA.is_working(at("2026-10-10 10:00"))
    assert not CHINA.is_working(at("2026-10-05 10:00"))
    assert CHINA.next_working_day(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CHINA.after_working_days(at("2026-09-30 10:30"), 3) == at("2026-10-10 18:00")


def test_the_end_of_a_span_is_not_working_time_and_its_start_is() -> None:
    assert CHINA.is_working(at("2026-11-18 09:00"))
    assert not CHINA.is_working(at("2026-11-18 12:00"))
    assert not CHINA.is_working(at("2026-11-18 18:00"))


def test_every_second_saturday_works_with_fridays_hours() -> None:
    calendar = WorkCalendar(
        "big-small",
        "Asia/Shanghai",
        dict.fromkeys(range(5), OFFICE_DAY),
        working_saturday=date(2026, 11, 21),
    )
    working = [day for day in range(1, 31) if calendar.works_on(date(2026, 11, day))]
    saturdays = [day for day in working if date(2026, 11, day).weekday() == 5]
    assert saturdays == [7, 21]
    assert calendar.is_working(at("2026-12-05 10:00"))


def test_a_night_shift_belongs_to_both_its_dates() -> None:
    night = WorkCalendar(
        "night", "Asia/Shanghai", {day: (Interval(22 * 60, 30 * 60),) for day in range(5)}
    )
    assert night.is_working(at("2026-11-19 05:59"))
    assert night.is_working(at("2026-11-21 05:00")), "Friday's shift ends on Saturday"
    assert not night.is_working(at("2026-11-22 23:00"))
    assert night.end_of_day(date(2026, 11, 18)) == at("2026-11-19 06:00")
    worked = night.working_between(at("2026-11-18 12:00"), at("2026-11-19 12:00"))
    assert worked.total == timedelta(hours=8)


def test_overlapping_shifts_are_counted_once() -> None:
    shifts = (Interval(20 * 60, 32 * 60), Interval(7 * 60, 20 * 60))
    calendar = WorkCalendar("shifts", "Asia/Shanghai", dict.fromkeys(range(7), shifts))
    worked = calendar.working_between(at("2026-11-18 00:00"), at("2026-11-19 00:00"))
    assert worked.total == timedelta(hours=24)


def test_round_the_clock_never_stops() -> None:
    calendar = WorkCalendar("p1", "Asia/Shanghai", always=True)
    assert calendar.add_working(at("2026-10-01 23:00"), minutes=240) == at("2026-10-02 03:00")
    assert calendar.is_working(at("2026-02-16 03:00"))
    assert calendar.knows(2035)
    assert calendar.end_of_day(date(2026, 11, 18)) == at("2026-11-18 18:00")


def test_a_day_without_work_ends_at_six() -> None:
    assert CHINA.end_of_day(date(2026, 11, 21)) == at("2026-11-21 18:00")


def test_the_last_working_day_of_a_week_and_a_month() -> None:
    assert CHINA.last_working_day_of_week(date(2026, 11, 18)) == date(2026, 11, 20)
    assert CHINA.last_working_day_of_week(date(2026, 2, 18)) is None
    assert CHINA.last_working_day_of_month(date(2026, 10, 3)) == date(2026, 10, 30)


def test_a_shift_over_the_spring_change_is_an_hour_shorter() -> None:
    night = WorkCalendar(
        "night", "America/New_York", {day: (Interval(22 * 60, 30 * 60),) for day in range(7)}
    )
    spring = night.working_between(
        at("2026-03-07 20:00", NEW_YORK), at("2026-03-08 08:00", NEW_YORK)
    )
    autumn = night.working_between(
        at("2026-10-31 20:00", NEW_YORK), at("2026-11-01 08:00", NEW_YORK)
    )
    assert (spring.total, autumn.total) == (timedelta(hours=7), timedelta(hours=9))


def test_opening_hours_stay_at_nine_on_the_wall_over_a_dst_change() -> None:
    office = WorkCalendar("ny", "America/New_York", dict.fromkeys(range(7), OFFICE_DAY))
    opening = office.next_opening(at("2026-03-07 18:00", NEW_YORK))
    assert opening == at("2026-03-08 09:00", NEW_YORK)
    assert opening.astimezone(UTC).hour == 13
    assert office.add_working(at("2026-03-07 17:00", NEW_YORK), minutes=120) == at(
        "2026-03-08 10:00", NEW_YORK
    )


def test_an_interval_inside_a_dst_gap_vanishes_without_harm() -> None:
    calendar = WorkCalendar(
        "gap",
        "America/New_York",
        {day: (Interval(130, 170), Interval(540, 600)) for day in range(7)},
    )
    spans = calendar.intervals(date(2026, 3, 8))
    assert [span.start for span in spans] == [at("2026-03-08 09:00", NEW_YORK)]


def test_a_calendar_without_working_time_says_so() -> None:
    empty = WorkCalendar("empty", "Asia/Shanghai")
    with pytest.raises(NoWorkingTime) as fault:
        empty.add_working(at("2026-11-18 10:00"), minutes=1)
    assert fault.value.key == "calendar.no_working_time"
    assert fault.value.facts == {"calendar": "empty"}
    with pytest.raises(NoWorkingTime):
        empty.next_working_day(date(2026, 11, 18))
    assert not empty.is_working(at("2026-11-18 10:00"))
    assert empty.working_between(at("2026-11-01 00:00"), at("2026-12-01 00:00")).total == timedelta(
        0
    )


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"zone": "Asia/Nowhere"}, "calendar.zone_unknown"),
        ({"zone": "Asia/Shanghai", "week": {7: OFFICE_DAY}}, "calendar.weekday_unknown"),
        ({"zone": "Asia/Shanghai", "week": {0: (Interval(600, 600),)}}, "calendar.bad_interval"),
        ({"zone": "Asia/Shanghai", "week": {0: (Interval(600, 3000),)}}, "calendar.bad_interval"),
        (
            {"zone": "Asia/Shanghai", "working_saturday": date(2026, 11, 20)},
            "calendar.not_a_saturday",
        ),
    ],
)
def test_a_senseless_calendar_is_refused(fields: dict, key: str) -> None:
    with pytest.raises(CalendarFault) as fault:
        WorkCalendar("bad", **fields)
    assert fault.value.key == key


def test_a_site_day_off_and_an_overtime_day_make_new_versions() -> None:
    closed = with_days(CHINA, {date(2026, 11, 19): ()})
    assert not closed.works_on(date(2026, 11, 19))
    assert CHINA.works_on(date(2026, 11, 19)), "the old version stays as it was"
    overtime = with_day_like(closed, date(2026, 11, 21), weekday=0)
    assert overtime.is_working(at("2026-11-21 10:00"))
    assert (closed.version, overtime.version) == (CHINA.version + 1, CHINA.version + 2)
    with pytest.raises(NoWorkingTime):
        with_day_like(CHINA, date(2026, 11, 21), weekday=6)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CHINA.add_working(at("2026-11-18 10:00").replace(tzinfo=None), minutes=5)


def test_years_are_known_only_where_the_table_is_official() -> None:
    calendar = with_holidays(CHINA, [china(2027)])
    assert CHINA.knows(2026)
    assert not calendar.knows(2027)
    assert not calendar.works_on(date(2027, 10, 1)), "fixed-date holidays still count"


def test_the_order_in_which_moments_are_asked_for_makes_no_difference() -> None:
    start = at("2026-11-18 10:30")
    asked = [start + timedelta(days=days) for days in (0, 400, -900, 37, -2, 4000, 1)]
    alone = [WorkCalendar("one", "Asia/Shanghai", OFFICE.week).add_working(moment, minutes=3000)
             for moment in asked]  # fmt: skip
    shared = WorkCalendar("one", "Asia/Shanghai", OFFICE.week)
    assert [shared.add_working(moment, minutes=3000) for moment in asked] == alone


def test_work_that_begins_after_a_long_closure_is_found_and_no_work_at_all_is_said() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n): () for n in range(900)}
    calendar = with_days(OFFICE, closed)
    assert calendar.add_working(at("2027-06-01 10:00"), minutes=30) == at("2028-06-19 09:30")
    with pytest.raises(NoWorkingTime):
        with_days(OFFICE, closed).add_working(at("2026-01-05 10:00"), minutes=30)
