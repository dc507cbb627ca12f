"""What the bot weighs: cold start on an existing database, memory when idle, installed size.

    python -m benchmarks.weight

The bot runs as an admin runs it (`python -m bot run`), Feishu over HTTP, SQLite. Memory is the
resident set after it has stood idle; the installed size is that of every distribution the bot
requires, without what only its development needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from benchmarks.intake import POLICY, free_port, platform
from benchmarks.load import ENCRYPT_KEY, TOKEN

ROUNDS, IDLE = 3, 3.0  # seconds of standing idle before memory is read


@dataclass(frozen=True, slots=True)
class Weight:
    """Medians: seconds to ready, resident MiB; MiB on disk and the largest of it."""

    start: float
    resident: float
    installed: float
    largest: list[tuple[str, float]]


def once(folder: Path, base: str) -> tuple[float, float]:
    """One start: seconds until /readyz says so, then resident MiB."""
    port = free_port()
    env = {
        **os.environ, "DATABASE_URL": f"sqlite:///{folder}/bot.db", "DATA_DIR": str(folder),
        "HTTP_PORT": str(port), "POLICY_FILE": str(folder / "policy.yaml"),
        "FEISHU_APP_ID": "cli_bench", "FEISHU_APP_SECRET": "secret", "LOG_LEVEL": "WARNING",
        "FEISHU_ENCRYPT_KEY": ENCRYPT_KEY, "FEISHU_VERIFICATION_TOKEN": TOKEN,
        "FEISHU_BASE_URL": base, "FEISHU_TRANSPORT": "http",
    }  # fmt: skip
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=env)
    try:
        while not _ready(port):
            assert process.poll() is None and time.perf_counter() < begun + 30, "it does not start"
            time.sleep(0.01)
        seconds = time.perf_counter() - begun
        time.sleep(IDLE)
        status = Path(f"/proc/{process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found is not None
        return seconds, int(found[1]) / 1024
    finally:
        process.terminate()
        process.wait()


def _ready(port: int) -> bool:
    with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as ok:
        return bool(ok.status == 200)
    return False


def installed() -> dict[str, float]:
    """MiB of every distribution the bot requires, itself left out."""
    sizes: dict[str, float] = {}
    waiting = ["bihuan"]
    while waiting:
        name = waiting.pop()
        with contextlib.suppress(metadata.PackageNotFoundError):
            found = metadata.distribution(name)
            paths = [Path(str(found.locate_file(file))) for file in found.files or ()]
            sizes[name] = sum(p.stat().st_size for p in paths if p.is_file()) / 2**20
            for needed in found.requires or ():
                wanted, extra = _requirement(needed)
                if wanted not in sizes and wanted not in waiting and not extra:
                    waiting.append(wanted)
    sizes.pop("bihuan", None)
    return sizes


def _requirement(line: str) -> tuple[str, bool]:
    """The name in a requirement, and whether only an extra asks for it (psycopg's binary and
    pool are asked for by us)."""
    name = re.split(r"[\s\[<>=!;~(]", line, maxsplit=1)[0].lower()
    ours = name in ("psycopg-binary", "psycopg-pool")
    return name, "extra ==" in line and not ours


async def measure() -> Weight:
    """Starts on a database that a first, uncounted start has made."""
    async with platform() as base:
        with tempfile.TemporaryDirectory(prefix="bihuan-weight-") as name:
            folder = Path(name)
            (folder / "policy.yaml").write_text(POLICY, "utf-8")
            await asyncio.to_thread(once, folder, base)
            runs = [await asyncio.to_thread(once, folder, base) for _ in range(ROUNDS)]
    sizes = installed()
    largest = sorted(sizes.items(), key=lambda entry: -entry[1])[:5]
    return Weight(
        median(run[0] for run in runs), median(run[1] for run in runs), sum(sizes.values()),
        largest,
    )  # fmt: skip


def lines(found: Weight) -> Iterator[str]:
    """Three lines."""
    most = ", ".join(f"{name} {size:.0f}" for name, size in found.largest)
    yield f"cold start to /readyz {found.start:.2f} s"
    yield f"idle memory {found.resident:.0f} MiB"
    yield f"installed {found.installed:.0f} MiB ({most})"


def main() -> None:
    """Prints them."""
    for line in lines(asyncio.run(measure())):
        print(line)


if __name__ == "__main__":
    main()
