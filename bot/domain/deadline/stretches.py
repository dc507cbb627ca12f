"""Ends of weeks, months, quarters and years, and the day before a holiday."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.domain.deadline.days import add_months, last_of_month, monday_of
from bot.domain.deadline.numbers import integer
from bot.domain.deadline.place import Place
from bot.domain.deadline.reading import Ask, Range, Reading
from bot.domain.deadline.scan import Token
from bot.domain.deadline.words import base as w
from bot.domain.holidays import festival_start

Answer = Reading | Ask


def stretch(token: Token, place: Place, span: Range, before: bool) -> Answer:
    """`before`: said with 前 — "下周前" ends this week, "月底前" still at the month's end."""
    return _READERS[token.kind](token, place, span, before)


def _week(token: Token, place: Place, span: Range, before: bool) -> Answer:
    said = token.said("week_off") or token.said("week_en")
    weeks = w.OFFSETS[said] or 0
    monday = monday_of(place.today) + timedelta(days=7 * (weeks - (before and weeks > 0)))
    day = place.calendar.last_working_day(monday, monday + timedelta(days=6))
    return _last(day, monday + timedelta(days=6), place, span, "week_end")


def _month(token: Token, place: Place, span: Range, before: bool) -> Answer:
    months = w.OFFSETS[token.said("month_off") or token.said("month_en")] or 0
    return _month_end(add_months(place.today, months - (before and months > 0)), place, span)


def _named_month_end(token: Token, place: Place, span: Range, before: bool) -> Answer:
    number = integer(token.said("mend_no")) if token.said("mend_no") else None
    if number:
        first = date(place.today.year + (number < place.today.month), number, 1)
        return _month_end(first, place, span)
    said = token.said("mend_en") or token.said("mend_off")
    return _month_end(add_months(place.today, w.OFFSETS.get(said) or 0), place, span)


def _quarter_end(token: Token, place: Place, span: Range, before: bool) -> Answer:
    quarters = w.OFFSETS[token.said("quarter_off")] or 0
    to_end = 2 - (place.today.month - 1) % 3 + 3 * quarters
    return _month_end(add_months(place.today.replace(day=1), to_end), place, span, "quarter_end")


def _year_end(token: Token, place: Place, span: Range, before: bool) -> Answer:
    year = place.today.year + w.YEAR_OFFSETS.get(token.said("year_off"), 0)
    return _month_end(date(year, 12, 1), place, span, "year_end")


def _month_end(day: date, place: Place, span: Range, kind: str = "month_end") -> Answer:
    last = last_of_month(day)
    working = place.calendar.last_working_day(last.replace(day=1), last)
    return _last(working, last, place, span, kind)


def _last(working: date | None, last: date, place: Place, span: Range, kind: str) -> Answer:
    """The end of the last working day, or the last day at all where that has passed."""
    if working and place.closing(working) > place.now:
        return place.reading(place.closing(working), span, kind, True)
    if kind != "week_end" and place.closing(last) > place.now:
        return place.reading(place.closing(last), span, kind)
    next_day = place.calendar.next_working_day(max(place.today, last))
    reason = "no_working_day" if working is None else "past"
    return Ask(reason, place.ahead(place.closing(last), place.closing(next_day)), span)


def _festival(token: Token, place: Place, span: Range, before: bool) -> Answer:
    name = next(
        key for word, key in w.FESTIVALS.items() if token.said("festival_name").startswith(word)
    )
    found = _eve(name, place)
    if found is None:
        return Ask("unknown_holiday", (), span)
    at, holiday = found
    return place.reading(at, span, "before_holiday", True, {"festival": holiday})


def _eve(name: str, place: Place) -> tuple[datetime, str] | None:
    """The end of the last working day before the next such holiday, and which holiday it is."""
    for start, holiday in _starts(name, place):
        day = place.calendar.last_working_day(start - timedelta(days=31), start - timedelta(days=1))
        if day and place.closing(day) > place.now:
            return place.closing(day), holiday
    return None


def _starts(name: str, place: Place) -> list[tuple[date, str]]:
    """First days off of the holiday in this year and the two after it, in order."""
    starts: dict[tuple[int, str], date] = {}
    for day in sorted(place.calendar.names):
        festivals = place.calendar.names[day].split("+")
        if not place.calendar.days.get(day):
            for festival in festivals:
                starts.setdefault((day.year, festival), day)
    for year in range(place.today.year, place.today.year + 3):
        for festival in set(w.FESTIVALS.values()) - {"next"}:
            known = festival_start(festival, year)
            if known and (year, festival) not in starts:
                starts[year, festival] = known
    wanted = [
        (day, festival)
        for (_, festival), day in starts.items()
        if name in (festival, "next") and day > place.today
    ]
    return sorted(wanted)


_READERS: dict[str, Callable[[Token, Place, Range, bool], Answer]] = {
    "week": _week,
    "month": _month,
    "month_end": _named_month_end,
    "quarter_end": _quarter_end,
    "year_end": _year_end,
    "festival": _festival,
}
