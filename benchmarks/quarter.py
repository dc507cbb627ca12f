"""A simulated quarter against the independent checker, by hand:

    python -m benchmarks.quarter --tickets 1500 --seed 1

Says how many alarms were expected and rang, and lists every difference.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.quarter.checker import differences
from tests.quarter.play import Run, fresh_sqlite


async def run(tickets: int, days: int, seed: int) -> int:
    """Plays it; returns the number of differences."""
    with tempfile.TemporaryDirectory() as folder:
        url = fresh_sqlite(Path(folder))
        start = datetime(2026, 8, 31)  # noqa: DTZ001 (local wall time of the story)
        story = Run(url, start, days, tickets, seed, restart_every=200)
        began = time.perf_counter()
        outcome = await story.play()
        seconds = time.perf_counter() - began
    wrong = differences(outcome.wanted, outcome.rang)
    print(
        f"{outcome.tickets} tickets, {days} days, {outcome.looks} looks, {outcome.restarts} "
        f"restarts, {len(outcome.wanted)} alarms expected, {len(outcome.rang)} rang, "
        f"{len(wrong)} differences, {seconds:.1f} s"
    )
    for line in wrong[:50]:
        print(line)
    return len(wrong)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1500)
    parser.add_argument("--days", type=int, default=91)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    raise SystemExit(1 if asyncio.run(run(options.tickets, options.days, options.seed)) else 0)


if __name__ == "__main__":
    main()
