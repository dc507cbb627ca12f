"""What each combination of bots delivers, through a whole corp: the table of docs/wecom.md."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot import texts
from bot.cards.model import At, Card, Text
from bot.domain.people import AccountId
from bot.errors import DeliveryError
from bot.events import Answer, ButtonClicked, ChatOpened, Event, PersonLeft
from bot.ports import Outgoing, Place, Placement, Receipt
from tests.contract.cards import CARDS, ticket_card
from tests.contract.rigs.base import eventually, placement_of
from tests.contract.rigs.wecom import WeComRig, wecom_rig

DONE = ticket_card(title="#128 已完成")
COMBINATIONS: dict[str, tuple[str, Sequence[str], dict[str, str]]] = {
    "bot only": (
        "websocket", ("aibot",),
        {"group": "aibot card", "stranger": "93006", "acquaintance": "aibot card",
         "mention": "aibot words", "elsewhere": "new card", "click": "redrawn"},
    ),
    "app only": (
        "websocket", ("app",),
        {"group": "no-way", "stranger": "app card", "acquaintance": "app card",
         "mention": "no-way", "elsewhere": "redrawn", "click": "redrawn"},
    ),
    "bot and app": (
        "websocket", ("aibot", "app"),
        {"group": "aibot card", "stranger": "app card", "acquaintance": "aibot card",
         "mention": "aibot words", "elsewhere": "new card", "click": "redrawn"},
    ),
    "bot, app and webhook": (
        "websocket", ("aibot", "app", "hook"),
        {"group": "aibot card", "stranger": "app card", "acquaintance": "aibot card",
         "mention": "hook rings", "elsewhere": "new card", "click": "redrawn"},
    ),
    "webhook only": (
        "websocket", ("hook",),
        {"group": "hook card", "stranger": "no-way", "acquaintance": "no-way",
         "mention": "hook rings", "elsewhere": "new card", "click": "no buttons"},
    ),
    "bot by callback, app and webhook": (
        "http", ("aibot", "app", "hook"),
        {"group": "hook card", "stranger": "app card", "acquaintance": "aibot card",
         "mention": "hook rings", "elsewhere": "new card", "click": "no buttons"},
    ),
}  # fmt: skip


def account(rig: WeComRig, user: str) -> AccountId:
    return AccountId("wecom", rig.messenger.tenant, user)


async def said(rig: WeComRig, card: Card, place: Place, viewer: str) -> str:
    """Who said it and how, or the code it failed with."""
    try:
        receipt = await rig.send(card, place)
    except DeliveryError as error:
        return error.code
    shown = await rig.seen(receipt, viewer)
    assert shown is not None
    if shown["mentions"]:
        return f"{shown['bot']} rings"
    return f"{shown['bot']} {'card' if shown['card'] else 'words'}"


async def answering(event: Event) -> Answer | None:
    return Answer("", "success", DONE) if isinstance(event, ButtonClicked) else None


async def hung(rig: WeComRig) -> tuple[Receipt, str] | None:
    """A card where this combination hangs its cards, and who looks at it."""
    if "aibot" in rig.bots or "hook" in rig.bots:
        return await rig.send(ticket_card()), "lina"
    return await rig.send(ticket_card(), Place(account=account(rig, "lina"))), "lina"


async def updated(rig: WeComRig) -> str:
    found = await hung(rig)
    assert found is not None
    receipt, viewer = found
    again = await rig.messenger.update(placement_of(rig, receipt), Outgoing(DONE), key="up")
    last = (await rig.shown_in(again.chat, viewer))[-1]
    assert "已完成" in str(last)
    return "new card" if again.meta.get("new") else "redrawn"


async def pressed(rig: WeComRig) -> str:
    found = await hung(rig)
    assert found is not None
    receipt, viewer = found
    shown = await rig.seen(receipt, viewer)
    assert shown is not None
    if not shown["card"] or not any(one["key"] for one in shown["card"]["buttons"]):
        return "no buttons"
    rig.heart.answer = answering
    assert (await rig.click(receipt.message, viewer, "接单"))["ok"]

    async def redrawn() -> bool:
        return "已完成" in str((await rig.seen(receipt, viewer) or {}).get("card"))

    await eventually(redrawn)
    return "redrawn"


@pytest.mark.parametrize("name", COMBINATIONS)
async def test_a_combination_delivers_what_it_can(name: str) -> None:
    transport, bots, expected = COMBINATIONS[name]
    async with wecom_rig(transport, bots) as rig:
        if "aibot" in bots:
            await rig.hears(await rig.say("zhangwei", "你好", chat="direct"))
        line = Text((At("张伟", account(rig, "zhangwei")), " 请接单"))
        group, boss, zhang = (
            Place(chat=rig.group), Place(account=account(rig, "chenjing")),
            Place(account=account(rig, "zhangwei")),
        )
        if transport == "http":  # whoever has just spoken can be answered once
            await rig.forward(hours=2)
            await rig.hears(await rig.say("zhangwei", "在吗", chat="direct"))
        found = {
            "group": await said(rig, ticket_card(url="https://t.example/128"), group, "lina"),
            "stranger": await said(rig, ticket_card(), boss, "chenjing"),
            "acquaintance": await said(rig, ticket_card(), zhang, "zhangwei"),
            "mention": await said(rig, Card(blocks=(line,)), group, "lina"),
            "elsewhere": await updated(rig),
            "click": await pressed(rig),
        }
        assert found == expected
        state = await rig.state()
        assert state["over_length"] == [] and state["refused_replies"] == []


@pytest.mark.parametrize("bots", [("aibot",), ("app",), ("aibot", "app", "hook")])
async def test_no_card_is_too_long_for_the_platform(bots: Sequence[str]) -> None:
    async with wecom_rig(bots=bots) as rig:
        place = Place(chat=rig.group) if "aibot" in bots else Place(account=account(rig, "lina"))
        for card in CARDS.values():
            if card.form is None:
                await rig.send(card, place)
        state = await rig.state()
        assert state["over_length"] == [] and state["dropped"] == []


@pytest.mark.parametrize("name", COMBINATIONS)
async def test_a_combination_says_what_it_cannot(name: str) -> None:
    transport, bots, expected = COMBINATIONS[name]
    async with wecom_rig(transport, bots) as rig:
        caps = rig.messenger.capabilities(Place(chat=rig.group))
        assert caps.mention == ("hook" in bots) and bool(caps.buttons) == ("aibot" in bots)
        assert ("limit.wecom.no_mention" in caps.notes) == ("hook" not in bots)
        private = rig.messenger.capabilities(Place(account=account(rig, "lina")))
        assert bool(private.buttons) == (expected["stranger"] == "app card" or "aibot" in bots)
        assert not private.forms and not caps.private_in_group
        for key in {*caps.notes, *private.notes}:
            for language in ("zh_cn", "en"):
                module = __import__(f"bot.texts.{language}.limits", fromlist=["TEXTS"])
                assert module.TEXTS[key]
        assert texts.DEFAULT


@asynccontextmanager
async def by_callback() -> AsyncIterator[WeComRig]:
    async with wecom_rig("http", ("aibot",)) as rig:
        await rig.forward(hours=2)
        yield rig


async def test_an_answer_in_time_rides_on_the_callback_itself() -> None:
    async with by_callback() as rig:

        async def at_once(event: Event) -> Answer | None:
            place = Place(chat=rig.group, reply_to=getattr(event, "message", None))
            await rig.messenger.send(place, Outgoing(ticket_card()), key="a1")
            return None

        rig.heart.answer = at_once
        await rig.say("lina", "/报修 漏水")

        async def shown() -> bool:
            return bool((await rig.shown_in(rig.group, "lina"))[-1]["card"])

        await eventually(shown)
        assert await rig.calls("aibot/response") == []
        last = (await rig.shown_in(rig.group, "lina"))[-1]
        rig.heart.answer = answering
        clicked = await rig.click(last["id"], "zhangwei", "接单")
        assert clicked["ok"] and "已完成" in clicked["toast"]


async def test_a_later_answer_uses_the_response_url_once() -> None:
    async with by_callback() as rig:
        await rig.hears(await rig.say("lina", "/报修 漏水"))
        await eventually(lambda: _answered(rig))
        words = Card(blocks=(Text(("已提交",)),))
        await rig.send(words)
        assert len(await rig.calls("aibot/response")) == 1
        with pytest.raises(DeliveryError):
            await rig.send(words)


async def _answered(rig: WeComRig) -> bool:
    found = (await rig.control("GET", "/wecom/deliveries"))["deliveries"]
    return found[-1]["answer"] is not None


async def test_a_card_by_callback_waits_for_a_click() -> None:
    async with by_callback() as rig:
        placement = Placement(
            id=1, ticket=1, kind="ticket", chat=rig.group, message="bh1", person=None, shown=1,
            sent_at=rig.clock.now(), meta={"via": "bot", "task": "bh1_0"},
        )
        with pytest.raises(DeliveryError) as wait:
            await rig.messenger.update(placement, Outgoing(DONE), key="u1")
        assert wait.value.code == "wait"


async def test_arrivals_and_departures_are_heard() -> None:
    async with wecom_rig() as rig:

        async def happens(kind: str, person: str) -> None:
            await rig.control("POST", "/wecom/event", {"kind": kind, "person": person})

        await happens("enter_chat", "lina")
        await happens("enter_agent", "lina")
        await eventually(lambda: len(rig.heart.told(ChatOpened)) == 2)
        assert {one.chat.chat for one in rig.heart.told(ChatOpened)} == {"single:lina", "app:lina"}
        await happens("leave", "zhangwei")
        (left,) = await eventually(lambda: rig.heart.told(PersonLeft))
        assert left.account.user == "zhangwei"


async def test_a_welcome_greets_who_opens_the_chat() -> None:
    async with wecom_rig(bots=("aibot",)) as rig:

        async def greets(event: Event) -> Answer | None:
            hello = Card(blocks=(Text(("你好",)),))
            await rig.messenger.send(
                Place(account=account(rig, "chenjing")), Outgoing(hello), key="w1"
            )
            return None

        rig.heart.answer = greets
        await rig.control("POST", "/wecom/event", {"kind": "enter_chat", "person": "chenjing"})

        async def greeted() -> Any:
            return await rig.shown_in(rig.group._replace(chat="single:"), "chenjing")

        (hello,) = await eventually(greeted)
        assert hello["text"] == "你好"


async def test_contacts_tell_name_department_and_leader() -> None:
    async with wecom_rig() as rig:
        zhang = await rig.messenger.profile(account(rig, "zhangwei"))
        assert (zhang.name, zhang.department) == ("张伟", "设备部")
        assert zhang.leader == account(rig, "liuyang")
        assert (await rig.messenger.profile(account(rig, "nobody"))).name is None
        found = await rig.messenger.find_account(mobile="13800000002", email=None)
        assert found == account(rig, "zhangwei")
        by_mail = await rig.messenger.find_account(mobile=None, email="LINA@bihuan.example")
        assert by_mail == account(rig, "lina")
        assert await rig.messenger.find_account(mobile="13900000000", email=None) is None
        calls = len(await rig.calls("getuserid"))
        assert await rig.messenger.find_account(mobile="13900000000", email=None) is None
        assert len(await rig.calls("getuserid")) == calls  # misses are counted: never ask twice


async def test_files_of_both_bots_are_fetched_byte_for_byte() -> None:
    content = b"%PDF-1.4 " + bytes(range(256)) * 700
    async with wecom_rig() as rig:
        for chat in ("direct", "direct:app"):
            event = await rig.hears(
                await rig.say("lina", "", chat=chat, files={"现场.jpg": content})
            )
            (file,) = event.files
            assert file.media_type == "image/jpeg"
            assert b"".join([part async for part in rig.messenger.fetch(file.key)]) == content


async def test_a_wrong_secret_is_asked_about_once() -> None:
    async with wecom_rig(bots=("app",)) as rig:
        await rig.fault("bad_secret", count=5)
        before = len(await rig.calls(rig.token_path))
        for number in range(4):
            with pytest.raises(DeliveryError):
                await rig.send(ticket_card(title=f"#{number}"), Place(account=account(rig, "lina")))
        assert len(await rig.calls(rig.token_path)) == before + 1
        (fault,) = await rig.messenger.check()
        assert "secret wrong" in fault and "Secret again" in fault


async def test_an_expired_token_costs_one_refresh() -> None:
    async with wecom_rig(bots=("app",)) as rig:
        place = Place(account=account(rig, "lina"))
        await rig.send(ticket_card(), place)
        tokens = len(await rig.calls(rig.token_path))
        await rig.fault("expire_tokens")
        await rig.send(ticket_card(title="#129"), place)
        assert len(await rig.calls(rig.token_path)) == tokens + 1


async def test_an_untrusted_address_is_an_admins_matter() -> None:
    async with wecom_rig() as rig:
        assert list(await rig.messenger.check()) == []
        await rig.fault("untrusted_ip", count=1)
        (fault,) = await rig.messenger.check()
        assert "60020" in fault and "Trusted enterprise IP" in fault
