"""The quiet budget, digests, and late alarms after a standstill."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.domain.intents import Move
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
