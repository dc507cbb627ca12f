"""Days people type: 今天, 明天, 11/25, 周五, and stretches of them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Reading, read
from bot.domain.deadline.words.days import DATE, DAY_ENDS, NEAR, STRETCH
from bot.domain.zones import instant, zone_of
from bot.errors import BadInput


def day_of(said: str, now: datetime, calendar: WorkCalendar, *, past: bool = False) -> date:
    """The local day somebody means; raises BadInput. A date without a year is the next such one,
    or, where the `past` may be meant, the nearest."""
    text, today = said.strip(), calendar.local_date(now)
    if text.lower() in NEAR:
        return today + timedelta(days=NEAR[text.lower()])
    found = DATE.fullmatch(text)
    if found is not None:
        return _dated(found, today, said, past)
    reading = read(text, now, calendar, "loose")
    if isinstance(reading, Reading):
        return calendar.local_date(reading.at)
    raise BadInput("error.deadline", said=said[:40])


def stretch(said: str, now: datetime, calendar: WorkCalendar) -> tuple[date, date]:
    """The first and the last day of "11/25-11/27", "明天到周五" or a single day."""
    found = STRETCH.match(said)
    if found is None:
        raise BadInput("error.deadline", said=said[:40])
    first = day_of(found["a"], now, calendar)
    if not found["b"]:
        return first, first
    last = found["b"]
    if last.rstrip(DAY_ENDS).isdigit():  # 11/25-27
        last = f"{first.month}/{last.rstrip(DAY_ENDS)}"
    end = day_of(last, now, calendar)
    if end < first:
        raise BadInput("error.days_backwards", said=said[:40])
    return first, end


def start_of(day: date, calendar: WorkCalendar, minute: int = 0) -> datetime:
    """The moment a local day begins, or `minute` minutes after."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    return instant(wall, zone_of(calendar.zone))


def _dated(found: re.Match[str], today: date, said: str, past: bool) -> date:
    years = [int(found["y"])] if found["y"] else [today.year - 1, today.year, today.year + 1]
    days = []
    for year in years:
        try:
            days.append(date(year, int(found["m"]), int(found["d"])))
        except ValueError:
            continue
    if not days:
        raise BadInput("error.deadline", said=said[:40])
    if past or found["y"]:
        return min(days, key=lambda day: abs((day - today).days))
    later = [day for day in days if day >= today]
    return later[0] if later else days[-1]
