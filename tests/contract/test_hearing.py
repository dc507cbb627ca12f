"""What every messenger must hear, and what it must refuse to hear."""

from __future__ import annotations

import pytest

from bot.domain.people import ChatId
from bot.events import Answer, Event, MessageReceived
from tests.contract.cards import ticket_card
from tests.contract.rigs.base import Forgery, Rig, eventually


class TestHearing:
    async def test_words_for_the_bot_arrive_without_its_own_name(self, rig: Rig) -> None:
        message = await rig.say(rig.people[0], "/报修 3号楼空调漏水")
        event = await rig.hears(message)
        assert event.text == "/报修 3号楼空调漏水"
        assert event.addressed and event.chat_kind == "group" and event.chat == rig.group
        assert event.account.platform == rig.platform
        assert event.account.tenant == rig.messenger.tenant

    async def test_words_in_a_direct_chat_are_for_the_bot(self, rig: Rig) -> None:
        event = await rig.hears(await rig.say(rig.people[1], "我的工单", chat="direct"))
        assert event.addressed and event.chat_kind == "direct" and event.chat != rig.group
        assert event.text == "我的工单"

    async def test_a_colleague_is_mentioned_by_name_and_account(self, rig: Rig) -> None:
        account, _ = await rig.meet(rig.people[1])
        event = await rig.hears(
            await rig.say(rig.people[0], "请张伟看看", mentions=[rig.people[1]])
        )
        assert [(one.name, one.account) for one in event.mentions] == [("张伟", account)]

    async def test_a_file_can_be_fetched_byte_for_byte(self, rig: Rig) -> None:
        content = b"%PDF-1.4 " + bytes(range(256)) * 700
        message = await rig.say(rig.people[0], "", chat="direct", files={"合同.pdf": content})
        event = await rig.hears(message)
        (file,) = event.files
        assert file.name == "合同.pdf" and file.media_type == "application/pdf"
        fetched = [chunk async for chunk in rig.messenger.fetch(file.key)]
        assert b"".join(fetched) == content

    async def test_a_quote_brings_the_words_it_quotes(self, rig: Rig) -> None:
        first = await rig.say(rig.people[1], "打印机又卡纸了", at_bot=False)
        event = await rig.hears(await rig.say(rig.people[0], "/报修", quote=first))
        assert event.quote is not None
        assert event.quote.message == first and "打印机又卡纸了" in event.quote.text

    async def test_a_quoted_card_is_known_by_its_message(self, rig: Rig) -> None:
        receipt = await rig.send(ticket_card())
        event = await rig.hears(await rig.say(rig.people[0], "/催办", quote=receipt.message))
        assert event.quote is not None and event.quote.message == receipt.message
        assert event.text == "/催办"

    async def test_a_quoted_file_can_be_fetched(self, rig: Rig) -> None:
        content = b"%PDF-1.4 quoted"
        first = await rig.say(rig.people[1], "", at_bot=False, files={"单据.pdf": content})
        event = await rig.hears(await rig.say(rig.people[0], "/报修", quote=first))
        assert event.quote is not None
        (file,) = event.quote.files
        assert b"".join([chunk async for chunk in rig.messenger.fetch(file.key)]) == content

    async def test_a_replayed_event_has_the_same_key(self, rig: Rig) -> None:
        await rig.hears(await rig.say(rig.people[0], "once"))
        await rig.fault("replay_events", count=1)
        await eventually(lambda: len(rig.heart.heard) == 2)
        assert rig.heart.heard[0].key == rig.heart.heard[1].key

    async def test_what_the_heart_could_not_take_is_delivered_again(self, rig: Rig) -> None:
        async def fails(event: Event) -> Answer | None:
            raise RuntimeError("the disk is full")

        rig.heart.answer = fails
        message = await rig.say(rig.people[0], "do not lose me")
        first = await rig.hears(message)
        rig.heart.heard.clear()
        rig.heart.answer = None
        if rig.tells_failures:
            await eventually(lambda: _retried(rig, 1))
        await rig.forward(seconds=rig.redelivers_after)
        assert (await rig.hears(message)).key == first.key

    @pytest.mark.parametrize("flaw", ["tampered", "stale", "wrong token", "unsigned", "other app"])
    async def test_a_forged_event_never_reaches_the_heart(self, rig: Rig, flaw: Forgery) -> None:
        acknowledged = await rig.forge(flaw)
        if acknowledged is None:
            pytest.skip("this transport has no such flaw")
        assert not acknowledged
        assert rig.heart.heard == []

    async def test_an_unknown_kind_is_acknowledged_and_dropped(self, rig: Rig) -> None:
        assert await rig.happen("aliens.landed_v9")
        assert rig.heart.heard == []

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 400),
            (b"{broken", 400),
            (b"[1]", 400),
            (b"\xff\xfe\x00", 400),
            (b"[" * 100_000, 400),
            (b'{"a":' * 50_000, 400),
            (b"x" * (10 * 1024 * 1024 + 1), 413),
        ],
        ids=["empty", "broken", "list", "bytes", "deep list", "deep object", "10 MB"],
    )
    async def test_nonsense_is_refused_and_harms_nobody(
        self, rig: Rig, body: bytes, status: int
    ) -> None:
        answered = await rig.post(body)
        if answered is None:
            pytest.skip("this transport has no door")
        assert answered == status
        await rig.hears(await rig.say(rig.people[0], "still alive?"))
        assert len(rig.heart.told(MessageReceived)) == 1

    async def test_stopping_waits_for_what_has_begun(self, rig: Rig) -> None:
        finished: list[ChatId] = []

        async def slowly(event: Event) -> Answer | None:
            assert isinstance(event, MessageReceived)
            await eventually(lambda: stopping)
            finished.append(event.chat)
            return None

        stopping: list[bool] = []
        rig.heart.answer = slowly
        await rig.hears(await rig.say(rig.people[0], "last words"))
        stopping.append(True)
        await rig.messenger.stop()
        assert finished == [rig.group]


async def _retried(rig: Rig, attempts: int) -> bool:
    """Whether the platform has noticed this many failed attempts."""
    found = (await rig.control("GET", f"/{rig.platform}/deliveries"))["deliveries"]
    return len([one for one in found if one.get("answer") is not None]) >= attempts
