"""How much of the month's quotas is used: the free edition has few (dingtalk.md §1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone

from bot.ports import Clock

_CHINA = timezone(timedelta(hours=8))  # DingTalk's month turns here


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts of one month ("2026-11"). `exhausted`: DingTalk itself said that calls are used up."""

    month: str
    api_calls: int
    api_quota: int
    pushes: int
    push_quota: int
    exhausted: bool = False
    pushes_exhausted: bool = False


class Meter:
    """Counts in memory, from the start of this process or from what `adopt` was given."""

    def __init__(self, clock: Clock, api_quota: int, push_quota: int) -> None:
        self._clock = clock
        self._quotas = (api_quota, push_quota)
        self._month = self._now()
        self._calls = 0
        self._pushes = 0
        self._exhausted = False
        self._pushes_exhausted = False

    def call(self) -> None:
        """One API call that counts."""
        self._turn()
        self._calls += 1

    def push(self) -> None:
        """One push that reached us."""
        self._turn()
        self._pushes += 1

    def out_of_calls(self) -> None:
        self._turn()
        self._exhausted = True

    def out_of_pushes(self) -> None:
        self._turn()
        self._pushes_exhausted = True

    def adopt(self, month: str, api_calls: int, pushes: int) -> None:
        """Goes on from what an earlier process had counted; other months are ignored."""
        self._turn()
        if month == self._month:
            self._calls = max(self._calls, api_calls)
            self._pushes = max(self._pushes, pushes)

    def usage(self) -> Usage:
        self._turn()
        return Usage(
            self._month, self._calls, self._quotas[0], self._pushes, self._quotas[1],
            self._exhausted, self._pushes_exhausted,
        )

    def _turn(self) -> None:
        if self._now() != self._month:
            self._month = self._now()
            self._calls = self._pushes = 0
            self._exhausted = self._pushes_exhausted = False

    def _now(self) -> str:
        return self._clock.now().astimezone(_CHINA).strftime("%Y-%m")
