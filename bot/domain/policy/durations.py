"""Durations and hours as people write them: 15m, 4h, 1h30m, 2d, 3wd, "09:00-12:00 13:30-18:00"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from bot.domain.calendar import DAY_MINUTES, Interval, Pattern
from bot.domain.deadline.numbers import integer
from bot.domain.policy import words

WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 366 * DAY_MINUTES  # a target of more than a year is a slip of the finger

_PART = re.compile(r"(\d{1,6})(wd|m|h|d)")
_TIME = re.compile(r"^(\d{1,2}):(\d{2})$")


class Duration(NamedTuple):
    """Minutes, or whole working days (then `minutes` is 0)."""

    minutes: int
    days: int | None = None


def parse_duration(text: str) -> Duration | None:
    """None for anything that is no duration, is zero or longer than a year."""
    plain = _digits(text.strip().lower().replace(" ", ""))
    for word, unit in words.UNITS.items():
        plain = plain.replace(word, unit)
    if not plain or _PART.sub("", plain):
        return None
    total = 0
    for amount, unit in _PART.findall(plain):
        if unit == "wd":
            days = int(amount)
            return Duration(0, days) if plain == f"{amount}wd" and 0 < days <= 366 else None
        total += int(amount) * {"m": 1, "h": 60, "d": DAY_MINUTES}[unit]
    return Duration(total) if 0 < total <= LONGEST else None


def _digits(text: str) -> str:
    """Chinese numbers as digits: half an hour, an hour and a half, two working days."""
    text = re.sub(words.HOUR_AND_HALF, lambda found: f"{_count(found[1])}h30m", text)
    text = re.sub(words.HALF_HOUR, "30m", text)
    return re.sub(words.NUMBER, lambda found: _count(found[0]), text)


def _count(text: str) -> str:
    number = integer(text)
    return text if number is None else str(number)


def format_duration(minutes: int, days: int | None = None, *, whole_days: bool = False) -> str:
    """The shortest exact form; `whole_days` allows 2d (only sensible on a 7×24 calendar)."""
    if days is not None:
        return f"{days}wd"
    if whole_days and minutes % DAY_MINUTES == 0:
        return f"{minutes // DAY_MINUTES}d"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest}m" if rest else f"{hours}h"


def parse_time(text: str) -> int | None:
    """"HH:MM" as minutes since midnight, 24:00 included."""
    found = _TIME.match(text.strip().replace("：", ":"))
    if not found:
        return None
    minute = int(found[1]) * 60 + int(found[2])
    return minute if int(found[2]) < 60 and minute <= DAY_MINUTES else None


def parse_hours(text: str) -> Pattern | None:
    """"09:00-12:00 13:30-18:00" or "22:00-06:00" (over midnight); "off" is the empty pattern."""
    plain = text.strip().replace("：", ":").replace("~", "-")
    if plain.lower() == "off" or plain in words.OFF:
        return ()
    parts = []
    for piece in re.split(r"[\s,,、]+", re.sub(r"\s*-\s*", "-", plain)):
        start_text, dash, end_text = piece.partition("-")
        start, end = parse_time(start_text), parse_time(end_text)
        if not dash or start is None or end is None or start == DAY_MINUTES:
            return None
        parts.append(Interval(start, end if end > start else end + DAY_MINUTES))
    return tuple(parts)


def overlaps(pattern: Pattern) -> bool:
    """Whether two of the day's intervals share a minute."""
    ordered = sorted(pattern)
    return any(left.end > right.start for left, right in pairwise(ordered))


def format_hours(pattern: Pattern) -> str:
    """The inverse of parse_hours."""
    if not pattern:
        return "off"
    return " ".join(f"{_clock(part.start)}-{_clock(_wrapped(part))}" for part in pattern)


def _wrapped(part: Interval) -> int:
    return part.end if part.end <= DAY_MINUTES else part.end - DAY_MINUTES


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_weekdays(text: str) -> tuple[int, ...] | None:
    """"mon", "mon-fri", "sat,sun" and the Chinese names as weekday numbers (Monday 0)."""
    found: list[int] = []
    for piece in re.split(r"[,,、\s]+", text.strip().lower()):
        for to in words.TO:
            piece = piece.replace(to, "-")
        first, dash, last = piece.partition("-")
        start = weekday(first)
        end = weekday(last) if dash else start
        if start is None or end is None or end < start:
            return None
        found.extend(range(start, end + 1))
    return tuple(found)


def weekday(text: str) -> int | None:
    """The number of a weekday name (mon, Monday's Chinese names), Monday 0."""
    text = text.strip().lower()
    if text in WEEKDAY_KEYS:
        return WEEKDAY_KEYS.index(text)
    return words.WEEKDAYS.get(text)


def format_week(week: Mapping[int, Pattern]) -> dict[str, str]:
    """{"mon-fri": "09:00-12:00 …"}: neighbouring days with the same hours share a line."""
    lines: dict[str, str] = {}
    day = 0
    while day < 7:
        if day not in week:
            day += 1
            continue
        last = day
        while last + 1 in week and week[last + 1] == week[day]:
            last += 1
        name = WEEKDAY_KEYS[day] if last == day else f"{WEEKDAY_KEYS[day]}-{WEEKDAY_KEYS[last]}"
        lines[name] = format_hours(week[day])
        day = last + 1
    return lines
