"""Input and answers of DingTalk that must harm nobody."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from adapters.dingtalk.frames import ROBOT
from bot.cards.model import Card, Text
from bot.errors import RetryLater, Unreachable
from bot.events import Answer, BotRemoved, Event, PersonLeft
from bot.ports import Place
from tests.contract.cards import FORM_CARD, ticket_card
from tests.contract.rigs.base import eventually
from tests.contract.rigs.dingtalk import COMMANDS, dingtalk_rig


async def test_a_delivery_that_failed_inside_a_200_goes_the_next_way() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.fault("deliver_results_false", count=1)
        receipt = await rig.send(ticket_card())
        assert receipt.meta["tier"] == 2 and await rig.seen(receipt, "lina")


async def test_no_card_delivered_at_all_is_said_in_words() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.fault("deliver_results_false", count=2)
        receipt = await rig.send(ticket_card(buttons=COMMANDS))
        assert receipt.meta["tier"] == 3 and await rig.seen(receipt, "lina")


async def test_an_undelivered_form_becomes_a_dialogue_for_a_while() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.fault("deliver_results_false", count=1)
        with pytest.raises(RetryLater):
            await rig.send(FORM_CARD)
        assert not rig.messenger.capabilities(Place(chat=rig.group)).forms
        await rig.forward(seconds=61)
        assert rig.messenger.capabilities(Place(chat=rig.group)).forms


async def test_an_undelivered_card_is_not_mistaken_for_a_delivered_one() -> None:
    async with dingtalk_rig("stream", DINGTALK_PUBLIC_TEMPLATE="0") as rig:
        await rig.fault("deliver_results_false", count=1)
        await rig.fault("status", match="groupMessages/send", status=500, code="system.error")
        with pytest.raises(RetryLater):
            await rig.send(ticket_card(), key="again")
        receipt = await rig.send(ticket_card(), key="again")
        assert receipt.meta["tier"] == 1 and await rig.seen(receipt, "lina")


async def test_a_card_whose_answer_was_lost_is_not_sent_twice() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.send(ticket_card(), key="lost")
        rig.messenger._sender._sent._kept.clear()  # as after a restart
        await rig.send(ticket_card(), key="lost")
        assert await rig.count_seen(rig.group, "lina") == 1


@pytest.mark.parametrize("kind", ["bot_removed", "dissolve"])
async def test_a_group_without_the_robot_cannot_be_reached(kind: str) -> None:
    async with dingtalk_rig("stream") as rig:
        happens = {"kind": kind, "chat": rig.group.chat, "operator": "liuyang"}
        await rig.control("POST", "/dingtalk/event", happens)
        with pytest.raises(Unreachable):
            await rig.send(ticket_card())
        if kind == "dissolve":
            (removed,) = await eventually(lambda: rig.heart.told(BotRemoved))
            assert removed.chat == rig.group


async def test_a_person_who_left_is_known_to_have_left() -> None:
    async with dingtalk_rig("http") as rig:
        account, _ = await rig.meet("zhangwei")
        happens = {"kind": "leave_company", "person": "zhangwei"}
        await rig.control("POST", "/dingtalk/event", happens)
        (left,) = await eventually(lambda: rig.heart.told(PersonLeft))
        assert left.account == account
        await rig.forward(minutes=91)  # the session they left behind has ended
        with pytest.raises(Unreachable):
            await rig.send(Card(blocks=(Text(("再见",)),)), Place(account=account))


async def test_words_withheld_over_quota_are_answered_honestly_and_not_heard() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.fault("over_quota")
        await rig.say("lina", "听得到吗")
        await eventually(lambda: rig.excuses)

        async def told() -> bool:
            return bool((await rig.last("lina"))["text"] == "额度用完了")

        await eventually(told)
        assert rig.heart.heard == [] and rig.messenger.usage().pushes_exhausted
        assert rig.excuses[0][0] == "quota" and rig.excuses[0][2] is not None


async def test_a_person_without_staff_id_is_told_so() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.hears(await rig.say("lina", "在吗"))  # opens the group's session
        sessions = rig.messenger._sessions
        webhook = sessions.url(rig.group.chat)
        until = int(rig.clock.now().timestamp() * 1000) + 5_000_000
        body = rig.message(sessionWebhook=webhook, sessionWebhookExpiredTime=until)
        del body["senderStaffId"]
        for _ in range(2):
            assert await rig._stream("CALLBACK", body)
        assert [kind for kind, _, _ in rig.excuses] == ["stranger"]
        assert (await rig.last("lina"))["text"] == "你是谁"
        assert len(rig.heart.heard) == 1


async def test_a_foreign_session_address_is_never_called() -> None:
    async with dingtalk_rig("http") as rig:
        until = int(rig.clock.now().timestamp() * 1000) + 5_000_000
        body = rig.message(
            sessionWebhook="http://evil.example/robot", sessionWebhookExpiredTime=until
        )
        assert await rig.deliver(
            "robot", json.dumps(body).encode(), rig.signed(rig.stamp())
        ) == 200
        assert rig.messenger._sessions.url(rig.group.chat) is None


@pytest.mark.parametrize(
    ("flaw", "status"), [("stale", 403), ("tampered", 403), ("other app", 403), ("none", 200)]
)
async def test_an_event_by_http_must_be_fresh_untouched_and_ours(flaw: str, status: int) -> None:
    async with dingtalk_rig("http") as rig:
        event = {"EventType": "chat_disband", "eventId": "e1", "OpenConversationId": "cidX"}
        body, query = rig.sealed(
            event,
            owner="dingother" if flaw == "other app" else "",
            ahead=-7200 if flaw == "stale" else 0,
        )
        if flaw == "tampered":
            body = body[:-6] + b'AA"}'
        assert await rig.deliver("events", body, {}, query) == status
        assert len(rig.heart.heard) == (1 if flaw == "none" else 0)


@pytest.mark.parametrize("secret", ["", "guessed"])
async def test_a_click_without_the_cards_signature_is_refused(secret: str) -> None:
    async with dingtalk_rig("http") as rig:
        receipt = await rig.send(ticket_card())
        content = {"cardPrivateData": {"actionIds": ["accept.128.3"], "params": {}}}
        click = {"outTrackId": receipt.message, "userId": "u1", "content": json.dumps(content)}
        headers = {"x-ddpaas-signature-timestamp": rig.stamp(), "x-ddpaas-signature": secret}
        assert await rig.deliver("cards", json.dumps(click).encode(), headers) == 403
        assert rig.heart.heard == []


async def test_an_unknown_topic_is_answered_with_404_and_garbage_with_400() -> None:
    async with dingtalk_rig("stream") as rig:
        take = rig.messenger._stream._take
        unknown = await take(rig.frame("CALLBACK", "/v1.0/graph/api/invoke", {}))
        garbage = await take(replace(rig.frame("CALLBACK", ROBOT, {}), data="{broken"))
        other = await take(rig.frame("CALLBACK", ROBOT, {}, appId="dingother"))
        codes = [json.loads(answer)["code"] for answer in (unknown, garbage, other) if answer]
        assert codes == [404, 400, 400]


async def test_a_click_the_heart_fails_is_a_failure_at_once() -> None:
    async with dingtalk_rig("stream") as rig:

        async def fails(event: Event) -> Answer | None:
            raise RuntimeError("the disk is full")

        receipt = await rig.send(ticket_card())
        rig.heart.answer = fails
        clicked = await rig.click(receipt.message, "lina", "接单")
        assert not clicked["ok"] and clicked["took_ms"] < 1500


async def test_a_refusal_too_late_for_the_callback_is_written_to_its_person() -> None:
    async with dingtalk_rig("stream") as rig:
        go_on = asyncio.Event()

        async def slowly(event: Event) -> Answer | None:
            await go_on.wait()
            return Answer("这不是你的工单", "error", ticket_card(title="nobody else's"))

        _, direct = await rig.meet("wangqiang")
        receipt = await rig.send(ticket_card())
        rig.heart.answer = slowly
        clicked = await rig.click(receipt.message, "wangqiang", "接单")
        assert clicked["ok"] and clicked["took_ms"] < 2000
        go_on.set()

        async def told() -> bool:
            return "这不是你的工单" in (await rig.last("wangqiang", direct))["text"]

        await eventually(told)
        unchanged = await rig.seen(receipt, "lina")
        assert unchanged is not None and unchanged["card"]["title"] == "#128 空调漏水"
