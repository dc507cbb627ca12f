"""A spoken day → a date, and how to move on when that date has passed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.deadline.numbers import integer
from bot.domain.deadline.scan import Token
from bot.domain.deadline.words import base as w

RECENT = timedelta(days=31)  # a month-day so little ago is a slip, not next year's date


@dataclass(frozen=True)
class NoSuchDay(Exception):
    """A date like 11月31日; `last` is the month's last real day."""

    last: date


@dataclass(frozen=True)
class SpokenDay:
    """The date meant, and the date to take instead when it is over (None: ask)."""

    day: date
    following: Callable[[], date | None] = lambda: None


def spoken_day(token: Token, today: date) -> SpokenDay:
    """Raises NoSuchDay for a date that no calendar has."""
    return _READERS[token.kind](token, today)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day."""
    first = day.replace(day=1)
    month = first.month - 1 + months
    first = first.replace(year=first.year + month // 12, month=month % 12 + 1)
    return min(first + timedelta(days=day.day - 1), last_of_month(first))


def last_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weekday_index(token: Token) -> int:
    said = token.said("wd_day") or token.said("wd_en")[:3]
    return w.WEEKDAYS[said]


def _relative(token: Token, today: date) -> SpokenDay:
    said = token.text.removeprefix("the ")
    word = max((word for word in w.RELATIVE if said.startswith(word)), key=len)
    return SpokenDay(today + timedelta(days=w.RELATIVE[word]))


def _weekday(token: Token, today: date) -> SpokenDay:
    index = weekday_index(token)
    prefix = token.said("wd_off") or token.said("wd_en_off").strip()
    offset = None if prefix == "coming" else w.OFFSETS[prefix]
    if offset is None:
        ahead = (index - today.weekday()) % 7
        day = today + timedelta(days=ahead)
        return SpokenDay(day, lambda: day + timedelta(days=7))
    return SpokenDay(monday_of(today) + timedelta(days=7 * offset + index))


def _ymd(token: Token, today: date) -> SpokenDay:
    year, month, day = (int(token.said(part)) for part in ("ymd_y", "ymd_m", "ymd_d"))
    return SpokenDay(_real(year, month, day))


def _md(token: Token, today: date) -> SpokenDay:
    month, day = integer(token.said("md_m")) or 0, integer(token.said("md_d")) or 0
    said = token.said("md_off")
    if said:
        return SpokenDay(_real(today.year + w.YEAR_OFFSETS[said], month, day))
    return _next_of(month, day, today)


def _slash(token: Token, today: date) -> SpokenDay:
    return _next_of(int(token.said("slash_m")), int(token.said("slash_d")), today)


def _english(token: Token, today: date) -> SpokenDay:
    part = "emd" if token.kind == "en_md" else "edm"
    month, day = w.MONTHS[token.said(part + "_m")[:3]], int(token.said(part + "_d"))
    year = token.said(part + "_y")
    return SpokenDay(_real(int(year), month, day)) if year else _next_of(month, day, today)


def _month_day(token: Token, today: date) -> SpokenDay:
    first = add_months(today.replace(day=1), w.OFFSETS[token.said("mday_off")] or 0)
    return SpokenDay(_real(first.year, first.month, integer(token.said("mday_d")) or 0))


def _bare_day(token: Token, today: date) -> SpokenDay:
    number = integer(token.said("bare_d")) or 0
    if not 1 <= number <= 31:
        raise NoSuchDay(last_of_month(today))
    first = today.replace(day=1)
    while last_of_month(first).day < number or first.replace(day=number) < today:
        first = add_months(first, 1)

    def following() -> date:
        later = add_months(first, 1)
        while last_of_month(later).day < number:
            later = add_months(later, 1)
        return later.replace(day=number)

    return SpokenDay(first.replace(day=number), following)


def _next_of(month: int, day: int, today: date) -> SpokenDay:
    if month == 2 and day == 29:
        year = today.year
        while year % 4 or date(year, 3, 1) <= today:
            year += 1
        return SpokenDay(_real(year, 2, 29))
    this_year = _real(today.year, month, day)
    if this_year < today - RECENT:
        return SpokenDay(_real(today.year + 1, month, day))
    return SpokenDay(this_year)


def _real(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise NoSuchDay(date(year, 12, 31))
    last = last_of_month(date(year, month, 1))
    if not 1 <= day <= last.day:
        raise NoSuchDay(last)
    return date(year, month, day)


_READERS: dict[str, Callable[[Token, date], SpokenDay]] = {
    "relative": _relative,
    "weekday": _weekday,
    "ymd": _ymd,
    "md": _md,
    "slash": _slash,
    "en_md": _english,
    "en_dm": _english,
    "month_day": _month_day,
    "bare_day": _bare_day,
}
