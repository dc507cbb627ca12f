"""Keeps our calls under a platform's rate, per chat, application or tenant.

Runs on the machine's monotonic time: a platform's limit does not speed up with a test's clock.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable

from bot.errors import RetryLater

_KEYS = 5000  # forget idle keys beyond this many


class Pace:
    """A token bucket per key: `burst` calls at once, `rate` calls per second in the long run.

    A caller who would wait longer than `max_wait` seconds gets RetryLater instead, so that a
    leased outbox row never waits past its lease.
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        *,
        max_wait: float = 10.0,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._interval = 1.0 / rate
        self._slack = (burst - 1) * self._interval
        self._max_wait = max_wait
        self._now = now
        self._sleep = sleep
        self._due: dict[Hashable, float] = {}  # when the bucket will be full again

    async def wait(self, key: Hashable) -> None:
        """Returns when this key may call; callers of one key are served in order."""
        now = self._now()
        due = max(self._due.get(key, now), now)
        delay = due - self._slack - now
        if delay > self._max_wait:
            raise RetryLater("our own rate limit", code="pace", after=delay)
        self._due[key] = due + self._interval
        if len(self._due) > _KEYS:
            self._due = {k: v for k, v in self._due.items() if v > now}
        if delay > 0:
            await self._sleep(delay)

    def hold(self, key: Hashable, seconds: float) -> None:
        """The platform asked for silence: nothing more for this key for so long."""
        until = self._now() + seconds + self._slack
        self._due[key] = max(self._due.get(key, until), until)
