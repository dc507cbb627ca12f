"""撤回 takes back what has not been said yet, and corrects what has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.intents import Move, Undo, Who
from bot.domain.ticket import State
from tests.conftest import StillClock
from tests.timekeeping import Timekeeper
from tests.usecases_policy import POLICY


@pytest.fixture
async def keeper(database_url: str, tx_now: StillClock) -> AsyncIterator[Timekeeper]:
    made = Timekeeper(database_url, tx_now, POLICY)
    await made.open()
    number = await made.files("lina", "pump leaks")
    await made.does("lead", Move("assign", number, to=Who("ann"), asked=True)
                    if await _owner(made) != "ann" else Move("accept", number, asked=True))
    await made.look()
    made.said.clear()
    yield made
    await made.close()


async def _owner(keeper: Timekeeper) -> str:
    ticket = await keeper.transactions.read(lambda tx: tx.tickets.get(1))
    return keeper.name(ticket.owner) if ticket.owner else ""


async def test_notices_that_have_not_gone_out_are_withdrawn_and_need_no_correction(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    before = await keeper.transactions.read(lambda tx: tx.tickets.get(1))
    tx_now.forward(minutes=1)
    await keeper.does("lead", Move("assign", 1, to=Who("bob"), asked=True))
    tx_now.forward(seconds=30)
    await keeper.does("lead", Undo(1))
    await keeper.deliver()
    assert not [s for s in keeper.said if s.to == "bob"], "never told, never corrected"
    after = await keeper.transactions.read(lambda tx: tx.tickets.get(1))
    assert (after.owner, after.state) == (before.owner, before.state)


async def test_notices_that_were_read_are_corrected(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    tx_now.forward(minutes=1)
    await keeper.does("lead", Move("assign", 1, to=Who("bob"), asked=True))
    await keeper.deliver()
    assert [s for s in keeper.said if s.to == "bob"]
    tx_now.forward(seconds=30)
    await keeper.does("lead", Undo(1))
    await keeper.deliver()
    assert keeper.said[-1].facts["key"] == "tell.undone"
    assert "bob" in [s.to for s in keeper.said if s.facts.get("key") == "tell.undone"]


async def test_an_alarm_that_waits_is_not_withdrawn_with_a_step(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    tx_now.forward(minutes=1)
    await keeper.does("lead", Move("assign", 1, to=Who("bob"), asked=True))
    await keeper.deliver()
    tx_now.forward(minutes=14, seconds=59)
    # the reminder of a ticket nobody accepted falls within the two minutes of a later step
    await keeper.does("lead", Move("assign", 1, to=Who("ann"), asked=True))
    tx_now.forward(seconds=30)
    await keeper.does("lead", Undo(1))
    await keeper.until(tx_now.at + timedelta(minutes=3))
    assert [s for s in keeper.pings("chat") if s.facts["key"] == "ping.accept"]
    ticket = await keeper.transactions.read(lambda tx: tx.tickets.get(1))
    assert ticket.state is State.ASSIGNED
