"""Kill -9 the bot at random moments while people speak and click, by hand:

    python -m benchmarks.crash --kills 200 --messages 1000 --seed 1

tests/e2e/siege.py says how, and what must hold afterwards; tests/e2e/test_crash.py is short.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.siege import besiege, siege


async def run(kills: int, messages: int, seed: int) -> int:
    """One siege; prints what was counted and returns the number of faults."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        async with siege(Path(folder), seed) as made:
            await besiege(made, kills, messages, patience=300)
            faults = await made.faults()
        print(
            f"{made.kills} kills, {len(made.said)} messages, {made.pressed} clicks, "
            f"{len(made.accepted)} accepted, {len(faults)} faults, "
            f"{time.perf_counter() - began:.0f} s"
        )
        for fault in faults[:50]:
            print(fault)
    return len(faults)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    return 1 if asyncio.run(run(given.kills, given.messages, given.seed)) else 0


if __name__ == "__main__":
    sys.exit(main())
