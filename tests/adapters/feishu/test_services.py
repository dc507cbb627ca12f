"""Contacts, pictures, louder pings, slash commands and the admin's check, in the world."""

from __future__ import annotations

import dataclasses
import hashlib
import zlib

import pytest

from adapters.feishu import FeishuMessenger
from adapters.feishu.chats import Chats
from adapters.feishu.codes import RULES, error_for
from adapters.shared.http import make_http
from bot.cards.model import At, Card, Picture, Text
from bot.domain.people import AccountId
from bot.errors import Refused, RetryLater, Unreachable
from bot.events import Answer, BotAdded, BotRemoved, ChatOpened, Event, PersonLeft
from bot.ports import Outgoing, Place, Profile
from tests.contract.cards import ticket_card
from tests.contract.rigs.base import eventually, placement_of
from tests.contract.rigs.feishu import FeishuRig


def png() -> bytes:
    """The smallest picture there is."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + checksum

    header = b"\0\0\0\1\0\0\0\1\10\0\0\0\0"
    pixels = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(
        b"IEND", b""
    )


class TestContacts:
    async def test_a_profile_names_the_leader_and_is_asked_for_once(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        profile = await door.messenger.profile(account)
        assert profile.name == "张伟" and profile.department and profile.leader is not None
        leader = await door.messenger.profile(profile.leader)
        assert leader.name and leader.name != "张伟"
        asked = len(await door.calls("/contact/v3/users/"))
        assert await door.messenger.profile(account) == profile
        assert len(await door.calls("/contact/v3/users/")) == asked
        await door.forward(hours=7)
        await door.messenger.profile(account)
        assert len(await door.calls("/contact/v3/users/")) == asked + 1

    async def test_a_name_once_learnt_comes_with_the_message(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        await door.messenger.profile(account)
        assert (await door.hears(await door.say("zhangwei", "hi"))).name == "张伟"

    async def test_somebody_outside_the_contact_range_has_no_profile(
        self, door: FeishuRig
    ) -> None:
        account, _ = await door.meet("zhangwei")
        await door.control("POST", "/feishu/console", {"contact_range": ["lina"]})
        assert await door.messenger.profile(account) == Profile()

    async def test_people_are_found_by_mobile_number(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        profile = await door.messenger.profile(account)
        assert profile.mobile
        found = await door.messenger.find_account(mobile=profile.mobile, email=None)
        assert found == account
        assert await door.messenger.find_account(mobile="13900000000", email=None) is None
        assert await door.messenger.find_account(mobile=None, email=None) is None


class TestReaching:
    async def test_a_person_outside_the_apps_range_is_unreachable(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        await door.control("POST", "/feishu/console", {"availability": ["lina"]})
        with pytest.raises(Unreachable) as error:
            await door.send(ticket_card(), Place(account=account))
        assert error.value.code == "230013"

    async def test_a_group_that_threw_the_bot_out_is_unreachable(self, door: FeishuRig) -> None:
        await door.control(
            "POST", "/feishu/event", {"kind": "bot_removed", "chat": door.group.chat}
        )
        await eventually(lambda: door.heart.told(BotRemoved))
        with pytest.raises(Unreachable) as error:
            await door.send(ticket_card())
        assert error.value.code == "230002"
        await door.control("POST", "/feishu/event", {"kind": "bot_added", "chat": door.group.chat})
        await eventually(lambda: door.heart.told(BotAdded))
        assert door.heart.told(BotAdded)[0].chat_name

    async def test_a_resigned_colleague_is_told_to_the_heart(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        await door.control("POST", "/feishu/event", {"kind": "leave_company", "person": "zhangwei"})
        await eventually(lambda: door.heart.told(PersonLeft))
        assert door.heart.told(PersonLeft)[0].account == account

    async def test_an_answer_to_a_recalled_message_is_said_without_the_quote(
        self, door: FeishuRig
    ) -> None:
        asked = await door.say("lina", "/报修 漏水")
        await door.hears(asked)
        await door.control("POST", "/feishu/event", {"kind": "recall", "message": asked})
        receipt = await door.send(ticket_card(), Place(chat=door.group, reply_to=asked))
        seen = await door.seen(receipt, "lina")
        assert seen is not None and not seen["quote"]

    async def test_a_private_card_is_redrawn_for_its_one_reader(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        sent = await door.send(ticket_card(), Place(chat=door.group, only=account))
        assert sent.chat == door.group and sent.meta["only"] == account.user
        done = Outgoing(ticket_card(title="#128 完成"))
        now = await door.messenger.update(placement_of(door, sent), done, key="k-redraw")
        assert now.message != sent.message
        seen = await door.seen(now, "zhangwei")
        assert seen is not None and seen["card"]["title"] == "#128 完成"
        assert await door.seen(now, "lina") is None and await door.seen(sent, "zhangwei") is None

    async def test_a_topic_group_keeps_nothing_private(self, door: FeishuRig) -> None:
        account, direct = await door.meet("zhangwei")
        body = {"kind": "topic_group", "chat": door.group.chat}
        await door.control("POST", "/feishu/event", body)
        place = Place(chat=door.group, only=account)
        assert (await door.send(ticket_card(), place)).chat == direct
        assert not await door.calls("/ephemeral/")
        assert not door.messenger.capabilities(place).private_in_group

    @pytest.mark.parametrize("kind", ["block_bot", "mute_group", "dissolve"])
    async def test_closed_doors_are_unreachable(self, door: FeishuRig, kind: str) -> None:
        account, _ = await door.meet("zhangwei")
        body = {"kind": kind, "chat": door.group.chat, "person": "zhangwei"}
        await door.control("POST", "/feishu/event", body)
        place = Place(account=account) if kind == "block_bot" else Place(chat=door.group)
        with pytest.raises(Unreachable):
            await door.send(ticket_card(), place)

    @pytest.mark.parametrize("kind", ["enter_direct", "menu"])
    async def test_opening_the_direct_chat_is_told_with_its_chat(
        self, door: FeishuRig, kind: str
    ) -> None:
        account, direct = await door.meet("zhangwei")
        body = {"kind": kind, "person": "zhangwei", "key": "mine", "event_key": "mine"}
        await door.control("POST", "/feishu/event", body)
        await eventually(lambda: door.heart.told(ChatOpened))
        (opened,) = door.heart.told(ChatOpened)
        assert (opened.account, opened.chat) == (account, direct)

    async def test_what_the_group_cannot_keep_private_is_said_directly(
        self, door: FeishuRig
    ) -> None:
        account, direct = await door.meet("zhangwei")
        await door.fault("status", match="/ephemeral/", status=400, code=230001)
        receipt = await door.send(ticket_card(), Place(chat=door.group, only=account))
        assert receipt.chat == direct


class TestChats:
    async def test_a_chat_never_met_is_asked_for_once(self, door: FeishuRig) -> None:
        _, direct = await door.meet("zhangwei")
        chats = Chats(door.messenger._client, door.clock)
        for _ in range(2):
            assert await chats.kind(direct.chat) == "direct"
            assert await chats.kind(door.group.chat) == "group"
        assert len(await door.calls("/im/v1/chats/oc_")) == 2

    async def test_a_chat_nobody_tells_about_is_taken_for_a_group(self, door: FeishuRig) -> None:
        await door.fault("status", match="/im/v1/chats", status=500)
        assert await Chats(door.messenger._client, door.clock).kind("oc_x") == "group"

    async def test_a_private_card_answers_its_clicks(self, door: FeishuRig) -> None:
        async def accepts(event: Event) -> Answer | None:
            return Answer("ok", "success", ticket_card(title="#128 已接单"))

        account, _ = await door.meet("zhangwei")
        sent = await door.send(ticket_card(), Place(chat=door.group, only=account))
        door.heart.answer = accepts
        assert (await door.click(sent.message, "zhangwei", "接单"))["ok"]
        seen = await door.seen(sent, "zhangwei")
        assert seen is not None and seen["card"]["title"] == "#128 已接单"


class TestPictures:
    async def test_a_picture_is_uploaded_once(self, door: FeishuRig) -> None:
        content = png()
        sha256 = hashlib.sha256(content).hexdigest()
        for card in (
            ticket_card(blocks=(Picture(sha256, "现场.jpg"),)),
            Card(blocks=(Text(("看",)), Picture(sha256, "现场.jpg"))),
        ):
            message = Outgoing(card, pictures={sha256: content})
            receipt = await door.messenger.send(Place(chat=door.group), message, key=card.title)
            assert await door.seen(receipt, "lina")
        assert len(await door.calls("/im/v1/images")) == 1

    async def test_a_picture_feishu_refuses_does_not_stop_the_message(
        self, door: FeishuRig
    ) -> None:
        card = ticket_card(blocks=(Picture("aa", "现场.jpg"),))
        await door.fault("status", match="/im/v1/images", status=400, code=234001)
        message = Outgoing(card, pictures={"aa": b"no picture"})
        receipt = await door.messenger.send(Place(chat=door.group), message, key="p")
        seen = await door.seen(receipt, "lina")
        assert seen is not None and "现场.jpg" in seen["card"]["lines"]

    async def test_a_reference_made_up_by_somebody_fetches_nothing(self, door: FeishuRig) -> None:
        for ref in ("x", "a/b/c", "om_1/image/../../secrets", "om_1/image/"):
            with pytest.raises(Refused):
                _ = [chunk async for chunk in door.messenger.fetch(ref)]
        assert not await door.calls("/resources/")

    async def test_a_file_that_is_gone_is_refused(self, door: FeishuRig) -> None:
        with pytest.raises((Refused, Unreachable)):
            _ = [chunk async for chunk in door.messenger.fetch("om_gone/file/f1")]


class TestUrgency:
    async def messenger(self, door: FeishuRig, how: str) -> FeishuMessenger:
        settings = dataclasses.replace(door.settings, urgent=how)
        return FeishuMessenger(settings, door.clock, door.messenger._client._http)

    async def test_an_alarm_pings_the_people_it_names(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        loud = await self.messenger(door, "app")
        card = ticket_card(blocks=(Text((At("张伟", account), " 已超时")),))
        await loud.send(Place(chat=door.group), Outgoing(card, urgent=True), key="u1")
        (ping,) = await door.calls("/urgent_app")
        assert ping["body"]["user_id_list"] == [account.user] and ping["status"] == 200

    async def test_a_ping_that_fails_leaves_the_message_sent(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        loud = await self.messenger(door, "phone")
        await door.fault("status", match="/urgent_phone", status=400, code=230024)
        message = Outgoing(ticket_card(), urgent=True)
        receipt = await loud.send(Place(account=account), message, key="u2")
        assert await door.seen(receipt, "zhangwei")

    async def test_nobody_is_pinged_unless_the_admin_wants_it(self, door: FeishuRig) -> None:
        account, _ = await door.meet("zhangwei")
        message = Outgoing(ticket_card(), urgent=True)
        await door.messenger.send(Place(account=account), message, key="u3")
        assert not await door.calls("/urgent")


class TestSlashCommands:
    async def test_what_is_missing_is_made_and_what_changed_is_mended(
        self, door: FeishuRig
    ) -> None:
        register = door.messenger.register_commands
        assert await register([("new", "提交工单"), ("mine", "我的工单")]) == 2
        assert await register([("new", "提交工单"), ("mine", "我的工单")]) == 0
        assert await register([("new", "报修"), ("mine", "我的工单"), ("help", "帮助")]) == 2
        methods = [call["method"] for call in await door.calls("/app_slash_commands")]
        assert methods.count("PATCH") == 1 and methods.count("POST") == 3


class TestCheck:
    async def test_a_wrong_secret_is_told_in_one_sentence(self, door: FeishuRig) -> None:
        settings = dataclasses.replace(door.settings, app_secret="wrong")
        async with make_http() as http:
            (fault,) = await FeishuMessenger(settings, door.clock, http).check()
        assert "check FEISHU_APP_ID, FEISHU_APP_SECRET" in fault and "10014" in fault

    async def test_a_dead_address_is_told(self, door: FeishuRig) -> None:
        settings = dataclasses.replace(door.settings, base_url="http://127.0.0.1:9")
        async with make_http() as http:
            (fault,) = await FeishuMessenger(settings, door.clock, http).check()
        assert "ConnectError" in fault

    async def test_a_missing_scope_is_named(self, door: FeishuRig) -> None:
        scopes = ["im:message", "im:message:send_as_bot"]
        await door.control("POST", "/feishu/console", {"scopes": scopes})
        faults = await door.messenger.check()
        assert any("contact:user.id:readonly" in fault for fault in faults), faults

    async def test_a_door_without_a_key_is_told(self, door: FeishuRig) -> None:
        settings = dataclasses.replace(door.settings, encrypt_key="")
        faults = await FeishuMessenger(
            settings, door.clock, door.messenger._client._http
        ).check()
        assert any("FEISHU_ENCRYPT_KEY" in fault for fault in faults)


class TestCodes:
    @pytest.mark.parametrize("code", [230002, 230013, 230053, 230029, 232009, 10002, 230034])
    def test_who_cannot_be_reached(self, code: int) -> None:
        assert isinstance(error_for("x", 400, code, "", ""), Unreachable)

    @pytest.mark.parametrize("code", [99991400, 230020, 11232, 1500, 230101, 230049])
    def test_what_may_work_later(self, code: int) -> None:
        error = error_for("x", 400, code, "", "7")
        assert isinstance(error, RetryLater) and error.after == 7.0

    @pytest.mark.parametrize("code", [10014, 99991543, 99991662, 99991663])
    def test_a_broken_setup_is_not_the_messages_fault(self, code: int) -> None:
        assert isinstance(error_for("x", 400, code, "", ""), RetryLater)

    def test_a_refused_card_tells_its_inner_code_and_not_its_words(self) -> None:
        message = "Failed to create card content, ext=ErrCode: 11310; ErrMsg: 秘密;"
        error = error_for("x", 400, 230099, message, "")
        assert isinstance(error, Refused)
        assert error.code == "230099/11310" and "秘密" not in str(error)

    @pytest.mark.parametrize(("status", "kind"), [(502, RetryLater), (429, RetryLater),
                                                  (404, Refused)])
    def test_a_gateways_page_is_judged_by_its_status(self, status: int, kind: type) -> None:
        assert isinstance(error_for("x", status, None, "", ""), kind)

    @pytest.mark.parametrize("reset", ["", "soon", "nan", "-1", "1e99"])
    def test_a_strange_reset_time_harms_nobody(self, reset: str) -> None:
        error = error_for("x", 429, 99991400, "", reset)
        assert isinstance(error, RetryLater)
        assert error.after is None or 0 < error.after <= 3600

    def test_every_rule_says_what_it_means(self) -> None:
        assert all(rule.meaning for rule in RULES.values())


async def test_a_menu_entry_is_answered_in_the_persons_direct_chat(door: FeishuRig) -> None:
    account, direct = await door.meet("lina")
    nameless = AccountId("feishu", account.tenant, account.user)
    receipt = await door.send(ticket_card(), Place(chat=direct._replace(chat=nameless.user)))
    assert receipt.chat == direct
