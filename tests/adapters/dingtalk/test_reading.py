"""Messages, clicks, forms and events as DingTalk writes them, and as it should not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.dingtalk.callback import read_click
from adapters.dingtalk.form import form_text
from adapters.dingtalk.frames import read_frame
from adapters.dingtalk.happenings import events_of
from adapters.dingtalk.ids import Names, Track, pack_track, unpack_track
from adapters.dingtalk.inbound import Heard, Reader
from bot.cards.model import Button, Form, Input, Option
from bot.errors import BadSignature, Undecodable
from bot.events import BotRemoved, PersonLeft

NAMES = Names("ding0001")
SAMPLE: dict[str, Any] = {  # dingtalk.md §4.1
    "msgId": "msgTEST0001==", "msgtype": "text", "text": {"content": " /ticket 打印机坏了"},
    "conversationId": "cidAAAABBBBCCCC==", "conversationType": "2", "conversationTitle": "运维群",
    "senderId": "$:LWCP_v1:$U1", "senderStaffId": "user001", "senderNick": "张三",
    "senderCorpId": "ding0001", "isAdmin": True,
    "atUsers": [{"dingtalkId": "$:BOT"}, {"dingtalkId": "$:U2", "staffId": "user002"}],
    "chatbotUserId": "$:BOT", "robotCode": "dingtest0001",
    "sessionWebhook": "https://oapi.dingtalk.com/robot/sendBySession?session=x",
    "sessionWebhookExpiredTime": 1767231001000, "createAt": 1767225600900,
}


def heard(**changes: Any) -> Heard:
    reader = Reader(NAMES, "dingtest0001", "工单助手", {"user009": "李四"}.get, {"pq1": "b1g.c.1"})
    return reader.read({**SAMPLE, **changes})


def event(**changes: Any) -> Any:
    found = heard(**changes).event
    assert found is not None
    return found


def test_the_reference_message_is_read() -> None:
    found = event()
    assert found.text == "/ticket 打印机坏了" and found.addressed
    assert found.account == NAMES.account("user001") and found.chat.chat == "cidAAAABBBBCCCC=="
    assert (found.name, found.chat_name) == ("张三", "运维群")
    assert found.at == datetime(2026, 1, 1, 0, 0, 0, 900_000, UTC)
    assert found.key == "dingtalk:ding0001:msgTEST0001=="


def test_a_direct_chat_is_named_after_its_person() -> None:
    found = event(conversationType="1")
    assert (found.chat.chat, found.chat_kind, found.chat_name) == ("direct:user001", "direct", None)


def test_people_are_mentioned_by_name_with_the_id_where_it_is_told() -> None:
    at = [{"dingtalkId": "$:BOT"}, {"dingtalkId": "1", "staffId": "user002"}, {"dingtalkId": "2"}]
    found = event(text={"content": "请 @王五 和 @赵六 看"}, atUsers=at)
    assert [(m.name, m.account) for m in found.mentions] == [
        ("王五", NAMES.account("user002")), ("赵六", None),
    ]


def test_a_known_persons_name_is_used_where_the_order_does_not_tell() -> None:
    at = [{"dingtalkId": "1", "staffId": "user009"}, {"dingtalkId": "2"}]
    found = event(text={"content": "看一下 a@b.c @b @c"}, atUsers=at)
    assert [(m.name, m.account) for m in found.mentions] == [("李四", NAMES.account("user009"))]


def test_rich_text_keeps_words_and_pictures_and_drops_the_repeated_bot() -> None:
    parts = [
        {"text": "@工单助手 漏水"}, {"type": "at", "atName": "工单助手", "atUserId": "x"},
        {"type": "picture", "downloadCode": "d1", "pictureDownloadCode": "p1"},
        {"text": "三楼"}, {"type": "picture", "pictureDownloadCode": "p2"},
    ]
    found = event(msgtype="richText", text=None, content={"richText": parts})
    assert found.text == "漏水三楼"
    assert [(file.key, file.media_type) for file in found.files] == [
        ("d1", "image/jpeg"), ("p2", "image/jpeg"),
    ]


@pytest.mark.parametrize(
    ("kind", "content", "text", "name"),
    [
        ("audio", {"downloadCode": "d", "recognition": "空调坏了"}, "空调坏了", "voice.amr"),
        ("file", {"downloadCode": "d", "fileName": "报价.xlsx"}, "", "报价.xlsx"),
        ("video", {"downloadCode": "d", "videoType": "mp4"}, "", "video.mp4"),
        ("picture", {"downloadCode": "d"}, "", "picture.jpg"),
    ],
)
def test_each_kind_of_file_is_known(kind: str, content: Any, text: str, name: str) -> None:
    found = event(msgtype=kind, text=None, content=content)
    assert (found.text, [file.name for file in found.files]) == (text, [name])


@pytest.mark.parametrize("content", [None, 3, [], {"richText": "x"}, {"richText": [1, None]}])
def test_odd_content_is_an_empty_message(content: Any) -> None:
    found = event(msgtype="richText", text=None, content=content)
    assert (found.text, found.files) == ("", ())


def test_a_quote_names_our_card_by_its_track_and_other_messages_by_their_id() -> None:
    replied = {"isReplyMsg": True, "content": "催", "repliedMsg": {
        "msgType": "text", "msgId": "m0", "content": {"text": " 原话 "}}}
    assert event(text=replied).quote.message == "m0"
    assert event(text=replied).quote.text == "原话"
    ours = event(text=replied, originalMsgId="m0", originalProcessQueryKey="pq1")
    assert ours.quote.message == "b1g.c.1"
    unknown = event(text=replied, originalProcessQueryKey="pq2")
    assert unknown.quote.message == "pq2"


def test_a_quoted_picture_comes_as_a_file() -> None:
    replied = {"content": "看", "repliedMsg": {"msgType": "picture", "msgId": "m0",
                                             "content": {"downloadCode": "d9"}}}
    assert [file.key for file in event(text=replied).quote.files] == ["d9"]


def test_flat_content_of_http_robots_is_read() -> None:
    assert event(text=None, content=" 打印机 ").text == "打印机"


def test_withheld_words_and_strangers_are_no_events() -> None:
    for code in ({"errorCode": 20001}, {"errCode": "20001"}):
        found = heard(text=None, **code)
        assert (found.event, found.reason) == (None, "quota")
    found = heard(senderStaffId=None)
    assert (found.event, found.reason, found.name) == (None, "stranger", "张三")


def test_another_robots_message_is_refused() -> None:
    with pytest.raises(BadSignature):
        heard(robotCode="dingother")


@pytest.mark.parametrize("change", [{"msgId": None}, {"conversationId": 3}, {"createAt": "soon"}])
def test_a_message_without_its_ids_or_time_is_undecodable(change: dict[str, Any]) -> None:
    with pytest.raises(Undecodable):
        heard(**change)


# ---- clicks ---------------------------------------------------------------------------------

CLICK = {"type": "actionCallback", "outTrackId": "t", "userId": "user001", "spaceId": "cid1"}
IDS = {"actionIds": ["accept.1.2"], "params": {"ticket": "T-1"}}


@pytest.mark.parametrize(
    "content",
    [
        {"content": json.dumps({"cardPrivateData": IDS})},
        {"content": {"cardPrivateData": IDS}},
        {"content": json.dumps(json.dumps({"cardPrivateData": IDS}))},
        {"value": json.dumps({"cardPrivateData": IDS})},
        {"content": "{broken", "value": json.dumps({"cardPrivateData": IDS})},
        {"content": json.dumps({"actionId": "accept.1.2"})},
        {"content": json.dumps({"cardPrivateData": {"actionIds": [], "params": {
            "actionId": "accept.1.2"}}})},
        {"content": json.dumps({"params": {"action_id": "accept.1.2"}})},
        {"content": json.dumps({"cardPrivateData": {"params": {"id": "accept.1.2"}}})},
        {"content": json.dumps({"userPrivateData": {"params": {"id": "accept.1.2"}}})},
        {"content": json.dumps({"cardPrivateData": {"actionIds": ["btns_0"], "params": {
            "action": "accept.1.2"}}})},
    ],
)
def test_a_click_is_read_in_all_its_shapes(content: dict[str, Any]) -> None:
    click = read_click({**CLICK, **content})
    assert click is not None
    assert (click.action, click.user, click.track) == ("accept.1.2", "user001", "t")


def test_a_form_brings_its_action_and_values() -> None:
    form = {
        "_action": "file.0.0.draft=d", "title": "漏水", "kind": {"index": 0, "value": "air"},
        "tags": {"index": [0, 1], "value": ["a", "b"]}, "due": "2026-12-02T09:30:00",
        "floor": 5, "empty": None, "yes": True,
    }
    for given in (form, json.dumps(form)):
        private = {"actionIds": ["form"], "params": {"form": given}}
        click = read_click({**CLICK, "content": json.dumps({"cardPrivateData": private})})
        assert click is not None and click.is_form and click.action == "file.0.0.draft=d"
        assert click.values == {
            "title": "漏水", "kind": "air", "tags": ("a", "b"), "due": "2026-12-02 09:30",
            "floor": "5", "empty": "", "yes": "true",
        }


def test_a_card_that_pulls_data_is_no_click() -> None:
    assert read_click({**CLICK, "type": "dynamicDataCallback"}) is None


@pytest.mark.parametrize(
    "body",
    [{**CLICK, "content": "{}"}, {**CLICK, "content": "[1]"}, {**CLICK, "outTrackId": None},
     {**CLICK, "userId": 3}, {**CLICK, "content": "[" * 99_000}],
)
def test_a_click_without_action_card_or_person_is_undecodable(body: dict[str, Any]) -> None:
    with pytest.raises(Undecodable):
        read_click(body)


def test_a_form_keeps_its_action_in_a_hidden_field_and_its_defaults_in_the_options() -> None:
    options = (Option("空调", "air"), Option("电梯", "lift"))
    form = Form(
        "f",
        (Input("kind", "类别", "select", default="lift", options=options),
         Input("tags", "标签", "multiselect", default="air", options=options)),
        Button("提交", "file.0.0"),
    )
    hidden, kind, tags = json.loads(form_text(form))["fields"]
    assert (hidden["hidden"], hidden["defaultValue"]) == (True, "file.0.0")
    assert kind["defaultValue"] == {"index": 1, "value": "lift"}
    assert tags["defaultValue"] == {"index": [0], "value": ["air"]}


# ---- names, frames, events ------------------------------------------------------------------


@pytest.mark.parametrize("chat", ["cidAA+/bb==", "cid" + "x" * 90, "cid with space"])
def test_a_track_brings_its_chat_back_or_none_at_all(chat: str) -> None:
    packed = pack_track(Track(1, "group", chat, "file.0.0.draft=d42"), "key")
    found = unpack_track(packed)
    assert found is not None and len(packed) <= 100
    assert found.chat in (chat, "") and found.kind == "group"
    assert found.chat == chat or len(chat) > 60 or " " in chat


def test_the_same_key_has_the_same_track_and_another_key_another() -> None:
    one = Track(1, "direct", "")
    assert pack_track(one, "k") == pack_track(one, "k") != pack_track(one, "l")
    assert pack_track(one, "k") != pack_track(Track(2, "direct", ""), "k")


@pytest.mark.parametrize("track", ["", "T-1.3f2a", "b3g..00000000000000000000", "b1x.c.1"])
def test_foreign_cards_are_known_as_such(track: str) -> None:
    assert unpack_track(track) is None


@pytest.mark.parametrize("text", ["", "[]", "null", '{"type":"EVENT"}', "[" * 50_000])
def test_what_is_no_frame_is_undecodable(text: str) -> None:
    with pytest.raises(Undecodable):
        read_frame(text)


def test_events_are_read_in_both_spellings() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for body in ({"openConversationId": "cid1"}, {"OpenConversationId": "cid1"}):
        (found,) = events_of("chat_disband", "e1", body, NAMES, now)
        assert found == BotRemoved("dingtalk:ding0001:e1", NAMES.group("cid1"), now)
    left = list(events_of("user_leave_org", "e2", {"UserId": ["a", "b"]}, NAMES, now))
    assert [type(one) for one in left] == [PersonLeft, PersonLeft]
    assert len({one.key for one in left}) == 2
    assert list(events_of("chat_update_title", "e3", {"chatId": "x"}, NAMES, now)) == []
