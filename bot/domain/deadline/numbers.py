"""Numerals people type: 12, 1.5, 十二, 两, 二十五, 一百二十, 半."""

from fractions import Fraction

from bot.domain.deadline.words.base import DIGITS, ENGLISH_NUMBERS, HALF, HUNDRED, TEN


def number(text: str) -> Fraction | None:
    """The value of an Arabic or Chinese numeral, None when it is neither."""
    if text == HALF:
        return Fraction(1, 2)
    if text[:1].isascii() and text[:1].isdigit():
        try:
            return Fraction(text)
        except ValueError:
            return None
    if text in ENGLISH_NUMBERS:
        return Fraction(ENGLISH_NUMBERS[text])
    return _chinese(text)


def integer(text: str) -> int | None:
    value = number(text)
    return int(value) if value is not None and value.denominator == 1 else None


def neighbours(text: str) -> tuple[int, int] | None:
    """A loose pair such as 两三 or 三五: two rising digits said together."""
    if len(text) != 2 or text[0] not in DIGITS or text[1] not in DIGITS:
        return None
    low, high = DIGITS[text[0]], DIGITS[text[1]]
    return (low, high) if 0 < low < high else None


def _chinese(text: str) -> Fraction | None:
    total = 0
    digit: int | None = None
    for char in text:
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[char]
        elif char == TEN:
            total += 10 * (1 if digit is None else digit)
            digit = None
        elif char == HUNDRED:
            total += 100 * (1 if digit is None else digit)
            digit = None
        else:
            return None
    return Fraction(total + (digit or 0)) if text else None
