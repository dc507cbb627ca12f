"""Access tokens: fetched once for everybody who waits, renewed before they expire."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its lifetime as the platform tells it; the secret stays out of `repr`."""

    secret: str
    lifetime: timedelta

    def __repr__(self) -> str:
        return f"Token(***, {self.lifetime})"


class TokenCache:
    """`fetch` is called by one caller at a time; the others wait for its result.

    A token is renewed `margin` before its end (at most half its lifetime before).
    """

    def __init__(
        self,
        clock: Clock,
        fetch: Callable[[], Awaitable[Token]],
        *,
        margin: timedelta = timedelta(minutes=10),
    ) -> None:
        self._clock = clock
        self._fetch = fetch
        self._margin = margin
        self._secret: str | None = None
        self._renew_at: datetime | None = None
        self._fetching: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """A valid token; raises whatever `fetch` raises."""
        if self._secret is not None and self._renew_at and self._clock.now() < self._renew_at:
            return self._secret
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._renew())
            self._fetching.add_done_callback(self._fetched)
        # A waiter that is cancelled must not take the token from the others.
        return await asyncio.shield(self._fetching)

    def drop(self, secret: str) -> None:
        """The platform no longer takes this token; a newer one is left alone."""
        if self._secret == secret:
            self._secret = None

    async def _renew(self) -> str:
        token = await self._fetch()
        self._secret = token.secret
        self._renew_at = self._clock.now() + token.lifetime - min(self._margin, token.lifetime / 2)
        return token.secret

    def _fetched(self, task: asyncio.Task[str]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()  # every waiter may be gone; asyncio would complain about it
