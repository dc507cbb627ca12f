"""Sliding rate windows and the deadlines a machine must answer within, on the world's clock."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

from simulator.clock import SimClock

T = TypeVar("T")

MINUTE = 60.0
HOUR = 3600.0


class Windows:
    """`limits` are (count, seconds): allow(key) is False once any of them is full."""

    def __init__(self, clock: SimClock, *limits: tuple[int, float]) -> None:
        self._clock = clock
        self._limits = limits
        self._hits: dict[str, deque[datetime]] = defaultdict(deque)

    def allow(self, key: str) -> bool:
        """Count one and say whether it still fits; what does not fit is not counted."""
        now, hits = self._clock.now(), self._hits[key]
        longest = timedelta(seconds=max(seconds for _, seconds in self._limits))
        while hits and hits[0] <= now - longest:
            hits.popleft()
        for count, seconds in self._limits:
            since = now - timedelta(seconds=seconds)
            if sum(1 for hit in hits if hit > since) >= count:
                return False
        hits.append(now)
        return True

    def clear(self) -> None:
        self._hits.clear()


def stretched(clock: SimClock, seconds: float) -> float:
    """Simulated seconds for a deadline that measures the bot's machine, not the world's day.

    At ×60 five real seconds are five minutes of the world: the bot still gets its five seconds.
    A jump of the clock passes the deadline as usual.
    """
    return seconds * max(1.0, clock.rate)


async def within(clock: SimClock, seconds: float, work: Awaitable[T]) -> T:
    """Wait for the work, at most `seconds` real or stretched simulated ones. TimeoutError."""
    task = asyncio.ensure_future(work)
    timer = clock.call_later(stretched(clock, seconds), lambda: _stop(task))
    try:
        return await asyncio.wait_for(task, seconds)
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if current is not None and current.cancelling():
            raise
        raise TimeoutError from None
    finally:
        timer.cancel()


def _stop(task: asyncio.Future[T]) -> None:
    task.cancel()
