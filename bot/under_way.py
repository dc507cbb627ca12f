"""Deliveries under way side by side: each once, and how many there are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger("bihuan.outbound")


class UnderWay:
    """Tasks by the number of what they deliver; `on_end` is called after each."""

    def __init__(self) -> None:
        self.on_end: Callable[[], None] = lambda: None
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slow: set[int] = set()

    @property
    def quick(self) -> int:
        """How many, without the slow ones."""
        return len(self._tasks) - len(self._slow)

    def __contains__(self, number: int) -> bool:
        return number in self._tasks

    def begin(self, number: int, work: Coroutine[Any, Any, None], *, slow: bool) -> None:
        """Runs `work` beside the others."""

        def over(task: asyncio.Task[None]) -> None:
            del self._tasks[number]
            self._slow.discard(number)
            if not task.cancelled() and (fault := task.exception()):
                # Not even its failure could be written down: it is leased again in its time.
                log.error("delivery", exc_info=fault, extra={"outbox": number})
            self.on_end()

        if slow:
            self._slow.add(number)
        self._tasks[number] = asyncio.create_task(work)
        self._tasks[number].add_done_callback(over)

    async def finish(self, within: float) -> None:
        """Waits so many seconds for all of them; what is left is cancelled."""
        if self._tasks:
            _, left = await asyncio.wait(self._tasks.values(), timeout=within)
            for task in left:
                task.cancel()
