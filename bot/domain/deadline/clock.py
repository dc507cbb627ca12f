"""A time of day as people say it → minutes after midnight of the day they mean."""

from typing import NamedTuple

from bot.domain.deadline.numbers import integer
from bot.domain.deadline.phrases import Phrase
from bot.domain.deadline.scan import Token
from bot.domain.deadline.words import base as w

HOUR = 60
MIDNIGHT = 24 * HOUR
ALONE = {  # a period without a clock: product.md §7.7 rule 5; a morning means 09:00
    w.NIGHT: 6 * HOUR,
    w.EARLY: 9 * HOUR,
    w.MORNING: 12 * HOUR,
    w.NOON: 12 * HOUR,
    w.AFTERNOON: 18 * HOUR,
    w.EVENING: 22 * HOUR,
}


class TimeOfDay(NamedTuple):
    """Minutes after local midnight (may pass 1440), and a second reading 12 hours later."""

    minutes: int
    later: int | None = None


def time_of_day(phrase: Phrase) -> TimeOfDay | None:
    """The phrase's time of day; None where it names none or an impossible one."""
    period = w.PERIODS.get(phrase.period.text) if phrase.period else None
    if phrase.clock is None:
        return TimeOfDay(ALONE[period]) if period else None
    hour, minute, exact = _hour_and_minute(phrase.clock)
    if hour is None or minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    if phrase.clock.said("ampm"):
        return TimeOfDay(
            (hour % 12 + (12 if phrase.clock.said("ampm") == "p" else 0)) * HOUR + minute
        )
    if period:
        return TimeOfDay(_in_period(hour, period) * HOUR + minute)
    if exact or hour > 12 or hour == 0 or (phrase.day and phrase.day.kind == "ymd"):
        return TimeOfDay(hour * HOUR + minute)
    if hour < 8:
        return TimeOfDay((hour + 12) * HOUR + minute)
    return TimeOfDay(hour * HOUR + minute, (hour + 12) * HOUR + minute)


def impossible_clock(phrase: Phrase) -> bool:
    spoken = phrase.clock is not None and phrase.clock.kind == "clock"
    return spoken and time_of_day(phrase) is None


def _hour_and_minute(clock: Token) -> tuple[int | None, int, bool]:
    if clock.said("hh"):
        return int(clock.said("hh")), int(clock.said("mm")), clock.said("hh").startswith("0")
    if clock.said("en_hour"):
        return int(clock.said("en_hour")), int(clock.said("en_minute") or 0), True
    if clock.said("oclock") or clock.said("at_hour"):
        return int(clock.said("oclock") or clock.said("at_hour")), 0, False
    past = clock.said("past")
    if past:
        minute = {w.HALF: 30}.get(past) or 15 * (integer(past[0]) or 0)
    else:
        minute = integer(clock.said("minute")) or 0 if clock.said("minute") else 0
    return integer(clock.said("hour")), minute, False


def _in_period(hour: int, period: str) -> int:
    """The hour from midnight; 24 and more is the next day (今晚12点, 晚上1点)."""
    if hour > 12:
        return hour
    if period == w.NIGHT:
        return 0 if hour == 12 else hour if hour < 7 else hour + 12
    if period in (w.EARLY, w.MORNING):
        return hour
    if period == w.EVENING:
        return hour + 24 if hour < 5 else hour + 12
    if period == w.NOON:
        return hour + 12 if hour < 4 else hour
    return hour if hour in (0, 12) else hour + 12
