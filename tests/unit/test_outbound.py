"""Deliveries side by side: what waits for a platform holds up nobody else."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.notices import Say, ToPerson
from bot.domain.people import AccountId
from bot.errors import Overloaded
from bot.outbound import LEASE
from bot.ports import Outgoing, Place, Receipt, Tx
from storage.transactions import StoredTransactions
from tests.conftest import StillClock
from tests.unit.test_reach import FakeMessenger, Post


class Crowded(FakeMessenger):
    """Takes a message to somebody only when told to; `reached` is in order of arrival."""

    def __init__(self) -> None:
        super().__init__("feishu")
        self.doors: dict[str, asyncio.Event] = {}
        self.reached: list[str] = []

    async def send(self, place: Place, message: Outgoing, *, key: str) -> Receipt:
        assert place.account is not None
        user = place.account.user
        if user in self.doors:
            await self.doors[user].wait()
        self.reached.append(user)
        return self._take(message, key)


class Crowd(Post):
    """Several people who read Feishu, and the loop that delivers to them."""

    def __init__(self, transactions: StoredTransactions, clock: StillClock) -> None:
        super().__init__(transactions, clock)
        self.crowded = Crowded()
        self.out._messengers = {"feishu": self.crowded}
        self.room = asyncio.Event()
        self.out.on_room(self.room.set)

    async def tell(self, *users: str) -> None:
        def add(tx: Tx) -> None:
            for user in users:
                person = tx.people.meet(AccountId("feishu", "t", user), user)
                tx.outbox.add(Say("line", ToPerson(person.id), None,
                                  {"key": "talk.unknown_plain", "facts": {"said": "x"}}))

        await self.transactions.run(add)

    async def deliver_until(self, *reached: str) -> None:
        async with asyncio.timeout(10):
            while self.crowded.reached != list(reached):
                self.room.clear()
                if not await self.out.deliver_due():
                    await self.room.wait()


@pytest.fixture
def crowd(transactions: StoredTransactions, tx_now: StillClock) -> Crowd:
    return Crowd(transactions, tx_now)


async def test_who_waits_for_the_platform_holds_up_nobody_else(crowd: Crowd) -> None:
    slow = crowd.crowded.doors["slow"] = asyncio.Event()
    await crowd.tell("slow", "quick", "quick", "quick", "slow")
    await crowd.deliver_until("quick", "quick", "quick")
    slow.set()
    await crowd.deliver_until("quick", "quick", "quick", "slow", "slow")


async def test_no_more_than_so_many_are_under_way(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbound.AT_ONCE", 2)
    doors = {user: asyncio.Event() for user in "abc"}
    crowd.crowded.doors |= doors
    await crowd.tell(*"abc")
    assert await crowd.out.deliver_due() == 2
    assert await crowd.out.deliver_due() == 0
    doors["b"].set()
    await crowd.room.wait()
    assert await crowd.out.deliver_due() == 1
    for door in doors.values():
        door.set()
    await crowd.out.finish()
    assert sorted(crowd.crowded.reached) == ["a", "b", "c"]


async def test_what_takes_longer_than_its_lease_is_not_begun_twice(crowd: Crowd) -> None:
    door = crowd.crowded.doors["slow"] = asyncio.Event()
    await crowd.tell("slow")
    await crowd.out.deliver_due()
    crowd.clock.at += 2 * LEASE
    await crowd.out.deliver_due()
    door.set()
    await crowd.deliver_until("slow")
    await crowd.out.finish()
    assert crowd.crowded.reached == ["slow"]


async def test_a_delivery_whose_outcome_cannot_be_written_is_told_of_and_leased_again(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(work: object) -> None:
        raise Overloaded("2000 units of work are waiting")

    door = crowd.crowded.doors["a"] = asyncio.Event()
    await crowd.tell("a", "a")
    await crowd.out.deliver_due()
    with monkeypatch.context() as broken:
        broken.setattr(crowd.out, "_note", full)
        door.set()
        await crowd.out.finish()
    assert "2000 units of work are waiting" in caplog.text
    crowd.clock.at += 2 * LEASE
    await crowd.deliver_until("a", "a", "a")
    assert len(crowd.crowded.sent) == 2  # the platform knows the first one's key
