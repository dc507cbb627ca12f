"""Every figure in one run, so that ratios mean something: python -m benchmarks [--full]

`--full` lets the growth go on to a million tickets (some twenty minutes more).
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import subprocess
import sys
import time
from collections.abc import Iterable

from benchmarks import floor, growth, intake, latency, weight

ALSO = ("alarms", "routing")  # programs of their own that print and judge for themselves
SIZES = [10_000, 100_000]


def main() -> int:
    """Prints a section per benchmark; 1 if one that judges itself has failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="growth to a million tickets")
    full = parser.parse_args().full
    begun = time.perf_counter()
    _section("Floor: this machine with plain SQL and nothing else")
    _print(floor.lines(asyncio.run(floor.run(10_000))))
    _section("Intake beside its floor: event to durable ticket to 200, 32 connections")
    _print(intake.lines(asyncio.run(intake.compare(3000))))
    _section("Latency on SQLite FULL")
    _print(latency.lines(asyncio.run(latency.measure())))
    _section("Weight on SQLite")
    _print(weight.lines(asyncio.run(weight.measure())))
    failed = 0
    for name in ALSO:
        if importlib.util.find_spec(f"benchmarks.{name}"):
            _section(name.capitalize())
            failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode
    _section("Growth")
    asyncio.run(growth.on_both([*SIZES, 1_000_000] if full else SIZES))
    print(f"\n{(time.perf_counter() - begun) / 60:.1f} minutes")
    return 1 if failed else 0


def _section(title: str) -> None:
    print(f"\n{title}\n{'-' * len(title)}", flush=True)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
