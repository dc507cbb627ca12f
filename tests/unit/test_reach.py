"""Where a notice goes: one account after another, quietly, and never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from bot.cards.model import Capabilities, plain, spans_of
from bot.domain.notices import Say, ToPerson
from bot.domain.people import Account, AccountId, ChatId
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.document import load
from bot.errors import DeliveryError, Refused, RetryLater, Unreachable
from bot.outbound import Outbound
from bot.policies import PolicyBook
from bot.ports import Outgoing, Place, Placement, Profile, Receipt, Tx
from storage.transactions import StoredTransactions
from tests.conftest import StillClock


class FakeMessenger:
    """Takes messages like a platform that knows idempotency keys; fails as it is told."""

    tenant = "t"

    def __init__(self, platform: str) -> None:
        self.platform = platform
        self.sent: dict[str, str] = {}  # key → text
        self.fails: list[DeliveryError] = []
        self.takes_before_failing = False

    def capabilities(self, place: Place) -> Capabilities:
        return Capabilities()

    async def send(self, place: Place, message: Outgoing, *, key: str) -> Receipt:
        if self.fails:
            if self.takes_before_failing:
                self._take(message, key)
            raise self.fails.pop(0)
        return self._take(message, key)

    def _take(self, message: Outgoing, key: str) -> Receipt:
        self.sent[key] = "".join(
            plain(tuple(spans_of(block))) for block in message.card.blocks
        )
        return Receipt(ChatId(self.platform, "t", "d"), f"m-{key}")

    async def update(self, placement: Placement, message: Outgoing, *, key: str) -> Receipt:
        raise Unreachable("nothing hangs here")

    async def start(self, handle: Any) -> None: ...
    async def stop(self) -> None: ...
    def routes(self) -> Sequence[Any]:
        return ()

    def ready(self) -> bool:
        return True

    async def fetch(self, ref: str) -> AsyncIterator[bytes]:
        yield b""

    async def profile(self, account: AccountId) -> Profile:
        return Profile()

    async def find_account(self, *, mobile: str | None, email: str | None) -> AccountId | None:
        return None

    async def check(self) -> Sequence[str]:
        return ()


class Post:
    """An outbound with two messengers and one person who reads both, Feishu first."""

    def __init__(self, transactions: StoredTransactions, clock: StillClock) -> None:
        self.transactions, self.clock = transactions, clock
        self.feishu, self.dingtalk = FakeMessenger("feishu"), FakeMessenger("dingtalk")
        book = PolicyBook(lambda text, version: load(text, version=version), default_policy())
        self.out = Outbound(
            transactions, book, {"feishu": self.feishu, "dingtalk": self.dingtalk},
            None, clock,  # type: ignore[arg-type]
        )
        self.person = 0

    async def begin(self) -> None:
        def make(tx: Tx) -> int:
            person = tx.people.meet(AccountId("feishu", "t", "a"), "张伟")
            tx.people.save_account(
                Account(AccountId("dingtalk", "t", "b"), person.id, "张伟", rank=1)
            )
            return person.id

        self.person = await self.transactions.run(make)

    async def tells(self, text: str) -> None:
        say = Say("line", ToPerson(self.person), None,
                  {"key": "talk.unknown_plain", "facts": {"said": text}})
        await self.transactions.run(lambda tx: tx.outbox.add(say))
        await self.delivers()

    async def delivers(self) -> None:
        while await self.out.deliver_due():
            await self.out.finish()

    @property
    def counts(self) -> tuple[int, int]:
        return len(self.feishu.sent), len(self.dingtalk.sent)


@pytest.fixture
async def post(transactions: StoredTransactions, tx_now: StillClock) -> Post:
    made = Post(transactions, tx_now)
    await made.begin()
    return made


async def test_the_favourite_account_alone_gets_a_notice(post: Post) -> None:
    await post.tells("一")
    assert post.counts == (1, 0)


@pytest.mark.parametrize("error", [Unreachable("blocked"), Refused("never")])
async def test_the_next_account_gets_what_the_first_cannot_take(
    post: Post, error: DeliveryError
) -> None:
    post.feishu.fails = [error, error]
    await post.tells("一")
    assert post.counts == (0, 1)
    dead = await post.transactions.read(lambda tx: tx.outbox.dead(5))
    assert dead == []


async def test_a_silent_account_is_left_alone_for_a_while(post: Post) -> None:
    post.feishu.fails = [Unreachable("blocked")]
    await post.tells("一")
    await post.tells("二")
    assert post.counts == (0, 2)
    post.clock.forward(minutes=31)
    await post.tells("三")
    assert post.counts == (1, 2)
    accounts = await post.transactions.read(lambda tx: tx.people.accounts(post.person))
    assert all(account.reachable for account in accounts)


async def test_a_lost_answer_is_repeated_at_the_same_messenger_only(post: Post) -> None:
    post.feishu.fails, post.feishu.takes_before_failing = [RetryLater("timeout")], True
    await post.tells("一")
    post.clock.forward(minutes=1)
    await post.delivers()
    assert post.counts == (1, 0)


async def test_an_outage_loses_nothing_doubles_nothing_and_keeps_the_order(post: Post) -> None:
    post.feishu.fails = [RetryLater("down") for _ in range(4)]
    for text in ("一", "二", "三"):
        await post.tells(text)
    assert post.counts == (0, 0)
    for _ in range(12):
        post.clock.forward(minutes=5)
        await post.delivers()
    assert post.counts == (3, 0)
    said = list(post.feishu.sent.values())
    assert [next(t for t in "一二三" if t in text) for text in said] == ["一", "二", "三"]


async def test_a_receipt_tells_the_account_that_got_it(post: Post) -> None:
    post.feishu.fails = [Unreachable("blocked")]
    await post.tells("一")
    receipts = await post.transactions.read(lambda tx: tx.records.all("receipt"))
    assert [r.data["account"] for r in receipts] == [["dingtalk", "t", "b"]]
    assert receipts[0].data["person"] == post.person


async def test_with_no_account_left_the_notice_is_a_dead_letter(post: Post) -> None:
    post.feishu.fails, post.dingtalk.fails = [Unreachable("a")], [Unreachable("b")]
    await post.tells("一")
    assert post.counts == (0, 0)
    dead = await post.transactions.read(lambda tx: tx.outbox.dead(5))
    assert [letter.error for letter in dead] == ["b"]
