"""One test for each trap of wecom.md §12, against the simulated platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.cards.model import At, Card, Colour, Text, Tint
from bot.errors import RetryLater, Unreachable
from bot.events import Answer, ButtonClicked, Event, MessageReceived
from bot.ports import Outgoing, Place
from tests.contract.cards import ticket_card
from tests.contract.rigs.base import Rig, eventually, placement_of
from tests.contract.rigs.wecom import WeComRig, wecom_rig
from tests.contract.test_hearing import TestHearing as Hearing

DONE = ticket_card(title="#128 已完成")


@pytest.fixture
async def corp() -> AsyncIterator[WeComRig]:
    async with wecom_rig() as rig:
        yield rig


class TestHearingOverHttp(Hearing):
    """The callback door of the AI bot is held to what every door is held to."""

    @pytest.fixture
    async def rig(self, request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
        async with wecom_rig("http", retry_seconds=0) as made:
            if request.node.originalname in made.cannot:
                pytest.skip(made.cannot[request.node.originalname])
            yield made


async def answering(event: Event) -> Answer | None:
    return Answer("已完成", "success", DONE) if isinstance(event, ButtonClicked) else None


async def test_1_a_message_sealed_for_the_app_is_not_for_the_bot() -> None:
    async with wecom_rig("http") as rig:
        plain = json.dumps(rig.said("forged")).encode()
        for owner, status in ((rig.settings.corp_id, 403), ("", 200)):
            sealed, query = rig.sealed(plain, "bot", owner=owner)
            body = json.dumps({"encrypt": sealed}).encode()
            assert await rig.deliver("bot", body, query) == status
        sealed, query = rig.sealed(b"<xml></xml>", "app", owner="ww-other")
        body = f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()
        assert await rig.deliver("app", body, query) == 403


async def test_2_and_3_the_console_accepts_the_addresses(corp: WeComRig) -> None:
    """The GET check: key without "=", 32-byte blocks, one URL-decoding, bare bytes."""
    console = (await corp.state())["console"]
    assert console["app_checked"] is True
    async with wecom_rig("http") as rig:
        assert (await rig.state())["console"]["bot_checked"] is True
        for number in range(12):  # some cipher texts hold "+"
            sealed, query = rig.sealed(f"{number}".encode(), "app")
            url = f"{rig.bot_url}/wecom/app"
            asked = {**dict(p.split("=", 1) for p in query[1:].split("&")), "echostr": sealed}
            async with rig.http.get(url, params=asked) as answer:
                assert await answer.read() == f"{number}".encode()


async def test_4_redeliveries_of_the_app_have_one_key(corp: WeComRig) -> None:
    failed: list[Event] = []

    async def fails_once(event: Event) -> Answer | None:
        failed.append(event)
        if len(failed) == 1:
            raise RuntimeError("the disk is full")
        return None

    corp.heart.answer = fails_once
    await corp.control("POST", "/wecom/console", {"retry_seconds": 0})
    await corp.say("lina", "我的工单", chat="direct:app")
    await eventually(lambda: len(corp.heart.told(MessageReceived)) == 2)
    first, again = corp.heart.told(MessageReceived)
    assert first.key == again.key and first.chat.chat == "app:lina"


async def test_5_of_two_who_click_the_loser_sees_the_current_card(corp: WeComRig) -> None:
    receipt = await corp.send(ticket_card())

    async def first_wins(event: Event) -> Answer | None:
        if len(corp.heart.told(ButtonClicked)) == 1:
            return Answer("已接单", "success", DONE)
        return Answer("别人先接了", "warning", DONE)

    corp.heart.answer = first_wins
    both = await asyncio.gather(
        *(corp.click(receipt.message, person, "接单") for person in ("lina", "zhangwei"))
    )
    assert all(one["ok"] for one in both)
    for viewer in ("lina", "zhangwei"):
        shown = await corp.seen(receipt, viewer)
        assert shown is not None and shown["card"]["title"] == "#128 已完成"


async def test_6_codes_redraw_the_apps_cards_once_each() -> None:
    async with wecom_rig(bots=("app",)) as rig:
        account, _ = await app_account(rig)
        sent = await rig.send(ticket_card(), Place(account=account))
        assert len(sent.meta["codes"]) == 1
        placement = placement_of(rig, sent)
        redrawn = await rig.messenger.update(placement, Outgoing(DONE), key="r1")
        assert redrawn.meta["codes"] == [] and redrawn.meta["task"] == sent.meta["task"]
        shown = await rig.seen(sent, "zhangwei")
        assert shown is not None and shown["card"]["title"] == "#128 已完成" and shown["edited_at"]
        again = await rig.messenger.update(placement_of(rig, redrawn), Outgoing(DONE), key="r2")
        assert again.meta["new"] and again.meta["task"] != sent.meta["task"]
        assert again.message == sent.message  # a click on either copy finds the ticket
        assert len(again.meta["codes"]) == 1
        spent = (await rig.state())["response_codes"]
        assert spent["used"] == 1


async def test_6_a_code_learnt_from_a_click_serves_where_the_first_is_spent() -> None:
    async with wecom_rig(bots=("app",)) as rig:
        account, _ = await app_account(rig)
        sent = await rig.send(ticket_card(), Place(account=account))
        assert (await rig.click(sent.message, "zhangwei", "接单"))["ok"]
        await eventually(lambda: rig.heart.told(ButtonClicked))
        spent = placement_of(rig, sent)
        spent.meta["codes"].clear()  # type: ignore[attr-defined]
        redrawn = await rig.messenger.update(spent, Outgoing(DONE), key="r1")
        assert "new" not in redrawn.meta
        shown = await rig.seen(sent, "zhangwei")
        assert shown is not None and shown["card"]["title"] == "#128 已完成"


async def test_7_the_app_answers_a_click_by_the_api_and_the_bot_on_the_same_task(
    corp: WeComRig,
) -> None:
    corp.heart.answer = answering
    account, _ = await app_account(corp)
    chat = account and corp.group._replace(chat="app:zhangwei")
    sent = await corp.send(ticket_card(), Place(chat=chat))
    assert (await corp.click(sent.message, "zhangwei", "接单"))["ok"]

    async def redrawn() -> bool:
        shown = await corp.seen(sent, "zhangwei")
        return shown is not None and shown["card"]["title"] == "#128 已完成"

    await eventually(redrawn)
    assert await corp.calls("update_template_card")
    grouped = await corp.send(ticket_card())
    assert (await corp.click(grouped.message, "lina", "接单"))["ok"]
    update = (await corp.calls("aibot_respond_update_msg"))[-1]["body"]
    assert update["template_card"]["task_id"] == grouped.meta["task"]
    assert "userids" not in update
    assert (await corp.state())["refused_replies"] == []


async def test_8_whoever_is_kicked_does_not_fight_back(corp: WeComRig) -> None:
    bot = corp.settings.bot
    assert bot is not None
    async with corp.http.ws_connect(bot.ws_url) as laptop:
        subscribe = {"bot_id": bot.bot_id, "secret": bot.secret}
        await laptop.send_json(
            {"cmd": "aibot_subscribe", "headers": {"req_id": "1"}, "body": subscribe}
        )
        await eventually(lambda: not corp.messenger.ready())
        (fault,) = await eventually(corp.messenger.check)
        assert "taken over" in fault
        before = len(await corp.calls("aibot_subscribe"))
        assert (await laptop.receive_json())["errcode"] == 0
        with pytest.raises(asyncio.TimeoutError):
            await laptop.receive(timeout=0.6)  # many times our reconnect interval: nobody kicks it
        assert len(await corp.calls("aibot_subscribe")) == before


async def test_9_people_are_folded_and_groups_are_not(corp: WeComRig) -> None:
    event = await corp.hears(await corp.say("zhangwei", "你好"))
    assert event.account.user == "zhangwei" and event.chat == corp.group
    with pytest.raises(Unreachable):
        lower = corp.group._replace(chat=corp.group.chat.lower())
        await corp.send(ticket_card(), Place(chat=lower))


async def test_9_encrypted_ids_are_one_person_with_plain_ones() -> None:
    async with wecom_rig(encrypted_userids=True) as rig:
        event = await rig.hears(await rig.say("zhangwei", "你好"))
        assert event.account.user == "zhangwei"
        await rig.hears(await rig.say("zhangwei", "再问", chat="direct"))
        assert len(await rig.calls("openuserid_to_userid")) == 2  # lina's and zhangwei's, once
        receipt = await rig.send(ticket_card(), Place(account=event.account))
        assert await rig.seen(receipt, "zhangwei")


async def test_10_errcode_zero_does_not_hide_who_was_not_reached(corp: WeComRig) -> None:
    ghost = corp.group._replace(chat="app:nobody")
    with pytest.raises(Unreachable):
        await corp.send(ticket_card(), Place(chat=ghost))


async def test_11_each_bot_is_spoken_to_in_its_dialect(corp: WeComRig) -> None:
    card = Card(title="周报", blocks=(Text((Tint("超时 3 单", Colour.RED),)),) * 60)
    await corp.send(card)
    (pushed,) = [c["body"] for c in await corp.calls("aibot_send_msg")]
    assert "<font" not in pushed["markdown"]["content"]
    async with wecom_rig(bots=("hook",)) as rig:
        await rig.send(card)
        hooked = [c["body"] for c in await rig.calls("webhook/send")]
        assert '<font color="warning">' in hooked[0]["markdown"]["content"]


async def test_12_hostile_words_neither_mention_nor_link(corp: WeComRig) -> None:
    hostile = "<@all> <@zhangwei> [x](https://evil.example) # a\n> b <font color=\"info\">"
    receipt = await corp.send(Card(blocks=(Text((hostile,)),)))
    shown = await corp.seen(receipt, "lina")
    assert shown is not None and shown["mentions"] == []
    assert "＜@all" in shown["markdown"] and "](" not in shown["markdown"]


async def test_13_the_app_says_words_as_text_that_every_client_shows(corp: WeComRig) -> None:
    account, _ = await app_account(corp)
    chat = corp.group._replace(chat=f"app:{account.user}")
    await corp.send(Card(blocks=(Text(("已提交 #128",)),)), Place(chat=chat))
    (sent,) = [c["body"] for c in await corp.calls("message/send")]
    assert sent["msgtype"] == "text"


async def test_14_a_click_is_a_click_and_an_unknown_event_nothing(corp: WeComRig) -> None:
    receipt = await corp.send(ticket_card())
    await corp.click(receipt.message, "lina", "接单")
    assert await corp.happen("enter_check_update")
    (click,) = corp.heart.heard
    assert isinstance(click, ButtonClicked) and click.action == "accept.128.3"


async def test_15_a_refused_click_leaves_everybody_elses_card_alone(corp: WeComRig) -> None:
    async def refuses(event: Event) -> Answer | None:
        return Answer("这不是你的工单", "error")

    receipt = await corp.send(ticket_card())
    corp.heart.answer = refuses
    clicked = await corp.click(receipt.message, "zhangwei", "接单")
    assert clicked["ok"] and "这不是你的工单" in clicked["toast"]
    other = await corp.seen(receipt, "lina")
    assert other is not None and "这不是你的工单" not in str(other["card"])


async def test_16_a_group_without_the_bot_is_unreachable() -> None:
    async with wecom_rig(bots=("aibot",)) as rig:
        await rig.control(
            "POST", "/wecom/event", {"kind": "remove_bot", "chat": rig.group.chat}
        )
        with pytest.raises(Unreachable) as gone:
            await rig.send(ticket_card())
        assert gone.value.code == "93008"


async def test_a_stale_copy_is_answered_with_the_truth(corp: WeComRig) -> None:
    sent = await corp.send(ticket_card())
    again = await corp.messenger.update(placement_of(corp, sent), Outgoing(DONE), key="r1")
    assert again.meta["new"]
    corp.heart.answer = answering
    first = (await corp.shown_in(corp.group, "lina"))[-2]
    assert first["card"]["title"] == "#128 空调漏水"
    body = {"message": first["id"], "person": "lina", "button": "接单", "values": {}}
    assert (await corp.control("POST", "/wecom/click", body))["ok"]
    (click,) = corp.heart.told(ButtonClicked)
    assert click.message == sent.message
    old = (await corp.shown_in(corp.group, "lina"))[-2]
    assert old["id"] == first["id"] and old["card"]["title"] == "#128 已完成"


async def test_a_crowd_of_messages_is_queued_then_asked_for_patience(corp: WeComRig) -> None:
    say = [corp.messenger.send(Place(chat=corp.group), Outgoing(Card(blocks=(Text((f"{n}",)),))),
                               key=f"k{n}") for n in range(40)]  # fmt: skip
    found = await asyncio.gather(*say, return_exceptions=True)
    late = [one for one in found if isinstance(one, BaseException)]
    assert late and all(isinstance(one, RetryLater) and one.after for one in late)
    assert len(found) - len(late) == 28
    assert (await corp.state())["counts"].get("ws_846607", 0) == 0


async def test_a_mention_rings_by_webhook_beside_the_card(corp: WeComRig) -> None:
    event = await corp.hears(await corp.say("zhangwei", "你好"))
    line = Text((At("张伟", event.account), " 请接单"))
    await corp.send(ticket_card(blocks=(line,)))
    card, ring = (await corp.shown_in(corp.group, "lina"))[-2:]
    assert card["bot"] == "aibot" and ring["bot"] == "hook" and ring["mentions"] == ["zhangwei"]
    plain = await corp.send(Card(blocks=(line,)))
    shown = await corp.seen(plain, "lina")
    assert shown is not None and shown["mentions"] == ["zhangwei"]


async def app_account(rig: WeComRig) -> tuple[Any, Any]:
    """Zhang Wei as the app knows him."""
    event = await rig.hears(await rig.say("zhangwei", "你好", chat="direct:app"))
    rig.heart.heard.clear()
    return event.account, event.chat
