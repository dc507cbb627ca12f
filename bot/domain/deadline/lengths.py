"""Lengths of time (两小时内, 3个工作日, 半个月) → a deadline counted from now."""

from datetime import timedelta
from fractions import Fraction

from bot.domain.deadline.days import add_months
from bot.domain.deadline.numbers import integer, neighbours, number
from bot.domain.deadline.place import Place, whole_minute
from bot.domain.deadline.reading import Ask, Range, Reading
from bot.domain.deadline.scan import Token
from bot.domain.deadline.units import unit_of
from bot.domain.deadline.words import base as w

LONGEST_DAYS = 3660  # ten years: nobody means more
LONGEST = {
    w.MINUTE: LONGEST_DAYS * 1440,
    w.HOUR: LONGEST_DAYS * 24,
    w.DAY: LONGEST_DAYS,
    w.WORK_HOUR: 2000,
    w.WORK_DAY: 500,
    w.WEEK: LONGEST_DAYS // 7,
    w.MONTH: LONGEST_DAYS // 31,
}
HALF_MONTH_DAYS = 15


def length(token: Token, place: Place, span: Range) -> Reading | Ask | None:
    """The deadline after a spoken length; None for a length of nothing or beyond reason."""
    amounts, unit = _amounts(token)
    if not amounts or any(not 0 < amount <= LONGEST[unit] for amount in amounts):
        return None
    readings = [_after(amount, unit, place, span) for amount in amounts]
    if len(readings) == 1:
        return readings[0]
    times = [reading.at for reading in readings if isinstance(reading, Reading)]
    return Ask("range", place.ahead(*times), span)


def _amounts(token: Token) -> tuple[list[Fraction], str]:
    if token.said("half"):
        return [Fraction(1, 2)], unit_of(token.said("half_unit"))
    if token.match["half_en"] is not None:
        return [Fraction(1, 2)], w.HOUR
    if token.said("quarter"):
        return [15 * Fraction(integer(token.said("quarter")) or 0)], w.MINUTE
    if token.said("one"):
        return [Fraction(1)], unit_of(token.said("one_unit"))
    unit = unit_of(token.said("unit"))
    pair = neighbours(token.said("amount"))
    if pair:
        return [Fraction(pair[0]), Fraction(pair[1])], unit
    amount = number(token.said("amount"))
    if amount is None:
        return [], unit
    if token.said("and_half") or token.said("tail_half"):
        amount += Fraction(1, 2)
    if token.said("amount2") and unit == w.HOUR:
        amount += Fraction(integer(token.said("amount2")) or 0, 60)
    upto = number(token.said("upto")) if token.said("upto") else None
    return ([amount, upto] if upto else [amount]), unit


def _after(amount: Fraction, unit: str, place: Place, span: Range) -> Reading | Ask:
    facts = {"amount": str(amount) if amount.denominator > 1 else int(amount), "unit": unit}
    if unit in (w.MINUTE, w.HOUR):
        minutes = amount * (60 if unit == w.HOUR else 1)
        return _wall(minutes, place, span, facts)
    if unit == w.WORK_HOUR:
        seconds = int(amount * 3600)
        at = place.calendar.add_working(place.now, seconds=seconds)
        return place.reading(whole_minute(at), span, "working_hours", True, facts)
    if unit == w.WORK_DAY:
        if amount.denominator > 1:
            at = whole_minute(place.calendar.add_working(place.now, minutes=int(amount * 480)))
            return Ask("vague", place.ahead(at, place.closing(place.today)), span)
        day = place.calendar.next_working_day(place.today, int(amount))
        return place.reading(place.closing(day), span, "working_days", True, facts)
    if unit == w.MONTH:
        day = add_months(place.today, int(amount))
        if amount.denominator > 1:
            day += timedelta(days=HALF_MONTH_DAYS)
        return place.reading(place.closing(day), span, "days", facts=facts)
    days = amount * (7 if unit == w.WEEK else 1)
    if days.denominator > 1:
        return _wall(days * 1440, place, span, facts)
    day = place.today + timedelta(days=int(days))
    return place.reading(place.closing(day), span, "days", facts=facts)


def _wall(
    minutes: Fraction, place: Place, span: Range, facts: dict[str, int | str]
) -> Reading | Ask:
    at = whole_minute(place.now + timedelta(seconds=int(minutes * 60)))
    return place.reading(at, span, "duration", facts=facts)
