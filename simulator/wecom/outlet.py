"""Every push to the bot leaves through here, where the event faults act on it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from simulator.faults import FaultBox

T = TypeVar("T")
REORDER_PATIENCE = 2.0  # real seconds an overtaken event waits for the one that overtakes it
KEPT = 50


class Dropped(Exception):
    """A fault swallowed the event; it counts as never delivered."""


class Outlet:
    """`path` is what a fault's `match` sees: /wecom/{app,bot,ws}/{kind of event}."""

    def __init__(self, faults: FaultBox) -> None:
        self._faults = faults
        self._overtaken: list[asyncio.Event] = []
        self._sent: deque[Callable[[], Awaitable[Any]]] = deque(maxlen=KEPT)

    async def push(self, path: str, transmit: Callable[[bool], Awaitable[T]]) -> T:
        """Run transmit(tampered), perhaps twice or later. Raises Dropped."""
        if self._faults.take("drop_events", path):
            raise Dropped(path)
        if self._faults.take("reorder_events", path):
            passed = asyncio.Event()
            self._overtaken.append(passed)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(passed.wait(), REORDER_PATIENCE)
        try:
            result = await transmit(bool(self._faults.take("tamper_events", path)))
            if self._faults.take("duplicate_events", path):
                await transmit(False)
            return result
        finally:
            for waiting in self._overtaken:
                waiting.set()
            self._overtaken.clear()

    def remember(self, again: Callable[[], Awaitable[Any]]) -> None:
        """Keep the exact bytes of a push, for replay_events."""
        self._sent.append(again)

    async def replay(self, count: int) -> int:
        """Send the last pushes again, byte for byte; the number sent."""
        chosen = list(self._sent)[-count:]
        for again in chosen:
            await again()
        return len(chosen)

    def forget(self) -> None:
        self._sent.clear()
