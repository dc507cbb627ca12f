"""DingTalk's three kinds of card, and what else only DingTalk can do."""

from __future__ import annotations

import json

import pytest

from bot.cards.model import At, Card, Text
from bot.errors import RetryLater
from bot.events import ButtonClicked, MessageReceived
from bot.ports import Outgoing, Place
from tests.contract.cards import FORM_CARD, ticket_card
from tests.contract.rigs.base import eventually
from tests.contract.rigs.dingtalk import COMMANDS, dingtalk_rig


async def test_the_vendors_template_carries_clicks_and_no_forms() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.stop_templates(public=True)
        receipt = await rig.send(ticket_card())
        assert receipt.meta["tier"] == 2
        assert (await rig.click(receipt.message, "lina", "接单"))["ok"]
        (click,) = rig.heart.told(ButtonClicked)
        assert click.action == "accept.128.3" and click.message == receipt.message
        caps = rig.messenger.capabilities(Place(chat=rig.group))
        assert (caps.cards, caps.forms, caps.private_in_group) == (True, False, False)
        with pytest.raises(RetryLater):
            await rig.send(FORM_CARD)


async def test_without_templates_buttons_are_command_links_in_the_session() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.stop_templates(public=False)
        await rig.hears(await rig.say("lina", "在吗"))
        receipt = await rig.send(ticket_card(buttons=COMMANDS))
        assert receipt.meta["tier"] == 3
        message = await rig.seen(receipt, "lina")
        assert message is not None and message["card"]["fields"]["负责人"] == "张伟"
        assert (await rig.click(receipt.message, "zhangwei", "接单"))["ok"]

        def said() -> list[MessageReceived]:
            told = rig.heart.told(MessageReceived)
            return [event for event in told if event.text == "/accept 128"]

        assert await eventually(said)
        assert not rig.messenger.capabilities(Place(chat=rig.group)).update


async def test_without_session_the_words_to_type_stand_in_for_buttons() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.stop_templates(public=False)
        receipt = await rig.send(ticket_card(buttons=COMMANDS))
        shown = json.dumps(await rig.seen(receipt, "lina"), ensure_ascii=False)
        assert "/accept 128" in shown and "https://board.example/t/128" in shown
        assert "dtmd://" not in str(await rig.calls("/groupMessages/send"))


async def test_a_mention_rings_in_command_links_too() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.stop_templates(public=False)
        account, _ = await rig.meet("zhangwei")
        await rig.hears(await rig.say("lina", "在吗"))
        blocks = (Text((At("张伟", account), " 请接单")),)
        await rig.send(ticket_card(blocks=blocks, buttons=COMMANDS))
        assert (await rig.last("lina"))["mentions"] == ["zhangwei"]


async def test_words_cannot_be_redrawn_so_they_are_said_anew() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.stop_templates(public=False)
        first = await rig.send(ticket_card(buttons=COMMANDS))
        again = await rig.messenger.update(
            rig.placed(first), Outgoing(ticket_card(title="#128 完成", buttons=())), key="r1"
        )
        assert again.message != first.message
        assert "#128 完成" in json.dumps(await rig.last("lina"), ensure_ascii=False)


async def test_what_is_private_goes_to_the_direct_chat_where_groups_cannot_keep_it() -> None:
    async with dingtalk_rig("stream") as rig:
        await rig.stop_templates(public=True)
        account, direct = await rig.meet("zhangwei")
        receipt = await rig.send(ticket_card(), Place(chat=rig.group, only=account))
        assert receipt.chat == direct and await rig.count_seen(rig.group, "lina") == 0


async def test_a_private_card_is_redrawn_for_its_person() -> None:
    async with dingtalk_rig("stream") as rig:
        account, _ = await rig.meet("zhangwei")
        receipt = await rig.send(FORM_CARD, Place(chat=rig.group, only=account))
        assert receipt.meta["only"] == account.user
        await rig.messenger.update(rig.placed(receipt), Outgoing(ticket_card()), key="p1")
        message = await rig.seen(receipt, "zhangwei")
        assert message is not None and message["card"]["inputs"] == []
        assert await rig.seen(receipt, "lina") is None


async def test_an_alarm_dings_the_mentioned() -> None:
    async with dingtalk_rig("stream", DINGTALK_DING="app") as rig:
        account, _ = await rig.meet("liuyang")
        ring = ticket_card(blocks=(Text((At("刘洋", account), " 超时")),), summary="#128 超时")
        await rig.messenger.send(Place(chat=rig.group), Outgoing(ring, urgent=True), key="alarm")
        (ding,) = (await rig.control("GET", "/dingtalk/state"))["dings"]
        assert "#128 超时" in json.dumps(ding, ensure_ascii=False)


async def test_an_alarm_without_ding_quota_is_written_directly() -> None:
    async with dingtalk_rig("stream", DINGTALK_DING="phone") as rig:
        account, direct = await rig.meet("liuyang")
        ring = ticket_card(blocks=(Text((At("刘洋", account), " 超时")),), summary="#128 超时")
        await rig.messenger.send(Place(chat=rig.group), Outgoing(ring, urgent=True), key="alarm")
        assert (await rig.last("liuyang", direct))["text"] == "#128 超时"


async def test_read_state_is_told_for_cards_and_for_words() -> None:
    async with dingtalk_rig("stream") as rig:
        account, _ = await rig.meet("zhangwei")
        words = await rig.messenger.send(
            Place(account=account), Outgoing(Card(blocks=(Text(("提醒",)),))), key="w",
        )
        card = await rig.messenger.send(Place(chat=rig.group), Outgoing(ticket_card()), key="c")
        assert list(await rig.messenger.read_by(card)) == []
        await rig.shown_in(rig.group, "zhangwei")
        assert list(await rig.messenger.read_by(card)) == [account]
        assert words.meta["tier"] == 3 and list(await rig.messenger.read_by(words)) == []


async def test_contacts_tell_name_department_leader_and_find_by_mobile() -> None:
    async with dingtalk_rig("stream") as rig:
        account, _ = await rig.meet("zhangwei")
        leader, _ = await rig.meet("liuyang")
        profile = await rig.messenger.profile(account)
        assert (profile.name, profile.department, profile.leader) == ("张伟", "设备部", leader)
        assert profile.mobile
        found = await rig.messenger.find_account(mobile=f"+86 {profile.mobile}", email=None)
        assert found == account
        assert await rig.messenger.find_account(mobile="1", email=None) is None
        before = len(await rig.calls("/topapi"))
        await rig.messenger.profile(account)
        assert len(await rig.calls("/topapi")) == before


async def test_contacts_that_may_not_be_read_are_a_fault_for_the_admin() -> None:
    async with dingtalk_rig("stream") as rig:
        account, _ = await rig.meet("zhangwei")
        overview = await rig.control("GET", "/dingtalk/state")
        scopes = {scope: False for scope in overview["console"]["scopes"] if "qyapi_get" in scope}
        await rig.control("POST", "/dingtalk/console", {"scopes": scopes})
        assert (await rig.messenger.profile(account)).name is None
        assert any("contacts" in fault for fault in await rig.messenger.check())


async def test_in_a_direct_chat_a_mention_is_a_name() -> None:
    async with dingtalk_rig("stream") as rig:
        account, direct = await rig.meet("zhangwei")
        await rig.send(Card(blocks=(Text((At("张伟", account), " 请看")),)), Place(account=account))
        assert (await rig.last("zhangwei", direct))["text"] == "@张伟 请看"
