"""What AI bot and app say in the heart's words, and the codes' meanings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.wecom import app_inbound, bot_inbound, media_ref
from adapters.wecom.codes import RULES, advice_for, error_for
from adapters.wecom.content import without_mention
from adapters.wecom.rates import Windows
from adapters.wecom.xmls import read_xml
from bot.errors import Refused, RetryLater, Undecodable, Unreachable
from bot.events import ButtonClicked, ChatOpened, Event, MessageReceived, PersonLeft

NOW = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)


def body(**changes: Any) -> dict[str, Any]:
    return {
        "msgid": "M1", "chatid": "wrCHAT", "chattype": "group", "from": {"userid": "ZhangSan"},
        "msgtype": "text", "text": {"content": "@工单助手 /报修 漏水"}, **changes,
    }  # fmt: skip


def heard(raw: dict[str, Any], name: str = "工单助手") -> Event | None:
    return bot_inbound.to_event(raw, "zhangsan", tenant="ww1", bot_name=name, now=NOW)


@pytest.mark.parametrize(
    ("said", "name", "left"),
    [
        ("@工单助手 /报修", "工单助手", "/报修"),
        ("＠工单助手 /报修", "工单助手", "/报修"),
        ("@IT Help Desk /new", "IT Help Desk", "/new"),
        ("@工单助手\u2005催一下", "工单助手", "催一下"),
        ("请看 @工单助手", "工单助手", "请看 "),
        ("@工单助手2号 你好", "工单助手", "你好"),
        ("@别名 你好", "", "你好"),
        ("你好 @张伟", "工单助手", "你好 @张伟"),
        ("@工单助手", "工单助手", ""),
    ],
)
def test_the_bots_own_name_is_taken_out(said: str, name: str, left: str) -> None:
    assert without_mention(said, name) == left


def test_a_group_keeps_the_case_of_its_id_and_people_lose_theirs() -> None:
    event = heard(body())
    assert isinstance(event, MessageReceived)
    assert event.chat.chat == "wrCHAT" and event.account.user == "zhangsan"
    assert event.text == "/报修 漏水" and event.key == "wecom:ww1:M1" and event.addressed
    direct = heard(body(chattype="single"))
    assert isinstance(direct, MessageReceived)
    assert direct.chat.chat == "single:zhangsan" and direct.chat_kind == "direct"


def test_others_are_mentioned_by_name() -> None:
    event = heard(body(text={"content": "@工单助手 @张伟 看看"}))
    assert isinstance(event, MessageReceived)
    assert event.text == "@张伟 看看"
    assert [(one.name, one.account) for one in event.mentions] == [("张伟", None)]


def test_pictures_files_and_quotes_come_along() -> None:
    picture = {"msgtype": "image", "image": {"url": "https://x/1", "aeskey": "K="}}
    words = {"msgtype": "text", "text": {"content": "@工单助手 看图"}}
    event = heard(body(msgtype="mixed", mixed={"msg_item": [words, picture]}, quote=picture))
    assert isinstance(event, MessageReceived)
    assert event.text == "看图" and event.quote is not None and event.quote.message is None
    assert media_ref.unpack(event.files[0].key) == ("bot", "K=", "https://x/1")
    assert len(event.quote.files) == 1
    voice = heard(body(chattype="single", msgtype="voice", voice={"content": "空调坏了"}))
    assert isinstance(voice, MessageReceived) and voice.text == "空调坏了"


@pytest.mark.parametrize("nested", [True, False], ids=["as the page", "as the SDK"])
def test_a_click_is_read_nested_or_flat(nested: bool) -> None:
    chosen = [{"question_key": "prio", "option_ids": {"option_id": ["p1", "p2"]}}]
    detail = {
        "event_key": "accept.1.2#2", "task_id": "bh9_0", "selected_items": {"selected_item": chosen}
    }
    event = {"eventtype": "template_card_event"}
    event |= {"template_card_event": detail} if nested else detail  # type: ignore[dict-item]
    click = heard(body(msgtype="event", event=event, create_time=1767225600))
    assert isinstance(click, ButtonClicked)
    assert (click.action, click.message) == ("accept.1.2", "bh9")
    assert click.values == {"prio": ("p1", "p2")}
    assert click.at == datetime(2026, 1, 1, tzinfo=UTC)


def test_unknown_kinds_are_nothing() -> None:
    for kind in ("enter_check_update", "auth_change_event", "feedback_event"):
        assert heard(body(msgtype="event", event={"eventtype": kind})) is None
    assert heard(body(msgtype="stream", stream={"id": "s"})) is None
    assert isinstance(heard(body(msgtype="event", event={"eventtype": "enter_chat"})), ChatOpened)


@pytest.mark.parametrize(
    "broken",
    [{"msgid": ""}, {"msgid": 5}, {"chatid": None}, {"text": 7}, {"msgtype": "file"},
     {"msgtype": "file", "file": {"url": "file:///etc/passwd"}}, {"msgtype": "mixed"},
     {"msgtype": "event", "event": {"eventtype": "template_card_event"}}],
)  # fmt: skip
def test_what_is_broken_is_undecodable(broken: dict[str, Any]) -> None:
    with pytest.raises(Undecodable):
        heard(body(**broken))


def app(**fields: str) -> Event | None:
    inner = {"ToUserName": "ww1", "FromUserName": "ZhangSan", "CreateTime": "1767225600", **fields}
    text = "".join(f"<{k}>{v}</{k}>" for k, v in inner.items())
    return app_inbound.to_event(read_xml(f"<xml>{text}</xml>".encode()), tenant="ww1", now=NOW)


SELECTED = (
    "<SelectedItem><QuestionKey>a</QuestionKey><OptionIds><OptionId>1</OptionId></OptionIds>"
    "</SelectedItem><SelectedItem><QuestionKey>b</QuestionKey><OptionIds><OptionId>1</OptionId>"
    "<OptionId>2</OptionId></OptionIds></SelectedItem>"
)


def test_the_apps_messages_and_events() -> None:
    text = app(MsgType="text", Content="我的工单", MsgId="7300000000000000001")
    assert isinstance(text, MessageReceived)
    assert text.chat.chat == "app:zhangsan" and text.key == "wecom:ww1:app:7300000000000000001"
    file = app(MsgType="file", MediaId="m1", FileName="a.pdf", MsgId="2")
    assert isinstance(file, MessageReceived) and file.files[0].name == "a.pdf"
    assert isinstance(app(MsgType="event", Event="enter_agent"), ChatOpened)
    menu = app(MsgType="event", Event="click", EventKey="/mine")
    assert isinstance(menu, MessageReceived) and menu.text == "/mine"
    left = app(MsgType="event", Event="change_contact", ChangeType="delete_user", UserID="LiSi")
    assert isinstance(left, PersonLeft) and left.account.user == "lisi"
    assert app(MsgType="event", Event="change_contact", ChangeType="update_user") is None
    assert app(MsgType="event", Event="batch_job_result") is None
    click = app(
        MsgType="event", Event="template_card_event", EventKey="k", TaskId="bh1_0",
        SelectedItems=SELECTED,
    )
    assert isinstance(click, ButtonClicked) and click.values == {"a": "1", "b": ("1", "2")}


def test_two_clicks_of_one_second_have_two_keys_and_a_redelivery_has_one() -> None:
    def key(**changes: str) -> str:
        event = app(**{"MsgType": "event", "Event": "template_card_event", "EventKey": "take",
                       "TaskId": "bh1_0", **changes})
        assert event is not None
        return event.key

    assert key() == key()
    assert len({key(), key(EventKey="drop"), key(TaskId="bh2_0"), key(FromUserName="LiSi")}) == 4


@pytest.mark.parametrize("fields", [{"MsgType": "text"}, {"MsgType": "image", "MsgId": "1"},
                                    {"MsgType": "event", "Event": "template_card_event"}])
def test_a_broken_app_message_is_undecodable(fields: dict[str, str]) -> None:
    with pytest.raises(Undecodable):
        app(**fields)


@pytest.mark.parametrize(
    ("code", "kind"),
    [(-1, RetryLater), (6000, RetryLater), (40001, RetryLater), (45009, RetryLater),
     (60020, RetryLater), (846607, RetryLater), (81013, Unreachable), (60111, Unreachable),
     (93000, Unreachable), (93006, Unreachable), (93008, Unreachable), (42014, Refused),
     (45002, Refused), (999999, Refused)],
)  # fmt: skip
def test_codes_have_their_fates(code: int, kind: type[Exception]) -> None:
    assert isinstance(error_for("wecom x", code), kind)


def test_an_untrusted_address_is_told_with_what_to_do() -> None:
    error = error_for(
        "wecom x", 60020,
        "not allow to access from your ip, hint: [1_2_3], from ip: 203.0.113.9, more info at https",
    )  # fmt: skip
    advice = advice_for(error)
    assert "203.0.113.9" in str(error) and "203.0.113.9" in advice
    assert "Trusted enterprise IP" in advice and "trusted domain" in advice
    assert all("{" not in advice_for(error_for("x", code)) for code in RULES)


async def test_windows_wait_a_little_and_then_ask_for_patience() -> None:
    now = [0.0]
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    windows = Windows(((3, 60.0), (5, 3600.0)), max_wait=10, now=lambda: now[0], sleep=sleep)
    for _ in range(3):
        await windows.wait("a")
    with pytest.raises(RetryLater) as full:
        await windows.wait("a")
    assert full.value.after == 60.0 and not slept
    await windows.wait("b")
    now[0] = 55.0
    await windows.wait("a")
    assert slept == [5.0]
    await windows.wait("a")
    with pytest.raises(RetryLater) as hour:
        await windows.wait("a")
    assert hour.value.after is not None and hour.value.after > 3500
    windows.hold("c", 30)
    with pytest.raises(RetryLater):
        await windows.wait("c")
