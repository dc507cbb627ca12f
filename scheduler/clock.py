"""The two clocks: the machine's, and the simulator's for trying things out."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import UTC, datetime, timedelta

import httpx

from bot.domain.times import from_ms, to_ms

POLL = 0.25  # seconds between looks at a foreign clock


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time, aware, UTC."""
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Sleeps that long."""
        await asyncio.sleep(max(0.0, duration.total_seconds()))


class ForeignClock:
    """Follows a clock served as JSON {"now": iso time, "rate": factor}, such as the simulator's.

    Between looks it goes on by itself at the served rate, so reading it costs nothing.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._base = to_ms(datetime.now(UTC))
        self._rate = 1.0
        self._since = time.monotonic()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Reads the clock once and keeps following it."""
        client = httpx.AsyncClient(timeout=2, trust_env=False)
        await self._look(client)
        self._task = asyncio.create_task(self._follow(client))

    async def stop(self) -> None:
        """Stops following."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _follow(self, client: httpx.AsyncClient) -> None:
        try:
            while True:
                await asyncio.sleep(POLL)
                with contextlib.suppress(httpx.HTTPError, ValueError, KeyError):
                    await self._look(client)
        finally:
            await client.aclose()

    async def _look(self, client: httpx.AsyncClient) -> None:
        data = (await client.get(self._url)).json()
        moment = datetime.fromisoformat(data["now"])
        self._base, self._rate = to_ms(moment.astimezone(UTC)), float(data.get("rate", 1))
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The foreign time, aware, UTC."""
        passed = (time.monotonic() - self._since) * self._rate
        return from_ms(self._base + int(passed * 1000))

    async def sleep(self, duration: timedelta) -> None:
        """Returns when that much foreign time has passed."""
        end = self.now() + duration
        while (left := (end - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - may jump
            await asyncio.sleep(min(POLL, max(0.005, left / max(self._rate, 0.001))))
