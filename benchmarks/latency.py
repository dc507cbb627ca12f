"""How long an acknowledgement and a click take at 100 events/s, and what happens at full load.

    python -m benchmarks.latency

Feishu over HTTP, SQLite FULL. Before measuring, tickets are filed and their cards delivered; the
clicks are pressed on those cards by their owners, and count only with the redrawn card in the
answer. The floor (benchmarks/floor.py) acknowledges at the same rate before. Full load is more
connections than the bot admits: what it acknowledges it must acknowledge within Feishu's three
seconds, the rest it must refuse.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import paced
from benchmarks.floor import Group, served, sqlite_commit, stores
from benchmarks.intake import bot, platform
from benchmarks.load import Result, drive
from benchmarks.paced import Click, Times
from bot.main import Bot
from bot.ports import Tx

RATE, EVENTS, CLICKS, ROUNDS = 100, 1000, 80, 3
FULL_EVENTS, FULL_CONNECTIONS = 4000, 800
DEADLINE = 3000  # milliseconds (feishu.md §2)
OWNERS = {"张工": "ou_zhang", "李工": "ou_li", "组长": "ou_lead"}


@dataclass(frozen=True, slots=True)
class Latency:
    """The floor and rounds of the bot at the steady rate, then one at full load."""

    floor: Times
    rounds: list[dict[str, Times]]
    full: Result


async def cards(running: Bot, above: int) -> list[Click]:
    """The delivered cards of `CLICKS` tickets numbered above `above`, for their owners to click."""

    def delivered(tx: Tx) -> list[Click]:
        found: list[Click] = []
        for number in range(above + 1, above + 1 + 4 * CLICKS):
            ticket = tx.tickets.find(number)
            placed = tx.placements.of_ticket(number) if ticket else ()
            if ticket and ticket.owner and placed:
                card = placed[0]
                owner = OWNERS[tx.people.get(ticket.owner).name]
                found.append((number, ticket.version, card.chat.chat, card.message, owner))
        return found[:CLICKS]

    end = time.monotonic() + 60
    while len(found := await running.transactions.read(delivered)) < CLICKS:
        assert time.monotonic() < end, "the cards are not delivered"
        await asyncio.sleep(0.5)
    return found


async def measure() -> Latency:
    """All rounds on one bot."""
    rounds, filed = [], 0
    async with platform() as base:
        with tempfile.TemporaryDirectory(prefix="bihuan-latency-") as name:
            async with served(stores(Group(sqlite_commit(f"{name}/floor.db")))) as url:
                floor = (await paced.drive(url, RATE, EVENTS, ()))["message"]
            async with bot(f"sqlite:///{name}/bot.db", Path(name), base) as running:
                url = f"http://127.0.0.1:{running.port}/feishu/events"
                await drive(url, 2 * CLICKS)
                for _ in range(ROUNDS):
                    clicks = await cards(running, filed)
                    filed = clicks[-1][0]
                    rounds.append(await paced.drive(url, RATE, EVENTS, clicks))
                full = await drive(url, FULL_EVENTS, FULL_CONNECTIONS)
    return Latency(floor, rounds, full)


def lines(found: Latency) -> Iterator[str]:
    """Medians of the rounds beside the floor, and the verdict on full load."""
    floor, label = found.floor, "the floor, acknowledged"
    yield f"{label:30} p50 {floor.p50:6.1f} ms   p99 {floor.p99:6.1f} ms"
    for kind, label in (("message", "acknowledged"), ("click", "click answered with its card")):
        runs = [each[kind] for each in found.rounds]
        p50, p99 = median(r.p50 for r in runs), median(r.p99 for r in runs)
        yield (
            f"{label:30} p50 {p50:6.1f} ms   p99 {p99:6.1f} ms"
            f"   ({sum(r.count for r in runs)} at {RATE}/s, {sum(r.failures for r in runs)} failed)"
        )
    full = found.full
    verdict = "none late" if full.worst <= DEADLINE else "LATE"
    yield (
        f"full load, {FULL_CONNECTIONS} connections       {full.rate:.0f}/s acknowledged, p50"
        f" {full.p50:.0f} ms, slowest {full.worst:.0f} ms: {verdict}; {full.failures} refused"
    )


def main() -> None:
    """Prints four lines."""
    for line in lines(asyncio.run(measure())):
        print(line)


if __name__ == "__main__":
    main()
