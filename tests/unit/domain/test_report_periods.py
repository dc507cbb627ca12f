"""Which period is meant, and when the digests fall due."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.policy import Team
from bot.domain.policy.defaults import default_policy
from bot.domain.report import month_before, monthly_at, period
from bot.errors import BadInput
from commands.report import asked

CALENDAR = default_policy().calendars["default"]
ZONE = ZoneInfo("Asia/Shanghai")
TEAM = Team("IT")
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=ZONE)  # a Wednesday


def walls(*moments: datetime) -> list[str]:
    return [moment.astimezone(ZONE).strftime("%m-%d %H:%M") for moment in moments]


@pytest.mark.parametrize(
    ("span", "when", "expected"),
    [
        ("day", "", ["11-17 18:00", "11-18 10:30", "11-16 18:00", "11-17 18:00"]),
        ("day", "-1", ["11-17 00:00", "11-18 00:00", "11-16 00:00", "11-17 00:00"]),
        ("day", "11-18", ["11-18 00:00", "11-18 10:30", "11-17 00:00", "11-17 10:30"]),
        ("day", "12-24", ["12-24 00:00", "12-25 00:00", "12-23 00:00", "12-24 00:00"]),
        ("week", "", ["11-11 10:30", "11-18 10:30", "11-04 10:30", "11-11 10:30"]),
        ("week", "-1", ["11-09 00:00", "11-16 00:00", "11-02 00:00", "11-09 00:00"]),
        ("week", "11-05", ["11-02 00:00", "11-09 00:00", "10-26 00:00", "11-02 00:00"]),
        ("month", "", ["11-01 00:00", "11-18 10:30", "10-01 00:00", "10-18 10:30"]),
        ("month", "-1", ["10-01 00:00", "11-01 00:00", "09-01 00:00", "10-01 00:00"]),
        ("month", "2", ["02-01 00:00", "03-01 00:00", "01-01 00:00", "02-01 00:00"]),
    ],
)
def test_a_period_and_the_one_before(span: str, when: str, expected: list[str]) -> None:
    found = period(span, when, NOW, TEAM, CALENDAR)
    assert walls(found.start, found.end, *found.before) == expected


def test_a_month_or_day_without_a_year_is_the_latest_that_has_begun() -> None:
    assert period("month", "12", NOW, TEAM, CALENDAR).start.astimezone(ZONE).year == 2025
    assert period("day", "12-24", NOW, TEAM, CALENDAR).start.astimezone(ZONE).year == 2025
    assert period("month", "2024-12", NOW, TEAM, CALENDAR).start.astimezone(ZONE).year == 2024


@pytest.mark.parametrize(("span", "when"), [("day", "2026-02-30"), ("month", "13"), ("day", "x")])
def test_what_is_no_date_is_asked_for_again(span: str, when: str) -> None:
    with pytest.raises(BadInput, match="which_period"):
        period(span, when, NOW, TEAM, CALENDAR)


def test_what_has_not_begun_has_no_figures() -> None:
    with pytest.raises(BadInput, match="period_ahead"):
        period("month", "2026-12", NOW, TEAM, CALENDAR)


def test_the_monthly_digest_comes_on_the_first_working_day_and_tells_the_month_before() -> None:
    days = [day for n in range(1, 13) if (day := date(2026, 10, n))]
    found = [day for day in days if monthly_at(TEAM, day, CALENDAR)]
    assert found == [date(2026, 10, 8)], "1 to 7 October are free"
    at = monthly_at(TEAM, found[0], CALENDAR)
    assert at is not None and walls(at) == ["10-08 09:00"]
    told = month_before(at, CALENDAR)
    assert walls(told.start, told.end, *told.before) == [
        "09-01 00:00", "10-01 00:00", "08-01 00:00", "09-01 00:00",
    ]
    assert monthly_at(Team("IT", monthly=None), found[0], CALENDAR) is None


@pytest.mark.parametrize(
    ("span", "text", "expected"),
    [
        ("day", "", ("", "")), ("day", "昨天", ("-1", "")), ("day", "今天 IT支持", ("", "IT支持")),
        ("day", "IT支持 昨天的", ("-1", "IT支持")), ("day", "11月20日", ("11-20", "")),
        ("day", "２０２６-11-20", ("2026-11-20", "")), ("week", "上周", ("-1", "")),
        ("week", "last", ("-1", "")), ("month", "10月", ("10", "")), ("month", "10", ("10", "")),
        ("month", "2025年10月 一车间", ("2025-10", "一车间")), ("month", "2025-3", ("2025-3", "")),
        ("month", "美的车间", ("", "美的车间")), ("day", "3号线", ("", "3号线")),
    ],
)
def test_words_behind_a_report(span: str, text: str, expected: tuple[str, str]) -> None:
    assert asked(span, text) == expected
