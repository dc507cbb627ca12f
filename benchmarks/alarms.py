"""What pending alarms cost: an idle tick, claiming, memory, starting; beside one APScheduler job
per alarm.

    python -m benchmarks.alarms [10000 100000 1000000]

Each size runs in a process of its own. Tickets are copies of a real one with its history, made
in the database; a claim is the whole work of an alarm: lock, read, mark, queue the notices.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.checks import look_at_due
from tests.conftest import StillClock
from tests.timekeeping import Timekeeper
from tests.usecases_policy import POLICY

SIZES = (10_000, 100_000)
IDLE_TICKS = 300
DUE = 2_000  # alarms that fall due at once
JOBS_UP_TO = 100_000
FILED = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
Figures = dict[str, float]


def rss() -> float:
    """This process's memory in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


async def ours(size: int) -> Figures:
    """Our figures with `size` pending alarms in SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "alarms.db"
        clock = StillClock()
        keeper = Timekeeper(f"sqlite:///{path}", clock, POLICY)
        await keeper.open()
        await keeper.files("lina", "pump leaks")
        await keeper.look()
        await keeper.close()
        copies(path, size)
        clock.at = FILED + timedelta(minutes=10)
        before = rss()
        began = time.perf_counter()
        await keeper.open()
        await look_at_due(keeper.transactions, keeper.book)
        start = time.perf_counter() - began
        began = time.perf_counter()
        for _ in range(IDLE_TICKS):
            await look_at_due(keeper.transactions, keeper.book)
        idle = (time.perf_counter() - began) / IDLE_TICKS
        clock.at = FILED + timedelta(minutes=16)
        began = time.perf_counter()
        claimed = await look_at_due(keeper.transactions, keeper.book)
        seconds = time.perf_counter() - began
        queued = await keeper.transactions.read(lambda tx: tx.outbox.counts()["waiting"])
        await keeper.close()
        due = min(DUE, size)
        assert claimed >= due - 1 and queued >= due - 1, (claimed, queued)
        return {
            "start_ms": start * 1e3, "idle_ms": idle * 1e3, "claimed_per_s": claimed / seconds,
            "memory_mb": rss() - before,
        }


def copies(path: Path, size: int) -> None:
    """Copies ticket 1 and its history: DUE of them fall due soon, the rest later."""
    base = sqlite3.connect(path)
    soon = int((FILED + timedelta(minutes=15)).timestamp() * 1000)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {size})"
    late = f"{soon} + CASE WHEN n.i <= {DUE} THEN 0 ELSE 86400000 + n.i * 10 END"
    for table, key in (("ticket", "id"), ("history", "ticket")):
        columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        values = [
            "n.i" if name == key else late if name == "check_at" else f"t.{name}"
            for name in columns
        ]
        base.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) {numbers} "
            f"SELECT {', '.join(values)} FROM n, {table} t WHERE t.{key} = 1"
        )
    base.commit()
    base.close()


def theirs(size: int) -> Figures:
    """One APScheduler job per alarm, in its memory store."""
    before = rss()
    store = MemoryJobStore()
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone="UTC")
    scheduler.start(paused=True)
    later = datetime.now(UTC) + timedelta(days=1)
    began = time.perf_counter()
    for n in range(size):
        scheduler.add_job(print, "date", run_date=later + timedelta(milliseconds=10 * n))
    start = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(IDLE_TICKS):
        store.get_due_jobs(datetime.now(UTC))
        store.get_next_run_time()
    idle = (time.perf_counter() - began) / IDLE_TICKS
    memory = rss() - before
    scheduler.shutdown(wait=False)
    return {"start_ms": start * 1e3, "idle_ms": idle * 1e3, "memory_mb": memory}


def measured(which: str, size: int) -> Figures:
    """One run in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.alarms", which, str(size)],
        check=True, capture_output=True, text=True,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """The table of all sizes, or one run (`ours 10000`)."""
    if len(sys.argv) == 3 and sys.argv[1] in ("ours", "theirs"):
        size = int(sys.argv[2])
        print(json.dumps(asyncio.run(ours(size)) if sys.argv[1] == "ours" else theirs(size)))
        return
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        print(f"{size:>9,} pending  ours   {_said(measured('ours', size))}", flush=True)
        if size <= JOBS_UP_TO:
            print(f"{'':>9}          a job each  {_said(measured('theirs', size))}", flush=True)


def _said(figures: Figures) -> str:
    return "  ".join(f"{name} {value:,.2f}" for name, value in figures.items())


if __name__ == "__main__":
    main()
