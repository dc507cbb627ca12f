"""What a report costs a full database, and what it costs those who file meanwhile.

    python -m benchmarks.reports [--size 100000] [--url postgresql://…]

A year of tickets with lives of their own (hours between the steps, holds, sent back, nudged,
rated). Prints medians of reports and workbooks, and of filing without and beside a report.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from benchmarks.growth import FAULTS, PEOPLE, TEAMS, THINGS
from bot.compose import compose
from bot.compose.export import book as book_of
from bot.compose.view import View
from bot.domain.lifecycle import Event, moved
from bot.domain.notices import InChat, Say
from bot.domain.people import ChatId
from bot.domain.policy import Policy, Team
from bot.domain.policy.defaults import default_policy
from bot.domain.report import period
from bot.domain.ticket import Plan
from bot.domain.times import to_ms
from bot.ports import Tx
from bot.workbook import written
from storage.opening import open_database
from storage.settings import StorageSettings
from storage.transactions import StoredTransactions

END = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
YEAR, HOUR = timedelta(days=365), timedelta(hours=1)
CHUNK, ROUNDS = 500, 9
CHAT = ChatId("feishu", "t", "oc_1")
_PLAN = asdict(Plan(120, 1440, "default"))


def life(number: int, size: int, dice: random.Random) -> list[Event]:
    """A ticket filed somewhere in the year; the last days' are still open."""
    at = END - YEAR + YEAR * number / size
    owner, requester = dice.randint(1, PEOPLE), dice.randint(1, PEOPLE)
    thing = dice.choice(THINGS)
    told = [
        Event("filed", at, requester, {
            "title": f"{dice.randint(1, 30)}号楼{thing}{dice.choice(FAULTS)}", "body": thing,
            "priority": dice.randint(1, 4), "requester": requester, "plan": _PLAN,
            "category": thing, "home": list(CHAT), "place": f"{dice.randint(1, 400)}室",
            "respond_due": to_ms(at + 2 * HOUR), "resolve_due": to_ms(at + 24 * HOUR),
        }),
        Event("routed", at, None, {"team": dice.choice(TEAMS), "to": owner}),
    ]  # fmt: skip
    verbs = ["accept", "resolve", "approve"]
    if dice.random() < 0.2:
        verbs[1:1] = ["hold", "resume"]
    if dice.random() < 0.06:
        verbs[-1:-1] = ["send_back", "resolve"]
    for verb in verbs:
        if dice.random() < 0.05:
            told.append(Event("nudged", at, requester, {}))
        at += dice.random() * 10 * HOUR
        if at > END:
            return told
        told.append(moved(verb, owner, at, **({"reason": "parts"} if verb == "hold" else {})))
    told.append(Event("rated", at, requester, {"rating": dice.randint(3, 5)}))
    return told


async def fill(transactions: StoredTransactions, size: int) -> None:
    dice = random.Random(7)
    for first in range(0, size, CHUNK):

        def chunk(tx: Tx, first: int = first) -> None:
            for number in range(first, min(first + CHUNK, size)):
                tx.tickets.add(life(number, size, dice), check_at=lambda ticket: None)

        await transactions.run(chunk)

    def names(tx: Tx) -> None:
        for number in range(PEOPLE):
            tx.people.add(f"p{number}", f"人{number}")

    await transactions.run(names)


def asked(kind: str, span: str, when: str, teams: tuple[str, ...], policy: Policy) -> Say:
    """What would stand in the outbox."""
    team = policy.teams[teams[0]]
    of = period(span, when, END, team, policy.calendars["default"])
    return Say(kind, InChat(CHAT), None, {
        "team": teams[0], "teams": list(teams), "span": span, "start": to_ms(of.start),
        "end": to_ms(of.end), "before": [to_ms(m) for m in of.before],
    })  # fmt: skip


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Median in milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await work()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


async def run(url: str, size: int) -> None:
    transactions = open_database(StorageSettings(url), lambda: END)
    teams = {name: Team(name, ranking="on") for name in TEAMS}
    policy = replace(default_policy(), teams=teams)
    begun = time.perf_counter()
    await fill(transactions, size)
    print(f"{size} tickets over a year, filled in {time.perf_counter() - begun:.0f} s")

    async def shown(say: Say) -> object:
        return await transactions.read(
            lambda tx: compose(say, View(tx, policy, language="zh-CN")))

    async def sent(say: Say) -> int:
        book = await transactions.read(
            lambda tx: book_of(say, View(tx, policy, language="zh-CN")))
        return len((await asyncio.to_thread(written, book)).content)

    async def in_turn(count: int) -> None:
        for _ in range(count):  # as the bot makes them
            await sent(everything)

    one, all_ = TEAMS[:1], TEAMS
    wishes = {
        "daily, one team": asked("report", "day", "", one, policy),
        "weekly, one team": asked("report", "week", "", one, policy),
        "last month, one team": asked("report", "month", "-1", one, policy),
        "last month, 5 teams": asked("reports", "month", "-1", all_, policy),
        "nine months ago": asked("report", "month", "2026-2", one, policy),
    }
    for name, say in wishes.items():
        print(f"  {name:28} {await timed(partial(shown, say)):8.1f} ms")
    workbook = asked("export", "month", "-1", one, policy)
    everything = asked("export", "month", "-1", all_, policy)
    for name, say in (("workbook, one team", workbook), ("workbook, 5 teams", everything)):
        size_ = await sent(say)
        print(f"  {name:28} {await timed(partial(sent, say)):8.1f} ms  {size_ >> 10} KB")
    dice = random.Random(1)

    def filing() -> Awaitable[object]:
        return transactions.run(
            lambda tx: tx.tickets.add(life(size, size, dice), check_at=lambda ticket: None))

    print(f"  {'filing alone':28} {await timed(filing):8.1f} ms")
    busy = asyncio.create_task(in_turn(3))
    beside = []
    while not busy.done():
        begun = time.perf_counter()
        await filing()
        beside.append(1000 * (time.perf_counter() - begun))
    print(f"  {'filing beside 3 workbooks':28} {statistics.median(beside):8.1f} ms  "
          f"worst {max(beside):.1f} ms")
    await transactions.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.reports")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bihuan-reports-") as folder:
        asyncio.run(run(given.url or f"sqlite:///{folder}/reports.db", given.size))


if __name__ == "__main__":
    main()
