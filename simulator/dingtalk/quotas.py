"""Throttling: calls per second for each API, calls and pushes per month (dingtalk.md §1.2)."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime

STANDARD = {"qps": 20, "api_calls": 5_000, "pushes": 3_000}
PROFESSIONAL = {"qps": 20, "api_calls": 200_000, "pushes": 50_000}


class Quotas:
    """Counters on the simulated clock.

    A call leaves the one-second window when a second has passed on either clock, the simulated
    or the real one: a stopped or jumping clock must neither block nor be needed to unblock.
    """

    def __init__(
        self, now: Callable[[], datetime], real: Callable[[], float] = time.monotonic
    ) -> None:
        self._now = now
        self._real = real
        self.limits = dict(STANDARD)
        self._recent: dict[str, deque[tuple[datetime, float]]] = {}
        self._month = ""
        self.api_calls = 0
        self.pushes = 0

    def too_fast(self, api: str) -> bool:
        """Notes a call of this API; True when it exceeds the calls allowed in one second."""
        now, real = self._now(), self._real()
        recent = self._recent.setdefault(api, deque())
        while recent and ((now - recent[0][0]).total_seconds() >= 1 or real - recent[0][1] >= 1):
            recent.popleft()
        if len(recent) >= self.limits["qps"]:
            return True
        recent.append((now, real))
        return False

    def count_call(self) -> bool:
        """Counts one API call of this month; False when the month is used up."""
        self._turn_month()
        if self.api_calls >= self.limits["api_calls"]:
            return False
        self.api_calls += 1
        return True

    def count_push(self) -> bool:
        """Counts one push of this month; False beyond the quota (it is pushed without content)."""
        self._turn_month()
        self.pushes += 1
        return self.pushes <= self.limits["pushes"]

    def _turn_month(self) -> None:
        month = self._now().strftime("%Y-%m")
        if month != self._month:
            self._month, self.api_calls, self.pushes = month, 0, 0
