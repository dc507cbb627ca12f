"""Digests by the clock, and deadlines after the working calendar has changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.intents import Move, SetDay
from bot.errors import NotAllowed
from tests.conftest import StillClock
from tests.timekeeping import Timekeeper
from tests.usecases_policy import POLICY

HOUR = timedelta(hours=1)


@pytest.fixture
async def keeper(database_url: str, tx_now: StillClock) -> AsyncIterator[Timekeeper]:
    made = Timekeeper(database_url, tx_now, POLICY)
    await made.open()
    await made.look()
    yield made
    await made.close()


async def test_a_digest_goes_once_a_working_day_to_leads_and_manager_whatever_restarts(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await keeper.files("lina", "pump leaks")
    for _ in range(6):  # Wednesday to Monday
        await keeper.until(tx_now.at + 12 * HOUR, 2 * HOUR)
        await keeper.restart()
        await keeper.until(tx_now.at + 12 * HOUR, 2 * HOUR)
    days = [s.facts["end"] for s in keeper.pings("lead", "report") if s.facts["span"] == "day"]
    local = [datetime.fromtimestamp(ms / 1000, UTC) + 8 * HOUR for ms in days]
    assert [(d.day, d.hour) for d in local] == [(18, 18), (19, 18), (20, 18), (23, 18)]
    assert len(keeper.pings("boss", "report")) == len(keeper.pings("lead", "report"))
    weeks = [s for s in keeper.pings("lead", "report") if s.facts["span"] == "week"]
    assert len(weeks) == 1, "Monday 09:00"
    assert not keeper.pings("ann", "report")


async def test_a_clock_set_back_repeats_no_digest(keeper: Timekeeper, tx_now: StillClock) -> None:
    await keeper.until(datetime(2026, 11, 18, 10, 30, tzinfo=UTC), 5 * timedelta(minutes=1))
    assert len(keeper.pings("lead", "report")) == 1
    tx_now.at -= HOUR
    await keeper.until(datetime(2026, 11, 18, 11, 30, tzinfo=UTC), 5 * timedelta(minutes=1))
    assert len(keeper.pings("lead", "report")) == 1


async def test_a_day_off_moves_open_deadlines_and_the_ticket_says_why(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    number = await keeper.files("lina", "pump leaks")
    closed = await keeper.files("lina", "pump rattles")
    await keeper.does("lina", Move("cancel", closed, asked=True))
    before = await keeper.transactions.read(lambda tx: tx.tickets.get(number))
    with pytest.raises(NotAllowed):
        await keeper.does("lina", SetDay("2026-11-19", works=False))
    await keeper.does("admin", SetDay("2026-11-19", works=False))
    await keeper.look()
    after = await keeper.transactions.read(lambda tx: tx.tickets.get(number))
    assert before.resolve_due and after.resolve_due
    assert after.resolve_due - before.resolve_due > 20 * HOUR
    history = await keeper.transactions.read(lambda tx: tx.tickets.history(number))
    event = history[-1].event
    assert (event.kind, event.data["reason"]) == ("rescheduled", "calendar")
    await keeper.does("admin", SetDay("2026-11-19", works=True))
    await keeper.look()
    again = await keeper.transactions.read(lambda tx: tx.tickets.get(number))
    assert again.resolve_due == before.resolve_due, "there and back is where it was"
    other = await keeper.transactions.read(lambda tx: tx.tickets.history(closed))
    assert all(line.event.kind != "rescheduled" for line in other)


async def test_an_unknown_year_is_said_from_the_first_of_december(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    await keeper.until(datetime(2026, 12, 15, tzinfo=UTC), 3 * HOUR)
    warnings = [s for s in keeper.pings("admin", "line")
                if s.facts["key"] == "calendar.unknown_year"]
    assert [(s.at + 8 * HOUR).day for s in warnings] == [1, 7, 14]
