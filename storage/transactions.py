"""Transactions: writes go through the writer thread, reads through a pool of reader threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from bot.ports import Tx
from storage.courtesy import Courtesy
from storage.settings import StorageSettings
from storage.tx import Bench
from storage.writer import Committer, Writer

T = TypeVar("T")


class Reader(Protocol):
    """One connection of the read pool."""

    def read(self, work: Callable[[Any], Any]) -> Any: ...
    def close(self) -> None: ...


class StoredTransactions:
    """bot.ports.Transactions over one database; made by `storage.open`."""

    def __init__(
        self, settings: StorageSettings, bench: Bench, committer: Committer,
        reader: Callable[[StorageSettings, Bench], Reader],
    ) -> None:  # fmt: skip
        self._wakes: list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = []
        self._writer = Writer(committer, self._spoke, "storage-writer")
        self._local = threading.local()
        self._readers: list[Reader] = []
        self._new_reader = lambda: reader(settings, bench)
        self._pool = ThreadPoolExecutor(settings.pool_size, "storage-reader")
        self._courtesy = Courtesy()

    @property
    def depth(self) -> int:
        """How many units of work wait for the writer."""
        return self._writer.depth

    @property
    def late(self) -> bool:
        """See ports.Transactions."""
        return self._writer.late

    async def run(
        self, work: Callable[[Tx], T], *, claims: Sequence[str] = (), patiently: bool = False
    ) -> T:
        """Commits what `work` did, durably; raises Overloaded when too much waits."""
        if patiently:
            await self._courtesy.together()
            return await self._writer.submit(work, claims, patiently=True)
        with self._courtesy.first():
            return await self._writer.submit(work, claims)

    async def read(self, work: Callable[[Tx], T], *, patiently: bool = False) -> T:
        """Runs `work` on a snapshot in a reader thread; what it writes is refused."""
        loop = asyncio.get_running_loop()
        if not patiently:
            return await loop.run_in_executor(self._pool, self._read, work)
        async with self._courtesy.alone():
            return await loop.run_in_executor(self._pool, self._read, work)

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Calls `callback` in the running loop after each commit that filled the outbox."""
        self._wakes.append((asyncio.get_running_loop(), callback))

    async def close(self) -> None:
        """Finishes what waits, then closes every connection."""
        await asyncio.to_thread(self._close)

    def _read(self, work: Callable[[Tx], T]) -> T:
        reader = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._new_reader()
            self._readers.append(reader)
        return reader.read(work)  # type: ignore[no-any-return]

    def _spoke(self) -> None:
        for loop, callback in self._wakes:
            if not loop.is_closed():
                loop.call_soon_threadsafe(callback)

    def _close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._writer.close()
        for reader in self._readers:
            reader.close()
        self._readers.clear()
