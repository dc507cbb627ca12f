"""Look up a year of Chinese holidays, and the day a festival begins."""

from datetime import date, timedelta
from functools import lru_cache

from bot.domain.holidays.model import Holiday, HolidayYear
from bot.domain.holidays.tables import FIXED, MOVING, OFFICIAL, Entry


@lru_cache(maxsize=64)
def china(year: int) -> HolidayYear:
    """The official table of 2024–2026; any other year has its fixed-date holidays only."""
    entries = OFFICIAL.get(year)
    return HolidayYear(year, _days(year, entries or FIXED), official=entries is not None)


def festival_start(name: str, year: int) -> date | None:
    """The first day off of a festival: official, or else statutory; None when unknown."""
    table = china(year)
    for day, holiday in table.days.items():
        if holiday.is_off and name in holiday.name.split("+"):
            return day
    moving = MOVING.get(year, {}).get(name)
    return date(year, *moving) if moving else None


def _days(year: int, entries: tuple[Entry, ...]) -> dict[date, Holiday]:
    days: dict[date, Holiday] = {}
    for name, first, last, made_up in entries:
        day = date(year, *first)
        while day <= date(year, *last):
            days[day] = Holiday(name, True)
            day += timedelta(days=1)
        for month_day in made_up:
            days[date(year, *month_day)] = Holiday(name, False)
    return dict(sorted(days.items()))
