"""The quiet budget, digests, and late alarms after a standstill."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from bot.domain.intents import Move
from bot.ports import Tx
from bot.usecases import quiet
from bot.usecases.call import Call
from bot.usecases.tick import BOT
from scheduler.checks import look_at_due
from tests.conftest import StillClock
from tests.timekeeping import Timekeeper
from tests.usecases_policy import POLICY


@pytest.fixture
async def keeper(database_url: str, tx_now: StillClock) -> AsyncIterator[Timekeeper]:
    made = Timekeeper(database_url, tx_now, POLICY)
    await made.open()
    yield made
    await made.close()


async def _accepted(keeper: Timekeeper, count: int, **options: object) -> None:
    """So many tickets of one owner, filed and accepted at one moment."""
    for n in range(count):
        number = await keeper.files("lina", f"pump {n} leaks", **options)
        await keeper.does("lead", Move("accept", number, asked=True))
    await keeper.look()
    keeper.said.clear()


async def test_pings_over_the_budget_become_one_digest_at_the_end_of_the_hour(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await _accepted(keeper, 9, deadline="2026-11-18 17:30")  # 80 % lies near 16:30
    await keeper.until(datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
    singles = keeper.pings("lead")
    digests = keeper.pings("lead", "pings")
    assert len(singles) == 6, "the ladder's budget is six an hour"
    assert len(digests) == 1
    assert len(digests[0].facts["items"]) == 3
    assert digests[0].at == datetime(2026, 11, 18, 9, 0, tzinfo=UTC), "at the end of the hour"
    together = {s.ticket for s in singles} | {item[0] for item in digests[0].facts["items"]}
    assert together == set(range(1, 10)), "every ticket once"


async def test_p1_knows_no_budget(keeper: Timekeeper) -> None:
    await _accepted(keeper, 9, priority=1)
    await keeper.until(datetime(2026, 11, 18, 5, 45, tzinfo=UTC))  # 80 % of 4 h is 13:42
    assert len(keeper.pings("lead")) == 9
    assert not keeper.pings("lead", "pings")


async def test_few_late_alarms_are_said_one_by_one_and_marked(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await _accepted(keeper, 3, deadline="2026-11-18 17:00")
    tx_now.at = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
    await keeper.restart()
    await keeper.look()
    mine = keeper.pings("lead")
    assert len(mine) == 3
    assert all(s.facts["planned_at"] for s in mine)
    await keeper.look()
    assert len(keeper.pings("lead")) == 3


async def test_many_late_alarms_are_one_digest_and_never_come_twice(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await _accepted(keeper, 8, deadline="2026-11-18 17:00")
    tx_now.at = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
    await keeper.restart()
    await keeper.look()
    assert not keeper.pings("lead")
    (digest,) = keeper.pings("lead", "pings")
    assert digest.facts["late"]
    assert {item[0] for item in digest.facts["items"]} == set(range(1, 9))
    await keeper.restart()
    await keeper.look()
    assert len(keeper.pings("lead", "pings")) == 1


@pytest.fixture
async def two(postgres_url: str, tx_now: StillClock) -> AsyncIterator[list[Timekeeper]]:
    """Two processes on one database, and two tickets."""
    first = Timekeeper(postgres_url, tx_now, POLICY)
    second = first.beside()
    for each in (first, second):
        await each.open()
    for n in range(2):
        await first.files("lina", f"pump {n} leaks")
    await first.look()
    first.said.clear()
    yield [first, second]
    for each in (first, second):
        await each.close()


def _pings(
    keeper: Timekeeper, number: int, *, late: bool, then: Callable[[], object] = lambda: None
) -> Callable[[Tx], None]:
    """A ping to the lead with a budget of one; `then` runs before the commit."""

    def work(tx: Tx) -> None:
        call = Call(tx=tx, policy=keeper.book.current(tx), actor=BOT)
        alarm = f"resolve.5:{number}"
        quiet.ping(
            call.ids(["lead"])[0], tx.tickets.get(number), {"key": "ping.lead", "alarm": alarm},
            call, once=f"alarm:{number}:{alarm}", urgent=False, late=late, budget=1,
        )
        tx.records.get("none", "none")  # what was written has reached the database
        then()

    return work


@pytest.mark.postgres
async def test_two_processes_share_one_budget(two: list[Timekeeper]) -> None:
    first, second = two
    said, go = threading.Event(), threading.Event()

    def wait() -> None:
        said.set()
        go.wait(10)

    one = asyncio.ensure_future(
        first.transactions.run(_pings(first, 1, late=False, then=wait)))
    await asyncio.to_thread(said.wait, 10)
    other = asyncio.ensure_future(second.transactions.run(_pings(second, 2, late=False)))
    await asyncio.sleep(0.2)  # the second has begun before the first commits
    go.set()
    await asyncio.gather(one, other)
    await first.deliver()
    assert [s.ticket for s in first.pings("lead")] == [1]
    kept = await first.transactions.read(lambda tx: tx.records.all("kept_ping"))
    assert [record.data["ticket"] for record in kept] == [2]


@pytest.mark.postgres
async def test_an_alarm_kept_while_another_process_empties_the_bucket_is_said(
    two: list[Timekeeper]
) -> None:
    first, second = two
    await first.transactions.run(_pings(first, 1, late=True))
    kept, go = threading.Event(), threading.Event()

    def wait() -> None:
        kept.set()
        go.wait(10)

    keeping = asyncio.ensure_future(
        first.transactions.run(_pings(first, 2, late=True, then=wait)))
    await asyncio.to_thread(kept.wait, 10)
    await look_at_due(second.transactions, second.book)
    go.set()
    await keeping
    await first.look()
    assert sorted(s.ticket or 0 for s in first.pings("lead")) == [1, 2]
