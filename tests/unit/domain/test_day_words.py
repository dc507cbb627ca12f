"""Days and stretches of days as people type them, and leave."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.policy.defaults import office_calendar
from bot.errors import BadInput
from bot.usecases.daywords import day_of, stretch
from bot.usecases.leave import period

NOW = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)  # Wednesday 10:30 in Shanghai
CALENDAR = office_calendar()


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("今天", date(2026, 11, 18), date(2026, 11, 18)),
        ("明天", date(2026, 11, 19), date(2026, 11, 19)),
        ("11/25-11/27", date(2026, 11, 25), date(2026, 11, 27)),
        ("11/25-27", date(2026, 11, 25), date(2026, 11, 27)),
        ("11月25日到11月27日", date(2026, 11, 25), date(2026, 11, 27)),
        ("明天到周五", date(2026, 11, 19), date(2026, 11, 20)),
        ("12/30-1/2", date(2026, 12, 30), date(2027, 1, 2)),
        ("1/4", date(2027, 1, 4), date(2027, 1, 4)),
        ("2026-11-25", date(2026, 11, 25), date(2026, 11, 25)),
        ("2026-11-25至2026-11-27", date(2026, 11, 25), date(2026, 11, 27)),
    ],
)
def test_a_stretch_of_days_is_read(said: str, first: date, last: date) -> None:
    assert stretch(said, NOW, CALENDAR) == (first, last)


def test_today_is_still_today_after_work() -> None:
    assert day_of("今天", datetime(2026, 11, 18, 14, 0, tzinfo=UTC), CALENDAR) == date(2026, 11, 18)


@pytest.mark.parametrize("said", ["", "13/45", "随便", "11/27-11/25x"])
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(BadInput):
        stretch(said, NOW, CALENDAR)


def test_half_days_and_open_beginnings_of_a_leave() -> None:
    assert period("下午", NOW, CALENDAR) == (
        datetime(2026, 11, 18, 4, tzinfo=UTC), datetime(2026, 11, 18, 16, tzinfo=UTC))
    assert period("明天上午", NOW, CALENDAR) == (
        datetime(2026, 11, 18, 16, tzinfo=UTC), datetime(2026, 11, 19, 4, tzinfo=UTC))
    assert period("到周五", NOW, CALENDAR) == (NOW, datetime(2026, 11, 20, 16, tzinfo=UTC))
