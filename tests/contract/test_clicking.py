"""Buttons, forms and the answers they get, on every messenger."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.events import Answer, ButtonClicked, Event
from bot.ports import Place
from tests.contract.cards import CARDS, FORM_CARD, ticket_card
from tests.contract.rigs.base import Rig, eventually

ACCEPTED = ticket_card(title="#128 已接单", buttons=())


async def title_for(rig: Rig, receipt: Any, viewer: str) -> str:
    message = await rig.seen(receipt, viewer)
    assert message is not None
    return str(message["card"]["title"])


class TestClicking:
    async def test_a_button_brings_back_its_action_and_the_clicker(self, rig: Rig) -> None:
        account, _ = await rig.meet(rig.people[1])
        receipt = await rig.send(ticket_card())
        assert (await rig.click(receipt.message, rig.people[1], "接单"))["ok"]
        (click,) = rig.heart.told(ButtonClicked)
        assert click.action == "accept.128.3" and click.values == {}
        assert click.account == account
        assert click.chat == rig.group and click.chat_kind == "group"
        assert click.message == receipt.message

    async def test_a_click_in_a_direct_chat_is_known_as_such(self, rig: Rig) -> None:
        account, direct = await rig.meet(rig.people[1])
        receipt = await rig.send(ticket_card(), Place(account=account))
        await rig.click(receipt.message, rig.people[1], "接单")
        (click,) = rig.heart.told(ButtonClicked)
        assert click.chat == direct and click.chat_kind == "direct"

    async def test_the_answer_shows_a_toast_and_the_card_as_it_is_now(self, rig: Rig) -> None:
        async def accepts(event: Event) -> Answer | None:
            return Answer("已接单", "success", ACCEPTED)

        receipt = await rig.send(ticket_card())
        rig.heart.answer = accepts
        clicked = await rig.click(receipt.message, rig.people[1], "接单")
        assert clicked["ok"] and clicked["toast"], clicked
        assert "已接单" in str(clicked["toast"])
        for_all = rig.messenger.capabilities(Place(chat=rig.group)).answer_redraws_for_all
        for viewer in rig.people[:2] if for_all else rig.people[1:2]:
            assert await title_for(rig, receipt, viewer) == "#128 已接单"

    async def test_an_answer_that_arrived_says_so(self, rig: Rig) -> None:
        arrived: list[str] = []

        async def accepts(event: Event) -> Answer | None:
            return Answer("已接单", "success", ACCEPTED, lambda: arrived.append(event.key))

        receipt = await rig.send(ticket_card())
        rig.heart.answer = accepts
        await rig.click(receipt.message, rig.people[1], "接单")
        if rig.messenger.capabilities(Place(chat=rig.group)).answer_redraws_for_all:
            await eventually(lambda: len(arrived) == 1)

    async def test_a_refusal_changes_nothing(self, rig: Rig) -> None:
        async def refuses(event: Event) -> Answer | None:
            return Answer("这不是你的工单", "warning")

        receipt = await rig.send(ticket_card())
        rig.heart.answer = refuses
        clicked = await rig.click(receipt.message, rig.people[2], "接单")
        assert "这不是你的工单" in str(clicked["toast"])
        assert await title_for(rig, receipt, rig.people[2]) == "#128 空调漏水"

    async def test_a_slow_heart_is_answered_for_and_the_card_follows(self, rig: Rig) -> None:
        go_on = asyncio.Event()

        async def slowly(event: Event) -> Answer | None:
            await go_on.wait()
            return Answer("已接单", "success", ACCEPTED)

        receipt = await rig.send(ticket_card())
        rig.heart.answer = slowly
        clicked = await rig.click(receipt.message, rig.people[1], "接单")
        assert clicked["ok"] and not clicked["toast"], clicked
        go_on.set()

        async def redrawn() -> bool:
            return await title_for(rig, receipt, rig.people[0]) == "#128 已接单"

        await eventually(redrawn)

    async def test_a_double_click_is_one_click(self, rig: Rig) -> None:
        receipt = await rig.send(ticket_card())
        both = await asyncio.gather(
            *(rig.click(receipt.message, rig.people[1], "接单") for _ in range(2))
        )
        assert all(one["ok"] for one in both)
        assert len(rig.heart.told(ButtonClicked)) == 1

    async def test_two_people_who_click_are_two_clicks(self, rig: Rig) -> None:
        receipt = await rig.send(ticket_card())
        await asyncio.gather(
            *(rig.click(receipt.message, person, "接单") for person in rig.people[:2])
        )
        assert len(rig.heart.told(ButtonClicked)) == 2

    async def test_a_form_brings_back_every_value(self, rig: Rig) -> None:
        receipt = await rig.send(FORM_CARD)
        values = {
            "title": "[空调] 漏水 **急**",
            "detail": "第一行\n第二行",
            "floor": "5",
            "kind": "lift",
            "tags": ["air", "lift"],
            "owner": "8",
            "due": "2026-12-02 09:30",
        }
        clicked = await rig.click(receipt.message, rig.people[0], "提交", values)
        assert clicked["ok"], clicked
        (click,) = rig.heart.told(ButtonClicked)
        assert click.action == "file.0.0.draft=d42"
        assert click.values == {**values, "tags": ("air", "lift")}

    async def test_a_form_left_as_it_was_brings_back_its_defaults(self, rig: Rig) -> None:
        receipt = await rig.send(FORM_CARD)
        await rig.click(receipt.message, rig.people[0], "提交", {"title": "漏水"})
        (click,) = rig.heart.told(ButtonClicked)
        assert click.values["title"] == "漏水" and click.values["kind"] == "air"
        assert click.values["detail"] == "漏水\n很大"
        assert click.values["due"] == "2026-12-01 18:00"
        assert click.values.get("tags", ()) == ()

    async def test_a_form_can_be_dropped_without_filling_it(self, rig: Rig) -> None:
        receipt = await rig.send(FORM_CARD)
        assert (await rig.click(receipt.message, rig.people[0], "取消"))["ok"]
        (click,) = rig.heart.told(ButtonClicked)
        assert click.action == "drop.0.0.draft=d42"

    async def test_a_row_of_a_list_has_its_own_button(self, rig: Rig) -> None:
        receipt = await rig.send(CARDS["list"])
        message = await rig.seen(receipt, rig.people[0])
        assert message is not None
        keys = [one["key"] for one in message["card"]["buttons"] if one["label"].startswith("查看")]
        assert len(keys) == 10
        await rig.click(receipt.message, rig.people[0], keys[3])
        (click,) = rig.heart.told(ButtonClicked)
        assert click.action == "show.3.1"
