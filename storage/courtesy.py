"""Who is waited for goes first; the rest waits for a calm moment, and goes together.

All threads share one interpreter: whoever is busy in Python makes the others wait, at every step
of a commit. And a commit costs the writer nearly as much for one unit as for ten.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Iterator

CALM = 0.003  # seconds without anybody waiting; under load the next are there sooner
PATIENCE = 0.05  # seconds for which each of the patient, in its turn, lets others go first
GATHERING = 0.1  # seconds in which patient units gather for one commit, while others come
BUSY = 0.1  # seconds; when two came within, more will


class Courtesy:
    """The manners of one process; all in its loop."""

    def __init__(self) -> None:
        self._waited_for = 0
        self._nobody = asyncio.Event()
        self._nobody.set()
        self._nobody_since = -CALM  # the loop's time
        self._came: deque[float] = deque((-BUSY, -BUSY), maxlen=2)  # the loop's time
        self._party: asyncio.Task[None] | None = None
        self._alone = asyncio.Lock()

    @contextlib.contextmanager
    def first(self) -> Iterator[None]:
        """Somebody waits for what happens within."""
        self._came.append(asyncio.get_running_loop().time())
        self._waited_for += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._waited_for -= 1
            if not self._waited_for:
                self._nobody.set()
                self._nobody_since = asyncio.get_running_loop().time()

    @contextlib.asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Begins in a calm moment, no two at once."""
        async with self._alone:
            await self._calmed()
            yield

    async def together(self) -> None:
        """Returns to all who came within the same `GATHERING` at once; immediately while there is
        little to do."""
        now = asyncio.get_running_loop().time()
        if now - self._came[0] > BUSY:
            return
        if self._party is None:
            self._party = asyncio.create_task(self._gather())
        await asyncio.shield(self._party)

    async def _gather(self) -> None:
        await asyncio.sleep(GATHERING)
        self._party = None

    async def _calmed(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._waited_for or loop.time() < self._nobody_since + CALM:
                    await self._nobody.wait()
                    await asyncio.sleep(self._nobody_since + CALM - loop.time())
