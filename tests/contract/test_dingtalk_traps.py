"""DingTalk's own traps, one by one (dingtalk.md §10)."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from adapters.dingtalk.frames import CARD, ROBOT
from bot.cards.model import At, Card, Text
from bot.errors import RetryLater
from bot.events import Answer, ButtonClicked, Event
from bot.ports import Outgoing, Place
from tests.contract.cards import CARDS, ticket_card
from tests.contract.rigs.base import eventually
from tests.contract.rigs.dingtalk import QUICK, DingTalkRig, dingtalk_rig


async def sent_cards(rig: DingTalkRig) -> list[dict[str, Any]]:
    return [call["body"] for call in await rig.calls("/card/instances/createAndDeliver")]


async def test_1_a_redelivery_under_a_new_message_id_has_the_same_key() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.fault("duplicate_events", count=1)
        await rig.say("lina", "once")
        await eventually(lambda: len(rig.heart.heard) == 2)
        assert rig.heart.heard[0].key == rig.heart.heard[1].key


async def test_1_a_message_is_acknowledged_only_after_the_heart_is_done() -> None:
    async with dingtalk_rig("stream") as rig:
        acknowledged: list[Any] = []

        async def looks(event: Event) -> Answer | None:
            deliveries = await rig.control("GET", "/dingtalk/deliveries")
            acknowledged.append(deliveries["deliveries"][-1]["answer"])
            return None

        rig.heart.answer = looks
        await rig.say("lina", "slowly")
        await eventually(lambda: acknowledged)
        assert acknowledged == [None]


async def test_2_calls_and_pushes_are_counted_and_admins_told_in_time() -> None:
    async with dingtalk_rig("stream", DINGTALK_API_QUOTA="10", DINGTALK_PUSH_QUOTA="5") as rig:
        await rig.meet("lina")
        for number in range(8):
            await rig.send(ticket_card(title=f"#{number}"))
        usage = rig.messenger.usage()
        state = (await rig.control("GET", "/dingtalk/state"))["month"]
        assert (usage.api_calls, usage.pushes) == (state["api_calls"], state["pushes"]) == (8, 1)
        assert any("API calls" in fault and "8 of 10" in fault
                   for fault in await rig.messenger.check())


async def test_2_used_up_calls_ask_for_an_hours_patience() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.control("POST", "/dingtalk/console", {"quota": {"api_calls": 0}})
        with pytest.raises(RetryLater) as limit:
            await rig.send(ticket_card())
        assert limit.value.after == 3600 and rig.messenger.usage().exhausted
        assert any("used up" in fault for fault in await rig.messenger.check())


async def test_3_all_topics_are_subscribed_and_every_card_calls_back() -> None:
    async with dingtalk_rig("stream") as rig:
        (opened,) = await rig.calls("/gateway/connections/open")
        topics = {(one["type"], one["topic"]) for one in opened["body"]["subscriptions"]}
        assert topics == {("EVENT", "*"), ("CALLBACK", ROBOT), ("CALLBACK", CARD)}
        await rig.send(ticket_card())
        assert [body["callbackType"] for body in await sent_cards(rig)] == ["STREAM"]


async def test_3_by_http_the_route_is_registered_and_named_by_the_card() -> None:
    async with dingtalk_rig("http") as rig:
        (route,) = await rig.calls("/card/callbacks/register")
        await rig.send(ticket_card())
        (body,) = await sent_cards(rig)
        assert body["callbackType"] == "HTTP"
        assert body["callbackRouteKey"] == route["body"]["callbackRouteKey"]


async def test_4_a_click_shows_the_clicker_alone_and_a_redraw_loses_no_field() -> None:
    async with dingtalk_rig("stream") as rig:

        async def accepts(event: Event) -> Answer | None:
            return Answer("已接单", "success", ticket_card(title="#128 已接单", buttons=()))

        receipt = await rig.send(ticket_card())
        rig.heart.answer = accepts
        await rig.click(receipt.message, "zhangwei", "接单")
        assert not [call for call in await rig.calls("/card/instances") if call["method"] == "PUT"]
        other = await rig.seen(receipt, "lina")
        assert other is not None and other["card"]["title"] == "#128 空调漏水"
        done = Outgoing(ticket_card(title="#128 完成"))
        await rig.messenger.update(rig.placed(receipt), done, key="redraw")
        for viewer in rig.people:
            message = await rig.seen(receipt, viewer)
            assert message is not None and message["card"]["title"] == "#128 完成"
            assert message["card"]["fields"]["负责人"] == "张伟"
            assert [one["label"] for one in message["card"]["buttons"]] == ["接单", "拒绝"]


@pytest.mark.parametrize(
    ("name", "public"),
    [(name, False) for name in sorted(CARDS)]
    + [(name, True) for name, card in sorted(CARDS.items()) if card.form is None],
)
async def test_5_every_value_of_every_card_is_a_string(name: str, public: bool) -> None:
    async with dingtalk_rig("stream") as rig:
        if public:
            await rig.stop_templates(public=True)
        await rig.send(CARDS[name])
        params = (await sent_cards(rig))[-1]["cardData"]["cardParamMap"]
        assert all(isinstance(value, str) for value in params.values())
        json.loads(params["sys_full_json_obj" if public else "btns"])


async def test_6_an_ended_session_gives_way_to_the_api() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.hears(await rig.say("lina", "在吗"))
        await rig.send(Card(blocks=(Text(("在",)),)))
        assert not await rig.calls("/groupMessages/send")
        await rig.fault("expire_sessions")
        receipt = await rig.send(Card(blocks=(Text(("还在",)),)))
        assert (await rig.last("lina"))["text"] == "还在"
        assert len(await rig.calls("/groupMessages/send")) == 1
        assert receipt.meta["carrier"]


async def test_6_after_ninety_minutes_the_session_is_not_even_tried() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.hears(await rig.say("lina", "在吗"))
        await rig.forward(minutes=91)
        await rig.send(Card(blocks=(Text(("提醒",)),)))
        assert not await rig.calls("/sendBySession")


async def test_6_a_mention_rings_with_and_without_a_session() -> None:
    async with dingtalk_rig("stream") as rig:
        account, _ = await rig.meet("zhangwei")
        ring = Card(blocks=(Text((At("张伟", account), " 快到期了")),))
        await rig.send(ring)  # the group has no session: a card rings
        assert (await rig.last("lina"))["mentions"] == ["zhangwei"]
        await rig.hears(await rig.say("lina", "在吗"))
        await rig.send(ring)
        said = await rig.last("lina")
        assert said["mentions"] == ["zhangwei"] and said["text"] == "@张伟  快到期了"
        assert len(await sent_cards(rig)) == 1


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("／报修 空调", "/报修 空调"),
        ("　/报修　空调　坏了 ", "/报修 空调 坏了"),
        ("/ 报修", "/报修"),
        ("  全角　空格", "全角　空格"),
    ],
)
async def test_7_what_a_chinese_keyboard_types_is_understood(typed: str, heard: str) -> None:
    async with dingtalk_rig("stream") as rig:
        assert (await rig.hears(await rig.say("lina", typed))).text == heard


async def test_8_a_conversation_id_travels_unchanged() -> None:
    async with dingtalk_rig("stream") as rig:
        event = await rig.hears(await rig.say("lina", "在吗"))
        assert event.chat.chat == rig.group.chat and event.chat.chat.startswith("cid")
        receipt = await rig.send(ticket_card(), Place(chat=event.chat))
        await rig.click(receipt.message, "lina", "接单")
        (click,) = rig.heart.told(ButtonClicked)
        assert click.chat == event.chat


async def test_9_a_gateway_in_trouble_is_not_stormed() -> None:
    async with dingtalk_rig("stream") as rig:
        before = len(await rig.calls("/gateway/connections/open"))
        path = "/gateway/connections/open"
        await rig.fault("status", match=path, status=500, code="system.error", count=4)
        await rig.fault("disconnect")

        async def opened() -> bool:
            return len(await rig.calls(path)) == before + 5

        await eventually(opened)
        tries = [datetime.fromisoformat(call["at"]) for call in (await rig.calls(path))[before:]]
        waits = [(b - a).total_seconds() for a, b in itertools.pairwise(tries)]
        assert waits[3] >= 0.08 and all(wait >= 0.009 for wait in waits[1:])  # first_wait 0.02 s


async def test_10_a_disconnect_is_a_warm_swap() -> None:
    async with dingtalk_rig("stream") as rig:
        before = (await rig.control("GET", "/dingtalk/state"))["connections_opened"]
        await rig.fault("disconnect")
        assert rig.messenger.ready()

        async def swapped() -> bool:
            assert rig.messenger.ready()
            state = await rig.control("GET", "/dingtalk/state")
            return bool(state["connections_opened"] == before + 1)

        await eventually(swapped)
        await rig.hears(await rig.say("lina", "noch da?"))


async def test_10_a_half_open_socket_is_given_up_and_its_message_comes_again() -> None:
    async with dingtalk_rig("stream", rhythm=replace(QUICK, idle=0.3)) as rig:
        await rig.fault("half_open")
        message = await rig.say("lina", "有人吗")

        async def anew() -> bool:
            state = await rig.control("GET", "/dingtalk/state")
            return any(not one["half_open"] for one in state["connections"])

        await eventually(anew)
        await rig.forward(seconds=61)
        assert (await rig.hears(message)).text == "有人吗"


async def test_11_a_refusal_is_read_by_the_clicker_alone() -> None:
    async with dingtalk_rig("stream") as rig:

        async def refuses(event: Event) -> Answer | None:
            return Answer("这不是你的工单", "error", ticket_card())

        receipt = await rig.send(ticket_card())
        rig.heart.answer = refuses
        await rig.click(receipt.message, "wangqiang", "接单")
        mine, theirs = await rig.seen(receipt, "wangqiang"), await rig.seen(receipt, "lina")
        assert mine is not None and theirs is not None
        assert "❌ 这不是你的工单" in mine["card"]["lines"]
        assert "❌ 这不是你的工单" not in theirs["card"]["lines"]


async def test_12_an_unpublished_template_is_replaced_by_the_vendors_and_reported() -> None:
    async with dingtalk_rig("stream") as rig:
        template = {"id": rig.settings.card_template_id, "published": False}
        await rig.control("POST", "/dingtalk/console", {"card_template": template})
        receipt = await rig.send(ticket_card())
        assert receipt.meta["tier"] == 2 and await rig.seen(receipt, "lina")
        assert any("publish the card template" in fault for fault in await rig.messenger.check())
        await rig.forward(minutes=11)
        await rig.control("POST", "/dingtalk/console", {"card_template": {**template,
                                                                         "published": True}})
        assert (await rig.send(ticket_card())).meta["tier"] == 1
        assert list(await rig.messenger.check()) == []


async def test_13_a_group_is_known_by_name_from_its_first_message() -> None:
    async with dingtalk_rig("stream") as rig:
        event = await rig.hears(await rig.say("lina", "在吗"))
        assert (event.chat_kind, event.chat_name, event.name) == ("group", "设备报修群", "李娜")


async def test_13_a_photo_in_a_group_comes_along_with_its_words() -> None:
    async with dingtalk_rig("stream") as rig:
        photo = b"\x89PNG\r\n\x1a\n" + bytes(500)
        event = await rig.hears(await rig.say("lina", "漏水了", files={"p.png": photo}))
        (file,) = event.files
        assert event.text == "漏水了" and file.media_type == "image/jpeg"
        assert b"".join([chunk async for chunk in rig.messenger.fetch(file.key)]) == photo
