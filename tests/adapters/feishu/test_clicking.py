"""A click that has begun is always finished, however slow the heart and the platform are."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.feishu.clicking import Clicking
from adapters.shared.server import Reply
from bot.domain.people import AccountId, ChatId
from bot.errors import Refused, RetryLater
from bot.events import Answer, ButtonClicked
from tests.contract.rigs.base import eventually


def click(action: str = "accept.1.1", message: str = "om_1") -> ButtonClicked:
    return ButtonClicked(
        "k", AccountId("feishu", "cli", "ou_a"), ChatId("feishu", "cli", "oc_1"), "group", message,
        action, datetime(2026, 1, 1, tzinfo=UTC),
    )


class World:
    """A heart that waits for `go_on`, and a platform that fails as often as it is told."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.worked: list[str] = []
        self.redrawn: list[str] = []
        self.arrived: list[str] = []
        self.failures: list[Exception] = []
        self.broken = False
        self.clicking = Clicking(self.work, self.show, self.redraw, patience=0.05, settle=0.01)

    async def work(self, event: ButtonClicked) -> Answer | None:
        await self.go_on.wait()
        self.worked.append(event.action)
        if self.broken:
            raise RuntimeError("no disk")
        return Answer("done")

    def show(self, answer: Answer | None) -> Reply:
        return Reply({"card": {"data": {"title": "done"}}}, lambda: self.arrived.append("card"))

    async def redraw(self, message: str, card: dict[str, Any]) -> None:
        if self.failures:
            raise self.failures.pop()
        self.redrawn.append(message)


async def test_a_quick_heart_answers_with_its_card() -> None:
    world = World()
    world.go_on.set()
    reply = await world.clicking.answer(click())
    await world.clicking.finish()
    assert reply.body["card"] and world.redrawn == world.arrived == []


async def test_a_slow_heart_redraws_later_and_finish_waits_for_it() -> None:
    world = World()
    world.failures = [RetryLater("busy"), RetryLater("busy")]
    assert (await world.clicking.answer(click())).body == {}
    world.go_on.set()
    await world.clicking.finish()
    assert world.worked == ["accept.1.1"] and world.redrawn == ["om_1"]
    assert world.arrived == ["card"]


async def test_a_redraw_that_is_refused_is_not_tried_again() -> None:
    world = World()
    world.failures = [RetryLater("never reached"), Refused("gone")]
    await world.clicking.answer(click())
    world.go_on.set()
    await world.clicking.finish()
    assert world.redrawn == world.arrived == [] and len(world.failures) == 1


async def test_a_caller_who_hangs_up_does_not_stop_the_work() -> None:
    world = World()
    caller = asyncio.create_task(world.clicking.answer(click()))
    await asyncio.sleep(0)
    caller.cancel()
    world.go_on.set()
    await eventually(lambda: world.worked == ["accept.1.1"])


async def test_a_heart_that_fails_in_time_is_an_error_and_late_only_a_log_line() -> None:
    world = World()
    world.broken = True
    assert (await world.clicking.answer(click("late.1.1"))).body == {}
    world.go_on.set()
    await world.clicking.finish()
    with pytest.raises(RuntimeError):
        await world.clicking.answer(click())
    assert world.redrawn == []


async def test_other_buttons_and_other_cards_are_other_clicks() -> None:
    world = World()
    world.go_on.set()
    clicks = [click(), click(), click("refuse.1.1"), click(message="om_2")]
    await asyncio.gather(*(world.clicking.answer(one) for one in clicks))
    assert world.worked == ["accept.1.1", "refuse.1.1", "accept.1.1"]
