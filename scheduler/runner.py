"""The metronome: a few ticks. What is due lies in our tables; a tick only asks for it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger("bihuan.scheduler")

OUTBOX_TICK = 1.0  # seconds; a commit, or a delivery that ended, wakes it at once
STOP_WITHIN = 10.0  # seconds a tick is given to end


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done again and again; `seconds` of the machine's time apart."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Runner:
    """Runs the ticks, each alone and never piling up, and the delivery loop."""

    def __init__(self, ticks: Sequence[Tick], deliver: Callable[[], Awaitable[int]]) -> None:
        self._ticks = ticks
        self._deliver = deliver
        self._wake = asyncio.Event()
        self._stopping = False
        self._delivery: asyncio.Task[None] | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._starting: list[asyncio.TimerHandle] = []
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def wake(self) -> None:
        """There is something to say."""
        self._wake.set()

    def start(self) -> None:
        """Starts all ticks and the delivery. Each tick has its own place in the second: together
        they would keep everybody else waiting while all of them work."""
        loop, many = asyncio.get_running_loop(), len(self._ticks)
        for place, tick in enumerate(self._ticks):
            wait = min(1.0, tick.seconds) * place / many
            self._starting.append(loop.call_later(wait, self._add, tick))
        self._scheduler.start()
        self._delivery = asyncio.create_task(self._deliver_on())

    def _add(self, tick: Tick) -> None:
        self._scheduler.add_job(
            self._begin, "interval", seconds=tick.seconds, args=[tick], id=tick.name,
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )

    async def stop(self) -> None:
        """Finishes what is under way and stops."""
        self._stopping = True
        for start in self._starting:
            start.cancel()
        self._scheduler.pause()
        self._wake.set()
        if self._delivery is not None:
            await self._delivery
        self._scheduler.shutdown(wait=False)
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=STOP_WITHIN)
            for task in late:
                task.cancel()

    async def _begin(self, tick: Tick) -> None:
        """A tick that still works when its time comes again is let be: under load that is the
        rule and no fault, and the scheduler's own warning would only alarm."""
        if tick.name in self._running:
            return
        task = asyncio.create_task(self._guarded(tick))
        self._running[tick.name] = task
        task.add_done_callback(lambda _: self._running.pop(tick.name))

    async def _guarded(self, tick: Tick) -> None:
        try:
            await tick.work()
        except Exception:
            log.exception("tick failed", extra={"tick": tick.name})

    async def _deliver_on(self) -> None:
        while not self._stopping:
            try:
                if await self._deliver():
                    continue
            except Exception:
                log.exception("delivery tick failed")
                await asyncio.sleep(OUTBOX_TICK)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), OUTBOX_TICK)
            self._wake.clear()
