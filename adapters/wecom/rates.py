"""WeCom's rates are windows, so many per minute and per hour: wait a little, else come later.

On the machine's monotonic time: a platform's limit does not speed up with a test's clock.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence

from bot.errors import RetryLater

_KEYS = 5000


class Windows:
    """`limits` are (calls, seconds). Who would wait longer than `max_wait` s gets RetryLater."""

    def __init__(
        self, limits: Sequence[tuple[int, float]], *, max_wait: float = 5.0,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._limits = tuple(limits)
        self._longest = max(seconds for _, seconds in limits)
        self._max_wait = max_wait
        self._now = now
        self._sleep = sleep
        self._calls: dict[Hashable, deque[float]] = {}
        self._held: dict[Hashable, float] = {}

    async def wait(self, key: Hashable) -> None:
        """Returns when this key may call; callers of one key are served in order."""
        now = self._now()
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - self._longest:
            calls.popleft()
        at = max(now, self._held.get(key, now))
        for count, seconds in self._limits:
            if len(calls) >= count:
                at = max(at, calls[-count] + seconds)
        if at - now > self._max_wait:
            raise RetryLater("our own rate limit", code="pace", after=at - now)
        calls.append(at)
        if len(self._calls) > _KEYS:
            self._calls = {k: v for k, v in self._calls.items() if v and v[-1] > now - 60}
        if at > now:
            await self._sleep(at - now)

    def hold(self, key: Hashable, seconds: float) -> None:
        """The platform asked for silence: nothing more for this key for so long."""
        self._held[key] = self._now() + seconds
        if len(self._held) > _KEYS:
            self._held = {k: v for k, v in self._held.items() if v > self._now()}
