"""Read a pasted State Council holiday notice, one numbered item per festival."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from bot.domain.holidays import words
from bot.domain.holidays.model import Holiday, HolidayFault, HolidayYear

LONGEST_HOLIDAY = 20
_ITEM = re.compile(words.ITEM)
_ITEM_STARTS = re.compile(words.ITEM_STARTS)
_TITLE_YEAR = re.compile(words.TITLE_YEAR)
_DATE = re.compile(words.DATE)
_PLAIN_DATE = re.sub(r"[?]P<[a-z]+>", "?:", words.DATE)
_OFF = re.compile(
    rf"(?P<first>{_PLAIN_DATE})(?:{words.RANGE_TO}(?P<last>{_PLAIN_DATE}))?\s*{words.OFF}"
)
_WORK = re.compile(rf"{_PLAIN_DATE}(?:{words.AND}{_PLAIN_DATE})*\s*{words.WORK}")
_TOTAL = re.compile(words.TOTAL)
_WEEKDAY = re.compile(words.WEEKDAY_NOTE)


class _Line(NamedTuple):
    number: int
    text: str


def parse_notice(text: str, year: int | None = None) -> HolidayYear:
    """A notice's text → its HolidayYear; `year` is needed when the text does not say it.

    Weekdays and day counts in the notice are checked. Raises HolidayFault: facts name the line
    (from 1) and what was wrong there.
    """
    wide = text.translate(words.WIDE)
    said = _TITLE_YEAR.search(wide)
    year = year or (int(said.group(1)) if said else None)
    if year is None:
        raise HolidayFault("holiday.notice.no_year")
    days: dict[date, Holiday] = {}
    for line in _lines(wide):
        item = _ITEM.match(line.text)
        if item is None or not _speaks_of_days(item):
            continue
        for day, holiday in _read_item(line.number, item["name"], item["rest"], year):
            if days.get(day, holiday).is_off != holiday.is_off:
                raise HolidayFault("holiday.notice.contradiction", line=line.number, day=day)
            days[day] = holiday
    if not days:
        raise HolidayFault("holiday.notice.nothing_found")
    return HolidayYear(year, dict(sorted(days.items())))


def _lines(text: str) -> Iterator[_Line]:
    """One line per item: several items in a row are parted, broken items are joined."""
    held: _Line | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        for part in _ITEM_STARTS.split(line):
            if held and _DATE.match(part.lstrip()):
                held = held._replace(text=held.text + part.strip())
                continue
            if held:
                yield held
            held = _Line(number, part)
    if held:
        yield held


def _speaks_of_days(item: re.Match[str]) -> bool:
    if ":" in item["mark"]:
        return _DATE.search(item["rest"]) is not None
    return _OFF.match(item["rest"]) is not None


def _read_item(number: int, name: str, rest: str, year: int) -> Iterator[tuple[date, Holiday]]:
    key = words.festival_key(name)
    off = _OFF.search(rest)
    if off is None:
        raise HolidayFault("holiday.notice.no_days_off", line=number, name=name)
    first = _date(off["first"], number, year, None)
    last = _date(off["last"], number, year, first) if off["last"] else first
    if last < first:
        first = first.replace(year=first.year - 1)
    length = (last - first).days + 1
    if length > LONGEST_HOLIDAY:
        raise HolidayFault("holiday.notice.too_long", line=number, name=name, days=length)
    total = _TOTAL.search(rest)
    if total and int(total.group(1) or total.group(2)) != length:
        said = int(total.group(1) or total.group(2))
        raise HolidayFault(
            "holiday.notice.wrong_count", line=number, name=name, said=said, days=length
        )
    for offset in range(length):
        yield first + timedelta(days=offset), Holiday(key, True)
    for made_up in _WORK.finditer(rest, off.end()):
        before: date | None = last
        for part in _DATE.finditer(made_up.group()):
            before = _date(part.group(), number, year, before)
            yield before, Holiday(key, False)


def _date(text: str, number: int, year: int, before: date | None) -> date:
    """One written date; a missing month or year is taken from the date before it."""
    part = _DATE.match(text)
    assert part is not None
    month = int(part["month"]) if part["month"] else (before.month if before else 0)
    try:
        day = date(int(part["year"] or year), month, int(part["day"]))
    except ValueError as error:
        raise HolidayFault("holiday.notice.bad_date", line=number, date=text) from error
    said = _WEEKDAY.search(part["note"] or "")
    if said and words.WEEKDAYS[said.group(1)] != day.weekday():
        raise HolidayFault(
            "holiday.notice.wrong_weekday",
            line=number,
            date=text,
            year=day.year,
            weekday=day.weekday(),
        )
    return day
