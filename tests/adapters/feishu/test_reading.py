"""Foreign events become the heart's, whatever shape the platform gives them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.feishu.content import Me
from adapters.feishu.inbound import moment, to_event
from bot.errors import Undecodable
from bot.events import (
    BotAdded,
    BotRemoved,
    ButtonClicked,
    ChatOpened,
    MessageReceived,
    PersonLeft,
)

ME = Me("cli_1", "ou_bot")
BOT = {"key": "@_user_1", "id": {"open_id": "ou_bot"}, "mentioned_type": "bot", "name": "工单助手"}
LI = {"key": "@_user_2", "id": {"open_id": "ou_li"}, "mentioned_type": "user", "name": "李娜"}


def event(kind: str, body: dict[str, Any], **header: Any) -> dict[str, Any]:
    head = {"event_id": "e1", "event_type": kind, "create_time": "1767225600000",
            "app_id": "cli_1", **header}
    return {"schema": "2.0", "header": head, "event": body}


def message(kind: str, content: Any, **changes: Any) -> dict[str, Any]:
    fields = {
        "message_id": "om_1", "create_time": "1767225600000", "chat_id": "oc_1",
        "chat_type": "group", "message_type": kind,
        "content": content if isinstance(content, str) else json.dumps(content), **changes,
    }
    sender = {"sender_id": {"open_id": "ou_a"}, "sender_type": "user"}
    return event("im.message.receive_v1", {"sender": sender, "message": fields})


def said(kind: str, content: Any, **changes: Any) -> MessageReceived:
    found = to_event(message(kind, content, **changes), ME)
    assert isinstance(found, MessageReceived)
    return found


class TestText:
    def test_the_bots_name_goes_and_a_colleagues_comes(self) -> None:
        found = said("text", {"text": "@_user_1 /转单 @_user_2 谢谢"}, mentions=[BOT, LI])
        assert found.text == "/转单 @李娜 谢谢" and found.addressed
        assert [one.name for one in found.mentions] == ["李娜"]
        assert found.mentions[0].account == ME.account("ou_li")

    def test_the_tenth_mention_is_not_the_first(self) -> None:
        tenth = {**LI, "key": "@_user_10", "name": "王强"}
        found = said("text", {"text": "@_user_1 @_user_10"}, mentions=[BOT, tenth])
        assert found.text == "@王强"

    def test_everybody_is_not_the_bot(self) -> None:
        everybody = {"key": "@_all", "id": {"open_id": ""}, "name": "所有人"}
        for mentions in ([everybody], []):
            found = said("text", {"text": "@_all 开会"}, mentions=mentions)
            assert not found.addressed and found.mentions == ()
            assert found.text == "@all 开会"

    def test_another_bot_is_not_us(self) -> None:
        other = {**BOT, "id": {"open_id": "ou_other"}}
        assert not said("text", {"text": "@_user_1 hi"}, mentions=[other]).addressed

    def test_lines_and_inner_spaces_stay(self) -> None:
        assert said("text", {"text": "一\n  二  三"}).text == "一\n  二  三"

    def test_the_message_is_the_key_and_the_app_belongs_to_it(self) -> None:
        found = said("text", {"text": "x"})
        assert found.key == "feishu:cli_1:om_1"
        assert found.at == datetime(2026, 1, 1, tzinfo=UTC)

    def test_a_reply_names_what_it_quotes(self) -> None:
        found = said("text", {"text": "x"}, parent_id="om_0")
        assert found.quote is not None and found.quote.message == "om_0"


class TestOtherContent:
    @pytest.mark.parametrize("wrapped", [False, True])
    def test_a_post_is_words_and_pictures(self, wrapped: bool) -> None:
        body = {
            "title": "漏水",
            "content": [
                [{"tag": "at", "user_id": "@_user_1", "user_name": "Bot"},
                 {"tag": "text", "text": " 3号楼", "style": ["bold"]},
                 {"tag": "a", "href": "https://x.example/1", "text": "图"}],
                [{"tag": "img", "image_key": "img_1"}],
                [{"tag": "at", "user_id": "@_user_2"}, {"tag": "hr"}, {"tag": "unheard-of"}],
                [{"tag": "code_block", "language": "SQL", "text": "select 1"}],
            ],
        }
        found = said("post", {"zh_cn": body} if wrapped else body, mentions=[BOT, LI])
        assert found.text == "漏水\n 3号楼图 https://x.example/1\n@李娜\n\nselect 1"
        assert found.addressed and [one.key for one in found.files] == ["om_1/image/img_1"]

    @pytest.mark.parametrize(
        ("kind", "content", "key", "type_"),
        [
            ("image", {"image_key": "img_1"}, "om_1/image/img_1", "image/jpeg"),
            ("file", {"file_key": "f1", "file_name": "a.pdf"}, "om_1/file/f1", "application/pdf"),
            ("audio", {"file_key": "f2", "duration": 900}, "om_1/file/f2", "audio/ogg"),
            ("media", {"file_key": "f3", "file_name": "v.mp4"}, "om_1/file/f3", "video/mp4"),
        ],
    )
    def test_a_file_can_be_found_again(
        self, kind: str, content: dict[str, Any], key: str, type_: str
    ) -> None:
        (file,) = said(kind, content).files
        assert (file.key, file.media_type) == (key, type_)

    def test_a_place_is_its_name(self) -> None:
        assert said("location", {"name": "3号楼", "longitude": "1"}).text == "3号楼"

    @pytest.mark.parametrize("kind", ["sticker", "share_chat", "system", "merge_forward", "todo"])
    def test_what_says_nothing_is_not_heard(self, kind: str) -> None:
        assert to_event(message(kind, "no json at all"), ME) is None

    @pytest.mark.parametrize("sender", ["bot", "app", None])
    def test_bots_are_not_answered(self, sender: str | None) -> None:
        raw = message("text", {"text": "/help"})
        raw["event"]["sender"]["sender_type"] = sender
        assert to_event(raw, ME) is None


class TestOtherEvents:
    def test_the_bot_comes_and_goes(self) -> None:
        body = {"chat_id": "oc_1", "operator_id": {"open_id": "ou_a"}, "name": "报修群"}
        added = to_event(event("im.chat.member.bot.added_v1", body), ME)
        assert isinstance(added, BotAdded)
        assert added.chat_name == "报修群" and added.by == ME.account("ou_a")
        for kind in ("im.chat.member.bot.deleted_v1", "im.chat.disbanded_v1"):
            assert isinstance(to_event(event(kind, body), ME), BotRemoved)

    def test_a_person_leaves_or_only_changes_desk(self) -> None:
        gone = event("contact.user.deleted_v3", {"object": {"open_id": "ou_a"}})
        assert isinstance(to_event(gone, ME), PersonLeft)
        resigned = {"object": {"open_id": "ou_a", "status": {"is_resigned": True}}}
        assert isinstance(to_event(event("contact.user.updated_v3", resigned), ME), PersonLeft)
        moved = {"object": {"open_id": "ou_a", "status": {"is_resigned": False}}}
        assert to_event(event("contact.user.updated_v3", moved), ME) is None

    def test_a_menu_entry_opens_the_chat_of_its_person(self) -> None:
        body = {"operator": {"operator_name": "李娜", "operator_id": {"open_id": "ou_a"}},
                "event_key": "mine"}
        found = to_event(event("application.bot.menu_v6", body), ME)
        assert isinstance(found, ChatOpened) and found.name == "李娜"
        assert found.chat.chat == "ou_a"

    @pytest.mark.parametrize("raw", [{}, {"header": 1}, {"uuid": "x", "type": "event_callback",
                                                         "event": {"type": "message"}}])
    def test_older_or_stranger_envelopes_are_dropped(self, raw: dict[str, Any]) -> None:
        assert to_event(raw, ME) is None

    @pytest.mark.parametrize("body", [{}, {"message": {}}, {"sender": [], "message": {}},
                                      {"sender": {"sender_type": "user"}, "message": None}])
    def test_a_message_without_its_parts_is_undecodable(self, body: dict[str, Any]) -> None:
        with pytest.raises(Undecodable):
            to_event(event("im.message.receive_v1", body), ME)

    @pytest.mark.parametrize("content", ["", "[]", "{", '"x"'])
    def test_content_that_is_no_object_is_undecodable(self, content: str) -> None:
        with pytest.raises(Undecodable):
            to_event(message("text", content), ME)

    def test_times_are_milliseconds_or_microseconds(self) -> None:
        assert moment("1767225600000") == moment("1767225600000000")


def click(action: dict[str, Any], **operator: Any) -> ButtonClicked | None:
    body = {
        "operator": operator or {"open_id": "ou_a"},
        "action": {"tag": "button", **action},
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"},
    }
    raw = event("card.action.trigger", body, create_time="1767225600000000")
    found = to_event(raw, ME)
    assert found is None or isinstance(found, ButtonClicked)
    return found


class TestClicks:
    def test_a_submit_that_lost_its_value_is_known_by_its_name(self) -> None:
        found = click({"name": "a_file.0.0.draft=d42",
                       "form_value": {"title": "x", "due": "2026-01-02 18:00 +0800"}})
        assert found is not None and found.action == "file.0.0.draft=d42"
        assert found.values == {"title": "x", "due": "2026-01-02 18:00"}

    def test_only_pickers_lose_their_zone(self) -> None:
        found = click({"value": {"a": "file.0.0", "d": ["due"]},
                       "form_value": {"title": "2026-01-02 18:00 +0800",
                                      "due": "2026-01-02 18:00 +0800"}})
        assert found is not None
        assert found.values == {"title": "2026-01-02 18:00 +0800", "due": "2026-01-02 18:00"}

    @pytest.mark.parametrize("raw", [["a", "b"], '["a","b"]'])
    def test_several_choices_come_as_a_list_or_as_its_text(self, raw: Any) -> None:
        found = click({"value": {"a": "file.0.0", "m": ["tags"]}, "form_value": {"tags": raw}})
        assert found is not None and found.values == {"tags": ("a", "b")}

    def test_words_that_look_like_a_list_stay_words(self) -> None:
        found = click({"value": {"a": "file.0.0"}, "form_value": {"title": '["a"]', "x": None}})
        assert found is not None and found.values == {"title": '["a"]', "x": ""}

    @pytest.mark.parametrize("value", [None, {}, {"a": 7}, "text", "[]", '{"b":1}', ["a"]])
    def test_a_strangers_button_is_not_ours(self, value: Any) -> None:
        assert click({"value": value}) is None

    def test_a_value_sent_as_text_is_read_too(self) -> None:
        found = click({"value": '{"a":"accept.1.2"}'})
        assert found is not None and found.action == "accept.1.2"

    def test_who_has_no_open_id_is_known_by_the_user_id(self) -> None:
        found = click({"value": {"a": "accept.1.2"}}, user_id="u1")
        assert found is not None and found.account == ME.account("u1")
