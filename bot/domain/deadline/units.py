"""The unit a length is counted in."""

import re
from functools import lru_cache

from bot.domain.deadline.words.base import UNITS

_UNITS = tuple((re.compile(pattern), unit) for pattern, unit in UNITS)


@lru_cache(maxsize=128)
def unit_of(said: str) -> str:
    """The unit's key in words.py; the text is one that the scanner let through."""
    for pattern, unit in _UNITS:
        if pattern.fullmatch(said):
            return unit
    raise KeyError(said)
