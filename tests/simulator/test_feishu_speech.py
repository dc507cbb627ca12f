"""What a person writes, and what the bot then receives (feishu.md §4)."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.simulator.conftest import Control, eventually
from tests.simulator.feishu_rig import GROUP, Receiver, Rest

PNG = base64.b64encode(b"\x89PNG photo").decode()


async def first(receiver: Receiver) -> dict[str, Any]:
    found: list[dict[str, Any]] = await eventually(receiver.events)
    return found[0]


async def test_a_group_message_reaches_the_bot_with_placeholders_in_order(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    said = await control.post(
        "/feishu/say",
        {"chat": GROUP, "person": "lina", "text": "3号机漏油 @张伟 看下", "at_bot": True},
    )
    event = await first(receiver)
    message = event["message"]
    assert message["message_id"] == said["message"]
    assert json.loads(message["content"]) == {"text": "@_user_1 3号机漏油 @_user_2 看下"}
    assert [m["name"] for m in message["mentions"]] == ["工单助手", "张伟"]
    assert message["mentions"][0]["id"]["open_id"] == rest.feishu.settings.bot_open_id
    assert message["mentions"][0]["mentioned_type"] == "bot"
    assert event["sender"]["sender_id"]["open_id"] == rest.open_id("lina")
    assert (message["chat_type"], "root_id" in message) == ("group", False)


async def test_without_at_bot_a_group_message_stays_in_the_group(
    control: Control, receiver: Receiver
) -> None:
    body = {"chat": GROUP, "person": "lina", "text": "中午吃什么", "at_bot": False}
    await control.post("/feishu/say", body)
    await control.post("/feishu/say", {**body, "text": "报修", "at_bot": True})
    await first(receiver)
    assert [json.loads(e["message"]["content"])["text"] for e in receiver.events()] == [
        "@_user_1 报修"
    ]


async def test_with_the_group_msg_scope_everything_reaches_the_bot(
    control: Control, receiver: Receiver
) -> None:
    await control.post("/feishu/console", {"group_msg": True})
    body = {"chat": GROUP, "person": "lina", "text": "中午吃什么", "at_bot": False}
    await control.post("/feishu/say", body)
    assert "mentions" not in (await first(receiver))["message"]


async def test_a_direct_message_needs_no_mention(control: Control, receiver: Receiver) -> None:
    await control.post("/feishu/say", {"chat": "direct", "person": "lina", "text": "我的工单"})
    message = (await first(receiver))["message"]
    assert message["chat_type"] == "p2p"
    assert json.loads(message["content"]) == {"text": "我的工单"}


async def test_a_photo_with_words_is_a_post_whose_image_can_be_downloaded(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    await control.post(
        "/feishu/say",
        {
            "chat": GROUP,
            "person": "lina",
            "text": "空压机报警",
            "files": [{"name": "报警.png", "base64": PNG}],
        },
    )
    message = (await first(receiver))["message"]
    rows = json.loads(message["content"])["content"]
    assert message["message_type"] == "post"
    assert [part["tag"] for part in rows[0]] == ["at", "text"]
    key = rows[1][0]["image_key"]
    path = f"/im/v1/messages/{message['message_id']}/resources/{key}"
    token = await rest.log_in()
    async with rest.http.get(
        rest.base + path, params={"type": "image"}, headers={"Authorization": f"Bearer {token}"}
    ) as answer:
        assert await answer.read() == b"\x89PNG photo"
        assert answer.content_type == "image/png"
    assert await rest.refused("GET", path, type="file") == 234001


async def test_a_file_alone_is_a_file_message(control: Control, receiver: Receiver) -> None:
    files = [{"name": "日志.pdf", "base64": PNG}]
    await control.post("/feishu/say", {"chat": "direct", "person": "lina", "files": files})
    message = (await first(receiver))["message"]
    assert message["message_type"] == "file"
    assert json.loads(message["content"])["file_name"] == "日志.pdf"


async def test_a_quote_names_its_parent_and_root(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    root = (await rest.text("你好"))["message_id"]
    body = {"chat": GROUP, "person": "lina", "text": "好的", "quote": root}
    middle = (await control.post("/feishu/say", body))["message"]
    await control.post("/feishu/say", {**body, "quote": middle})
    await eventually(lambda: len(receiver.events()) == 2)
    links = {(e["message"]["parent_id"], e["message"]["root_id"]) for e in receiver.events()}
    assert links == {(root, root), (middle, root)}


async def test_people_only_write_where_they_are(control: Control) -> None:
    body = {"chat": GROUP, "person": "sunlei", "text": "hi"}
    assert "sunlei" in (await control.post("/feishu/say", body, expect=400))["error"]
    assert (await control.post("/feishu/say", {**body, "person": "xufeng"}, expect=400))["error"]
    assert (await control.post("/feishu/say", {**body, "person": "nobody"}, expect=404))["error"]
    await control.post("/feishu/say", {**body, "chat": "oc_none"}, expect=404)
    empty = {"chat": "direct", "person": "lina", "text": ""}
    await control.post("/feishu/say", empty, expect=400)


async def test_messages_are_shown_as_the_client_shows_them(control: Control, rest: Rest) -> None:
    said = await control.post(
        "/feishu/say", {"chat": GROUP, "person": "lina", "text": "漏水", "mentions": ["zhangwei"]}
    )
    open_id = rest.open_id("lina")
    await rest.text(f'<at user_id="{open_id}">x</at> 已受理')
    shown = (await control.get(f"/feishu/messages?chat={rest.chat()}&viewer=lina"))["messages"]
    assert [(m["sender"], m["text"], m["mentions"]) for m in shown] == [
        ("lina", "@工单助手 漏水 @张伟", ["bot", "zhangwei"]),
        ("bot", "@李娜 已受理", ["lina"]),
    ]
    later = await control.get(f"/feishu/messages?chat={rest.chat()}&after={said['message']}")
    assert [m["text"] for m in later["messages"]] == ["@李娜 已受理"]


async def test_what_happens_outside_the_chat_is_told_to_the_bot(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    for body in (
        {"kind": "bot_removed", "chat": GROUP},
        {"kind": "bot_added", "chat": GROUP},
        {"kind": "leave_group", "chat": GROUP, "person": "huangting"},
        {"kind": "join_group", "chat": GROUP, "person": "sunlei"},
        {"kind": "leave_company", "person": "wangqiang"},
        {"kind": "enter_direct", "person": "lina"},
        {"kind": "menu", "person": "lina", "key": "new"},
    ):
        assert (await control.post("/feishu/event", body))["event_id"]
    await eventually(lambda: "application.bot.menu_v6" in receiver.kinds())
    await eventually(lambda: len(receiver.pushed) >= 8)
    assert set(receiver.kinds()) == {
        "im.chat.member.bot.deleted_v1",
        "im.chat.member.bot.added_v1",
        "im.chat.member.user.deleted_v1",
        "im.chat.member.user.added_v1",
        "contact.user.deleted_v3",
        "im.chat.access_event.bot_p2p_chat_entered_v1",
        "application.bot.menu_v6",
    }
    assert receiver.events("contact.user.deleted_v3")[0]["object"]["name"] == "王强"
    await control.post("/feishu/say", {"chat": "direct", "person": "wangqiang"}, expect=400)
    body = {"receive_id": rest.open_id("wangqiang"), "msg_type": "text", "content": '{"text":"x"}'}
    assert await rest.refused("POST", "/im/v1/messages", body, receive_id_type="open_id") == 230029


async def test_a_recalled_message_is_gone_for_everybody(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    body = {"chat": GROUP, "person": "lina", "text": "发错了"}
    message = (await control.post("/feishu/say", body))["message"]
    await control.post("/feishu/event", {"kind": "recall", "message": message})
    await eventually(lambda: receiver.events("im.message.recalled_v1"))
    shown = (await control.get(f"/feishu/messages?chat={rest.chat()}"))["messages"]
    assert (shown[0]["text"], shown[0]["recalled"]) == ("[消息已撤回]", True)
    assert await rest.refused("POST", f"/im/v1/messages/{message}/reply", {}) == 230011


async def test_in_a_topic_group_every_message_opens_a_thread_that_answers_keep(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    await control.post("/feishu/event", {"kind": "topic_group", "chat": GROUP})
    await control.post("/feishu/say", {"chat": GROUP, "person": "lina", "text": "漏水"})
    message = (await first(receiver))["message"]
    assert message["thread_id"].startswith("omt_")
    body = {"msg_type": "text", "content": '{"text":"收到"}'}
    reply = await rest.ok("POST", f"/im/v1/messages/{message['message_id']}/reply", body)
    assert reply["thread_id"] == message["thread_id"]


async def test_who_is_not_in_a_chat_sees_nothing_of_it(control: Control, rest: Rest) -> None:
    await rest.text("内部消息")
    outside = await control.get(f"/feishu/messages?chat={GROUP}&viewer=sunlei")
    inside = await control.get(f"/feishu/messages?chat={GROUP}&viewer=lina")
    assert (outside["messages"], len(inside["messages"])) == ([], 1)


async def test_a_direct_message_is_reported_as_read_once(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    message = (await rest.text("请验收", rest.direct("lina")))["message_id"]
    for _ in range(2):
        await control.post("/feishu/event", {"kind": "read", "person": "lina"})
    await control.post("/feishu/say", {"chat": "direct", "person": "lina", "text": "通过"})
    await eventually(receiver.events)
    await eventually(lambda: receiver.events("im.message.message_read_v1"))
    reads = receiver.events("im.message.message_read_v1")
    assert [event["message_id_list"] for event in reads] == [[message]]
