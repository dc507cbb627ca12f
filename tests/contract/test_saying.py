"""What every messenger must be able to say, and how it fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.cards.model import At, Card, Text
from bot.errors import Refused, RetryLater, Unreachable
from bot.ports import Outgoing, Place, Receipt
from tests.contract.cards import CARDS, HOSTILE, ticket_card
from tests.contract.rigs.base import Rig, placement_of


async def shown(rig: Rig, receipt: Receipt, viewer: str | None = None) -> dict[str, Any]:
    found = await rig.seen(receipt, viewer or rig.people[0])
    assert found is not None
    return found


class TestSaying:
    @pytest.mark.parametrize("name", sorted(CARDS))
    async def test_every_card_is_accepted_and_shown(self, rig: Rig, name: str) -> None:
        card = CARDS[name]
        message = await shown(rig, await rig.send(card))
        assert message["card"]["title"][:20] == card.title[:20]
        labels = [button["label"] for button in message["card"]["buttons"]]
        assert all(button.label[:50] in "|".join(labels) for button in card.buttons)

    async def test_a_ticket_card_shows_its_facts(self, rig: Rig) -> None:
        card = (await shown(rig, await rig.send(ticket_card())))["card"]
        assert card["colour"] == "orange"
        assert card["fields"] == {"负责人": "张伟", "截止": "12-01 18:00", "地点": "3号楼 501"}
        assert "3号楼空调漏水" in card["lines"] and "由 李娜 提交" in card["lines"]

    async def test_hostile_words_stay_words(self, rig: Rig) -> None:
        message = await shown(rig, await rig.send(CARDS["hostile"]))
        assert HOSTILE in message["card"]["lines"]
        assert not message["mentions"]
        plain = await shown(rig, await rig.send(Card(blocks=(Text((HOSTILE,)),))))
        assert plain["text"] == HOSTILE and not plain["mentions"]

    async def test_a_plain_card_is_a_plain_message(self, rig: Rig) -> None:
        message = await shown(rig, await rig.send(Card(blocks=(Text(("已提交 #128",)),))))
        assert message["text"] == "已提交 #128" and message["card"] is None

    async def test_a_mention_rings_in_cards_and_in_plain_messages(self, rig: Rig) -> None:
        account, _ = await rig.meet(rig.people[1])
        line = Text((At("张伟", account), " 请接单"))
        for card in (ticket_card(blocks=(line,)), Card(blocks=(line,))):
            message = await shown(rig, await rig.send(card))
            assert message["mentions"], card.title

    async def test_a_mention_of_a_stranger_is_only_a_name(self, rig: Rig) -> None:
        account, _ = await rig.meet(rig.people[1])
        for stranger in (account._replace(tenant="other"), account._replace(user="all")):
            receipt = await rig.send(Card(blocks=(Text((At("某人", stranger),)),)))
            message = await shown(rig, receipt)
            assert message["text"] == "@某人" and not message["mentions"]

    async def test_an_answer_quotes_what_it_answers(self, rig: Rig) -> None:
        if not rig.quotes:
            pytest.skip("this platform cannot quote")
        asked = await rig.say(rig.people[0], "/报修 漏水")
        receipt = await rig.send(ticket_card(), Place(chat=rig.group, reply_to=asked))
        assert (await shown(rig, receipt))["quote"]

    async def test_a_person_is_told_directly(self, rig: Rig) -> None:
        account, direct = await rig.meet(rig.people[1])
        receipt = await rig.send(ticket_card(), Place(account=account))
        assert receipt.chat == direct
        assert await rig.seen(receipt, rig.people[1])

    async def test_what_is_for_one_person_nobody_else_sees(self, rig: Rig) -> None:
        account, _ = await rig.meet(rig.people[1])
        receipt = await rig.send(ticket_card(), Place(chat=rig.group, only=account))
        assert await rig.seen(receipt, rig.people[1])
        assert receipt.chat != rig.group or not await rig.seen(receipt, rig.people[0])

    async def test_the_same_key_says_it_once(self, rig: Rig) -> None:
        before = await rig.count_seen(rig.group, rig.people[0])
        first = await rig.send(ticket_card(), key="say-1")
        again = await rig.send(ticket_card(), key="say-1")
        assert first.message == again.message
        assert await rig.count_seen(rig.group, rig.people[0]) == before + 1

    async def test_a_card_is_redrawn_in_place(self, rig: Rig) -> None:
        sent = await rig.send(ticket_card())
        done = Outgoing(ticket_card(title="#128 完成", buttons=()))
        receipt = await rig.messenger.update(placement_of(rig, sent), done, key="redraw-1")
        assert receipt.message == sent.message
        for viewer in rig.people[:2]:
            assert (await shown(rig, sent, viewer))["card"]["title"] == "#128 完成"

    async def test_a_card_too_old_to_redraw_is_sent_anew(self, rig: Rig) -> None:
        if rig.days_updatable is None:
            pytest.skip("cards never grow too old here")
        sent = await rig.send(ticket_card())
        placement = placement_of(rig, sent)
        await rig.forward(days=rig.days_updatable + 1)
        receipt = await rig.messenger.update(placement, Outgoing(ticket_card()), key="redraw-2")
        assert receipt.message != sent.message and await rig.seen(receipt, rig.people[0])

    async def test_the_platform_says_too_old_where_we_thought_otherwise(self, rig: Rig) -> None:
        if rig.days_updatable is None:
            pytest.skip("cards never grow too old here")
        sent = await rig.send(ticket_card())
        await rig.forward(days=rig.days_updatable + 1)
        mistaken = replace(placement_of(rig, sent), sent_at=rig.clock.now() - timedelta(hours=1))
        receipt = await rig.messenger.update(mistaken, Outgoing(ticket_card()), key="redraw-3")
        assert receipt.message != sent.message

    async def test_an_expired_token_costs_one_refresh_and_one_retry(self, rig: Rig) -> None:
        await rig.send(ticket_card())
        tokens, sends = len(await rig.calls(rig.token_path)), len(await rig.calls(rig.send_path))
        await rig.fault("expire_tokens")
        await asyncio.gather(*(rig.send(ticket_card(title=f"#{n}")) for n in range(3)))
        assert len(await rig.calls(rig.token_path)) == tokens + 1
        assert len(await rig.calls(rig.send_path)) <= sends + 6

    async def test_a_token_is_renewed_before_it_ends(self, rig: Rig) -> None:
        await rig.send(ticket_card())
        tokens, sends = len(await rig.calls(rig.token_path)), len(await rig.calls(rig.send_path))
        await rig.forward(hours=3)
        await rig.send(ticket_card(title="#129"))
        assert len(await rig.calls(rig.token_path)) == tokens + 1
        assert len(await rig.calls(rig.send_path)) == sends + 1

    async def test_a_rate_limit_asks_for_patience(self, rig: Rig) -> None:
        await rig.fault("rate_limit", match=rig.send_path, count=1)
        with pytest.raises(RetryLater) as limit:
            await rig.send(ticket_card())
        assert limit.value.after is not None and limit.value.after > 0

    @pytest.mark.parametrize("kind", ["status", "reset"])
    async def test_a_platform_in_trouble_has_not_refused(self, rig: Rig, kind: str) -> None:
        await rig.fault(kind, match=rig.send_path, count=1, status=502)
        with pytest.raises(RetryLater):
            await rig.send(ticket_card(), key="say-2")
        receipt = await rig.send(ticket_card(), key="say-2")
        assert await rig.seen(receipt, rig.people[0])

    async def test_a_chat_without_the_bot_cannot_be_reached(self, rig: Rig) -> None:
        elsewhere = rig.group._replace(chat=rig.group.chat[:-4] + "0000")
        with pytest.raises((Unreachable, Refused)):
            await rig.send(ticket_card(), Place(chat=elsewhere))

    async def test_another_tenants_ids_are_never_called(self, rig: Rig) -> None:
        before = len(await rig.calls(rig.send_path))
        with pytest.raises(Unreachable):
            await rig.send(ticket_card(), Place(chat=rig.group._replace(tenant="other")))
        assert len(await rig.calls(rig.send_path)) == before

    async def test_a_healthy_setup_has_no_faults(self, rig: Rig) -> None:
        assert list(await rig.messenger.check()) == []
