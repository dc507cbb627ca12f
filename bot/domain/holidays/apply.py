"""Put holiday years into a working calendar: days off, and make-up days with a weekday's hours."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.domain.calendar import Pattern, WorkCalendar
from bot.domain.holidays.model import HolidayYear

MONDAY = 0


def with_holidays(
    calendar: WorkCalendar, years: Iterable[HolidayYear], make_up_like: int = MONDAY
) -> WorkCalendar:
    """The next version of the calendar with these years in it.

    A make-up day takes the hours of the weekday `make_up_like`. Dates of the same years that an
    earlier table named are replaced; days the site set itself (no festival name, not in the
    table) stay. Only official years become known years.
    """
    days: dict[date, Pattern] = dict(calendar.days)
    names = dict(calendar.names)
    known = set(calendar.known_years)
    for table in years:
        for day in [day for day in names if day.year == table.year]:
            del names[day]
            days.pop(day, None)
        for day, holiday in table.days.items():
            days[day] = () if holiday.is_off else _make_up(calendar, make_up_like)
            names[day] = holiday.name
        if table.official:
            known.add(table.year)
    return replace(
        calendar,
        days=days,
        names=names,
        known_years=frozenset(known),
        version=calendar.version + 1,
    )


def _make_up(calendar: WorkCalendar, weekday: int) -> Pattern:
    return calendar.week.get(weekday, ())
