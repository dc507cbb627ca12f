"""One-time codes with a life span: response codes of cards, response urls, OAuth codes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from simulator.clock import SimClock

T = TypeVar("T")


class Unknown(LookupError):
    """Never issued, or its life is over."""


class Spent(LookupError):
    """Already used once."""


@dataclass
class _Entry(Generic[T]):
    what: T
    until: datetime
    used: bool = False


class CodeBook(Generic[T]):
    """Issues codes for `seconds` of simulated life; each works once."""

    def __init__(self, clock: SimClock, seconds: float) -> None:
        self._clock = clock
        self._life = timedelta(seconds=seconds)
        self._entries: dict[str, _Entry[T]] = {}

    def issue(self, what: T) -> str:
        code = secrets.token_urlsafe(32)
        self._entries[code] = _Entry(what, self._clock.now() + self._life)
        return code

    def peek(self, code: str) -> T:
        """What the code stands for; it stays usable. Raises Unknown or Spent."""
        entry = self._entries.get(code)
        if entry is None or entry.until <= self._clock.now():
            raise Unknown(code)
        if entry.used:
            raise Spent(code)
        return entry.what

    def spend(self, code: str) -> T:
        """What the code stands for, once. Raises Unknown or Spent."""
        what = self.peek(code)
        self._entries[code].used = True
        return what

    def counts(self) -> dict[str, int]:
        now = self._clock.now()
        live = [entry for entry in self._entries.values() if entry.until > now]
        used = sum(entry.used for entry in self._entries.values())
        unused = sum(not entry.used for entry in live)
        return {"issued": len(self._entries), "used": used, "unused": unused}

    def clear(self) -> None:
        self._entries.clear()
