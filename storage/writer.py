"""The writer thread: drains a queue of units of work and commits those waiting together.

A commit costs the same for one unit as for fifty, so sharing it is what makes durable writes
fast (measurements.md). The database's own part is a Committer (sqlite.py, postgres.py).
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.errors import Overloaded

BATCH = 64  # units in one commit: more wins nothing and makes the first wait for the last
FEW = 6  # patient units in one commit of their own: who comes meanwhile waits for it
DEPTH = 2000  # waiting units, about two seconds of work
PATIENCE = 0.2  # seconds after which a patient unit no longer lets others go first
LATE = 1.0  # seconds; who has waited that long leaves no time to those who come now


@dataclass(slots=True, eq=False)
class Unit:
    """One unit of work on its way to a commit, then with its outcome."""

    work: Callable[[Any], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    claims: Sequence[str] = ()  # inbox keys it is going to claim
    since: float = field(default_factory=time.monotonic)
    result: Any = None
    error: BaseException | None = None
    spoke: bool = False  # it put something into the outbox

    def settle(self) -> None:
        """Hands the outcome to whoever awaits it; runs in their loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Committer(Protocol):
    """Runs units in one transaction; every unit has its outcome when `commit` returns."""

    def commit(self, units: list[Unit]) -> None: ...
    def close(self) -> None: ...


class Writer:
    """The queue and its thread. `spoke` is called, in the thread, after outbox rows came."""

    def __init__(self, committer: Committer, spoke: Callable[[], None], name: str) -> None:
        self._committer = committer
        self._spoke = spoke
        self._waiting: deque[Unit] = deque()
        self._patient: deque[Unit] = deque()  # nobody waits for them
        self._wake = threading.Condition()
        self._gatherer: asyncio.AbstractEventLoop | None = None  # who still hands in units
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def depth(self) -> int:
        """How many units wait."""
        return len(self._waiting) + len(self._patient)

    @property
    def late(self) -> bool:
        """Whether who comes now has more than a commit before them, and those have waited for
        long; a short line, however slow, is served at once."""
        with self._wake:
            long = len(self._waiting) > BATCH
            return long and time.monotonic() - self._waiting[0].since > LATE

    def submit(
        self, work: Callable[[Any], Any], claims: Sequence[str] = (), *, patiently: bool = False
    ) -> asyncio.Future[Any]:
        """Queues a unit from the running loop; raises Overloaded when too many wait."""
        loop = asyncio.get_running_loop()
        unit = Unit(work, loop.create_future(), loop, claims)
        with self._wake:
            if self._closing:
                raise Overloaded("storage is closed")
            if self.depth >= DEPTH:
                raise Overloaded(f"{DEPTH} units of work are waiting")
            (self._patient if patiently else self._waiting).append(unit)
            if self._gatherer is None or self._gatherer.is_closed():
                self._gatherer = loop
                loop.call_soon(self._gather, loop, self.depth)
        return unit.future

    def _gather(self, loop: asyncio.AbstractEventLoop, before: int) -> None:
        """Wakes the thread when a round of the loop has brought no more units. Both need the
        interpreter's one lock, so while they run at once each mostly waits for the other."""
        with self._wake:
            if before < self.depth < BATCH:
                loop.call_soon(self._gather, loop, self.depth)
            else:
                self._gatherer = None
                self._wake.notify()

    def close(self) -> None:
        """Finishes what waits, then stops; blocks until then."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _take(self) -> list[Unit]:
        with self._wake:
            while (self._gatherer or not self.depth) and not self._closing:
                self._wake.wait()
            return self._next()

    def _next(self) -> list[Unit]:
        """Who has been patient for long enough, then those somebody waits for; a few of the
        patient while there is nobody else."""
        units: list[Unit] = []
        patient, waiting = self._patient, self._waiting
        overdue = time.monotonic() - PATIENCE
        while patient and patient[0].since < overdue and len(units) < BATCH // 2:
            units.append(patient.popleft())
        while waiting and len(units) < BATCH:
            units.append(waiting.popleft())
        return units or [patient.popleft() for _ in range(min(FEW, len(patient)))]

    def _run(self) -> None:
        while units := self._take():
            try:
                self._committer.commit(units)
            except BaseException as error:  # the thread must live, and nobody may wait for ever
                for unit in units:
                    unit.error = unit.error or error
            if any(unit.spoke for unit in units):
                self._spoke()
            _deliver(units)
        self._committer.close()


def _deliver(units: list[Unit]) -> None:
    """One wake-up per event loop, however many units it waits for."""
    for loop in {unit.loop for unit in units}:
        mine = [unit for unit in units if unit.loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, mine)


def _settle(units: list[Unit]) -> None:
    for unit in units:
        unit.settle()
