"""Simulated time: one clock for the whole world, with timers that run on it.

The clock may run faster than real time, jump, or stand still (rate 0). A jump forward fires
every timer it passes, in order, with now() standing at each timer's own moment.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator.tasks import Tasks

ZONE = ZoneInfo("Asia/Shanghai")
Callback = Callable[[], Coroutine[Any, Any, Any] | None]


class Timer:
    """A callback due at a simulated moment; cancel() before it fires takes it away."""

    def __init__(self, due: datetime, fn: Callback) -> None:
        self.due = due
        self.fn: Callback | None = fn

    def cancel(self) -> None:
        self.fn = None


class SimClock:
    """now() is aware, in Asia/Shanghai; `rate` is simulated seconds per real second."""

    def __init__(self, start: datetime | None = None, tasks: Tasks | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("the clock needs an aware start time")
        self.start_at = start
        self.rate: float = 1.0
        self._tasks = tasks or Tasks()
        self._timers: list[tuple[datetime, int, Timer]] = []
        self._numbers = itertools.count()
        self._wake: asyncio.TimerHandle | None = None
        self._stand_at(start or datetime.now(ZONE))

    def now(self) -> datetime:
        passed = (time.monotonic() - self._real) * self.rate
        return self._simulated + timedelta(seconds=passed)

    def timestamp(self) -> int:
        """Whole Unix seconds."""
        return int(self.now().timestamp())

    def timestamp_ms(self) -> int:
        return int(self.now().timestamp() * 1000)

    def call_at(self, due: datetime, fn: Callback) -> Timer:
        """Call fn at a simulated moment (at once if it has passed); fn may return a coroutine."""
        timer = Timer(due, fn)
        heapq.heappush(self._timers, (due, next(self._numbers), timer))
        self._arm()
        return timer

    def call_later(self, seconds: float, fn: Callback) -> Timer:
        return self.call_at(self.now() + timedelta(seconds=seconds), fn)

    async def sleep(self, seconds: float) -> None:
        """Wait for simulated seconds."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_later(seconds, lambda: None if done.done() else done.set_result(None))
        try:
            await done
        finally:
            timer.cancel()

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock only advances forward; use set() to go back")
        self.set(self.now() + timedelta(seconds=seconds))

    def set(self, moment: datetime) -> None:
        """Jump. Forward: fires the timers passed. Backward: timers keep their moments."""
        if moment.tzinfo is None:
            raise ValueError("the clock needs an aware time")
        while self._timers and self._timers[0][0] <= moment:
            due, _, timer = heapq.heappop(self._timers)
            self._stand_at(max(due, self.now()))
            self._fire(timer)
        self._stand_at(moment)
        self._arm()

    def set_rate(self, rate: float) -> None:
        if not 0 <= rate <= 100_000:
            raise ValueError("rate must be between 0 and 100000")
        self._stand_at(self.now())
        self.rate = rate
        self._arm()

    def reset(self) -> None:
        """Back to the start, at rate 1, with no timers."""
        self._timers.clear()
        self.rate = 1.0
        self._stand_at(self.start_at or datetime.now(ZONE))
        self._arm()

    def _stand_at(self, moment: datetime) -> None:
        self._simulated = moment.astimezone(ZONE)
        self._real = time.monotonic()

    def _fire(self, timer: Timer) -> None:
        if timer.fn is None:
            return
        fn, timer.fn = timer.fn, None
        work = fn()
        if work is not None:
            self._tasks.spawn(work)

    def _arm(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if not self._timers or (self.rate == 0 and self._timers[0][0] > self.now()):
            return
        wait = (self._timers[0][0] - self.now()).total_seconds()
        real = max(0.0, wait / self.rate) if wait > 0 else 0.0
        # Long waits are cut: event loops dislike very distant timers.
        self._wake = asyncio.get_running_loop().call_later(min(real, 3600.0), self._ring)

    def _ring(self) -> None:
        self._wake = None
        while self._timers and self._timers[0][0] <= self.now():
            self._fire(heapq.heappop(self._timers)[2])
        self._arm()
