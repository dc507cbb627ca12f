"""Read the common holiday-cn JSON file of a year (NateScarlet/holiday-cn, product.md §7.4)."""

import json
from datetime import date

from bot.domain.holidays.model import Holiday, HolidayFault, HolidayYear
from bot.domain.holidays.words import festival_key


def parse_holiday_cn(json_text: str) -> HolidayYear:
    """`{year, papers[], days[{name, date, isOffDay}]}` → a HolidayYear.

    Raises HolidayFault with the position (from 1) of the first entry that is wrong.
    """
    try:
        data = json.loads(json_text)
    except json.JSONDecodeError as error:
        raise HolidayFault("holiday.json.not_json", line=error.lineno, at=error.colno) from error
    if not isinstance(data, dict) or not isinstance(data.get("days"), list):
        raise HolidayFault("holiday.json.no_days")
    year = data.get("year")
    if type(year) is not int or not 1990 <= year <= 2100:
        raise HolidayFault("holiday.json.no_year")
    if not data["days"]:
        raise HolidayFault("holiday.json.empty", year=year)
    days: dict[date, Holiday] = {}
    for position, entry in enumerate(data["days"], start=1):
        day, holiday = _entry(entry, position)
        if day.year not in (year - 1, year):
            raise HolidayFault("holiday.json.other_year", entry=position, day=day, year=year)
        if days.get(day, holiday) != holiday:
            raise HolidayFault("holiday.json.contradiction", entry=position, day=day)
        days[day] = holiday
    return HolidayYear(year, dict(sorted(days.items())))


def _entry(entry: object, position: int) -> tuple[date, Holiday]:
    if not isinstance(entry, dict):
        raise HolidayFault("holiday.json.bad_entry", entry=position)
    name, day, is_off = entry.get("name"), entry.get("date"), entry.get("isOffDay")
    if not isinstance(name, str) or not isinstance(day, str) or not isinstance(is_off, bool):
        raise HolidayFault("holiday.json.bad_entry", entry=position)
    try:
        return date.fromisoformat(day), Holiday(festival_key(name), is_off)
    except ValueError as error:
        raise HolidayFault("holiday.json.bad_date", entry=position, date=day) from error
