"""A large alternative made quick: it is tried only where its first character can stand.

Python's `re` tries every branch at every character of a text; most characters begin none. The
characters that can are read off the pattern itself, so they cannot be forgotten.
"""

import re
from collections.abc import Iterable
from re import _parser  # type: ignore[attr-defined]  # the only reader of patterns there is
from typing import Any

_STEPS_NOWHERE = ("ASSERT", "ASSERT_NOT", "AT")
_CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}


class _Anything(Exception):
    """A part of the pattern may begin with any character, or match nothing."""


def guarded(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """The compiled pattern, the same in what it finds."""
    try:
        first, empty = _first(_parser.parse(pattern, flags))
    except _Anything:
        return re.compile(pattern, flags)
    if empty:
        return re.compile(pattern, flags)
    return re.compile(f"(?=[{''.join(sorted(first))}])(?:{pattern})", flags)


def _first(sequence: Iterable[tuple[Any, Any]]) -> tuple[set[str], bool]:
    """The first characters a sequence can consume, as pieces of a class; and whether it can
    consume none."""
    found: set[str] = set()
    for kind, value in sequence:
        if str(kind) not in _STEPS_NOWHERE:
            pieces, empty = _of_part(str(kind), value)
            found |= pieces
            if not empty:
                return found, False
    return found, True


def _of_part(kind: str, value: Any) -> tuple[set[str], bool]:
    if kind == "LITERAL":
        return {re.escape(chr(value))}, False
    if kind == "IN":
        return {_of_class(str(kind), value) for kind, value in value}, False
    if kind == "SUBPATTERN":
        return _first(value[-1])
    if kind == "BRANCH":
        branches = [_first(branch) for branch in value[1]]
        return set().union(*(pieces for pieces, _ in branches)), any(e for _, e in branches)
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, _, repeated = value
        pieces, empty = _first(repeated)
        return pieces, empty or least == 0
    raise _Anything


def _of_class(kind: str, value: Any) -> str:
    if kind == "LITERAL":
        return re.escape(chr(value))
    if kind == "RANGE":
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    if kind == "CATEGORY" and str(value) in _CATEGORIES:
        return _CATEGORIES[str(value)]
    raise _Anything
