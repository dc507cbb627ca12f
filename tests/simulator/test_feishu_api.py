"""Tokens, messages and uploads as the open platform answers them (feishu.md §1, §5)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.simulator.conftest import Control
from tests.simulator.feishu_rig import GROUP, OTHER_GROUP, Rest, card

SEND = "/im/v1/messages"


def text_to(receiver: str, text: str = "hi", **more: Any) -> dict[str, Any]:
    content = json.dumps({"text": text})
    return {"receive_id": receiver, "msg_type": "text", "content": content, **more}


async def test_a_token_lives_two_hours_and_is_renewed_in_its_last_half_hour(
    rest: Rest, control: Control
) -> None:
    first = await rest.log_in()
    assert await rest.log_in() == first
    await control.post("/clock", {"advance": 91 * 60})
    second = await rest.log_in()
    assert second != first
    rest.token = first
    await rest.ok("GET", "/im/v1/chats")
    await control.post("/clock", {"advance": 30 * 60})
    assert await rest.refused("GET", "/im/v1/chats") == 99991663
    rest.token = second
    await rest.ok("GET", "/im/v1/chats")


async def test_expired_tokens_and_bad_credentials_have_their_codes(
    rest: Rest, control: Control, http: aiohttp.ClientSession
) -> None:
    await rest.log_in()
    await control.post("/feishu/faults", {"kind": "expire_tokens"})
    assert await rest.refused("GET", "/im/v1/chats") == 99991663
    url = f"{rest.base}/auth/v3/tenant_access_token/internal"
    async with http.post(url, json={"app_id": "cli_x", "app_secret": "y"}) as answer:
        assert (await answer.json())["code"] == 10014
    async with http.get(f"{rest.base}/im/v1/chats") as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 99991661)
    rest.token = "x-1"
    assert await rest.refused("GET", "/im/v1/chats") == 99991671


async def test_a_uuid_sends_once_within_an_hour(rest: Rest, control: Control) -> None:
    first = await rest.text("一次", uuid="u-1")
    assert (await rest.text("一次", uuid="u-1"))["message_id"] == first["message_id"]
    assert len((await control.get(f"/feishu/messages?chat={GROUP}"))["messages"]) == 1
    await control.post("/clock", {"advance": 3601})
    assert (await rest.text("一次", uuid="u-1"))["message_id"] != first["message_id"]
    body = text_to(rest.chat(), uuid="x" * 51)
    assert await rest.refused("POST", SEND, body, receive_id_type="chat_id") == 230001


async def test_refusals_of_sending_have_their_codes(rest: Rest, control: Control) -> None:
    async def code(body: dict[str, Any], kind: str = "open_id") -> int:
        return await rest.refused("POST", SEND, body, receive_id_type=kind)

    assert await code(text_to("ou_nobody")) == 230034
    assert await code({**text_to(rest.chat()), "content": {"text": "x"}}, "chat_id") == 230001
    assert await code(text_to(rest.chat(), "长" * 60_000), "chat_id") == 230025
    await control.post("/feishu/console", {"availability": ["lina"]})
    assert await code(text_to(rest.open_id("zhangwei"))) == 230013
    await control.post("/feishu/event", {"kind": "bot_removed", "chat": OTHER_GROUP})
    assert await code(text_to(rest.chat(OTHER_GROUP)), "chat_id") == 230002
    await control.post("/feishu/event", {"kind": "block_bot", "person": "lina"})
    assert await code(text_to(rest.open_id("lina"))) == 230053
    await control.post("/feishu/console", {"scopes": []})
    assert await code(text_to(rest.chat()), "chat_id") == 99991672


async def test_more_than_five_messages_in_a_second_are_too_many_for_a_chat(rest: Rest) -> None:
    await rest.log_in()
    calls = (
        rest.call("POST", SEND, text_to(rest.chat(), str(number)), receive_id_type="chat_id")
        for number in range(30)
    )
    codes = [answer["code"] for answer in await asyncio.gather(*calls)]
    assert set(codes) == {0, 230020}
    await rest.text("elsewhere", rest.chat(OTHER_GROUP))


async def test_injected_rate_limits_and_gateway_errors(
    rest: Rest, control: Control, http: aiohttp.ClientSession
) -> None:
    token = await rest.log_in()
    headers = {"Authorization": f"Bearer {token}"}
    await control.post("/feishu/faults", {"kind": "rate_limit", "match": "/im/v1", "count": 1})
    async with http.get(f"{rest.base}/im/v1/chats", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (429, 99991400)
        assert answer.headers["x-ogw-ratelimit-reset"] == "1"
    await control.post("/feishu/faults", {"kind": "status", "status": 502, "count": 1})
    async with http.get(f"{rest.base}/im/v1/chats", headers=headers) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    await control.post("/feishu/faults", {"kind": "tenant_limit", "count": 1})
    body = text_to(rest.chat())
    assert await rest.refused("POST", SEND, body, receive_id_type="chat_id") == 11232
    await control.post("/feishu/faults", {"kind": "reset", "processed": True, "count": 1})
    with pytest.raises(aiohttp.ClientError):
        await rest.text("sent all the same", uuid="u-2")
    assert (await rest.text("sent all the same", uuid="u-2"))["message_id"]
    shown = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"]
    assert [m["text"] for m in shown] == ["sent all the same"]


async def test_updating_and_recalling_need_the_own_young_message(
    rest: Rest, control: Control
) -> None:
    body = {"chat": GROUP, "person": "lina", "text": "x"}
    theirs = (await control.post("/feishu/say", body))["message"]
    new = {"content": json.dumps(card(title="新"))}
    assert await rest.refused("PATCH", f"{SEND}/{theirs}", new) == 230012
    mine = await rest.card(card())
    await rest.ok("PATCH", f"{SEND}/{mine}", new)
    shown = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"][-1]
    assert (shown["card"]["title"], shown["edited_at"] is not None) == ("新", True)
    await control.post("/clock", {"advance": 14 * 86400 + 60})
    rest.token = ""
    assert await rest.refused("PATCH", f"{SEND}/{mine}", new) == 230031
    await rest.ok("DELETE", f"{SEND}/{mine}")
    assert await rest.refused("PATCH", f"{SEND}/{mine}", new) == 230011


async def test_a_reply_quotes_and_can_open_a_thread(rest: Rest) -> None:
    root = (await rest.text("a"))["message_id"]
    body = {"msg_type": "text", "content": '{"text":"b"}', "reply_in_thread": True}
    reply = await rest.ok("POST", f"{SEND}/{root}/reply", body)
    assert (reply["root_id"], reply["parent_id"]) == (root, root)
    query = {"container_id_type": "thread", "container_id": reply["thread_id"]}
    listed = await rest.ok("GET", SEND, **query)
    assert {item["message_id"] for item in listed["items"]} == {root, reply["message_id"]}
    history = {"container_id_type": "chat", "container_id": rest.chat()}
    assert await rest.refused("GET", SEND, **history) == 230027


async def test_readers_reactions_pins_and_urgent_reminders(rest: Rest, control: Control) -> None:
    message = (await rest.text("请处理"))["message_id"]
    await control.post("/feishu/event", {"kind": "read", "chat": GROUP, "person": "zhangwei"})
    readers = await rest.ok("GET", f"{SEND}/{message}/read_users", user_id_type="open_id")
    assert [item["user_id"] for item in readers["items"]] == [rest.open_id("zhangwei")]
    wanted = {"user_id_list": [rest.open_id("lina"), rest.open_id("sunlei"), "ou_x"]}
    urgent = await rest.ok("PATCH", f"{SEND}/{message}/urgent_app", wanted)
    assert set(urgent["invalid_user_id_list"]) == {rest.open_id("sunlei"), "ou_x"}
    assert await rest.refused("PATCH", f"{SEND}/{message}/urgent_phone", wanted) == 99991672
    emoji = {"reaction_type": {"emoji_type": "DONE"}}
    reaction = await rest.ok("POST", f"{SEND}/{message}/reactions", emoji)
    await rest.ok("POST", "/im/v1/pins", {"message_id": message})
    shown = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"][0]
    assert (shown["urgent_for"], shown["pinned"]) == (["lina"], True)
    assert shown["reactions"] == [{"emoji": "DONE", "by": "bot"}]
    await rest.ok("DELETE", f"{SEND}/{message}/reactions/{reaction['reaction_id']}")


async def test_an_ephemeral_card_is_seen_by_one_viewer(rest: Rest, control: Control) -> None:
    body = {
        "chat_id": rest.chat(),
        "open_id": rest.open_id("lina"),
        "msg_type": "interactive",
        "card": card(title="只给你看"),
    }
    message = (await rest.ok("POST", "/ephemeral/v1/send", body))["message_id"]
    seen = await control.get(f"/feishu/messages?chat={GROUP}&viewer=lina")
    unseen = await control.get(f"/feishu/messages?chat={GROUP}&viewer=zhangwei")
    assert (len(seen["messages"]), unseen["messages"]) == (1, [])
    new = {"content": json.dumps(card())}
    assert await rest.refused("PATCH", f"{SEND}/{message}", new) == 230001
    await rest.ok("POST", "/ephemeral/v1/delete", {"message_id": message})


async def test_uploads_are_checked_and_can_be_sent(rest: Rest, control: Control) -> None:
    headers = {"Authorization": f"Bearer {await rest.log_in()}"}

    async def upload(data: bytes, **more: str) -> dict[str, Any]:
        form = aiohttp.FormData({"image_type": "message"})
        form.add_field("image", data, **more)
        url = f"{rest.base}/im/v1/images"
        async with rest.http.post(url, data=form, headers=headers) as answer:
            return dict(await answer.json())

    assert (await upload(b"", filename="a.png"))["code"] == 234010
    key = (await upload(b"\x89PNG\r\n--x", filename="a.png"))["data"]["image_key"]
    body = {
        "receive_id": rest.chat(),
        "msg_type": "image",
        "content": json.dumps({"image_key": key}),
    }
    await rest.ok("POST", SEND, body, receive_id_type="chat_id")
    shown = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"][0]
    assert shown["files"][0]["name"] == "a.png"
    async with rest.http.get(rest.running.url + shown["files"][0]["url"]) as answer:
        assert await answer.read() == b"\x89PNG\r\n--x"
    recorded = (await control.get("/feishu/requests"))["requests"]
    assert {"filename": "a.png", "bytes": 9} in [(r["body"] or {}).get("image") for r in recorded]


async def test_a_batch_reaches_each_person_once_and_can_be_recalled(
    rest: Rest, control: Control
) -> None:
    body = {
        "msg_type": "text",
        "content": {"text": "停电通知"},
        "open_ids": [rest.open_id("lina"), "ou_x"],
        "department_ids": ["production"],
    }
    sent = await rest.ok("POST", "/message/v4/batch_send/", body)
    assert sent["message_id"].startswith("bm-") and sent["invalid_open_ids"] == ["ou_x"]
    path = f"/im/v1/batch_messages/{sent['message_id']}"
    progress = await rest.ok("GET", f"{path}/get_progress")
    assert progress["batch_message_send_progress"]["success_user_ids_count"] == 2
    await rest.ok("DELETE", path)
    shown = (await control.get("/feishu/messages?chat=direct&viewer=huangting"))["messages"]
    assert [m["recalled"] for m in shown] == [True]


async def test_a_post_may_carry_markdown_with_mentions(rest: Rest, control: Control) -> None:
    at = f'<at user_id="{rest.open_id("lina")}">x</at>'
    content = [[{"tag": "md", "text": f"**日报** {at}"}], [{"tag": "text", "text": "完"}]]
    body = {
        "receive_id": rest.chat(),
        "msg_type": "post",
        "content": json.dumps({"zh_cn": {"title": "今日", "content": content}}),
    }
    await rest.ok("POST", SEND, body, receive_id_type="chat_id")
    shown = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"][0]
    assert (shown["text"], shown["mentions"]) == ("今日\n日报 @李娜\n完", ["lina"])


async def test_a_kit_card_is_sent_once_and_updated_by_rising_numbers(
    rest: Rest, control: Control
) -> None:
    made = {"type": "card_json", "data": json.dumps(card(title="一"))}
    kit = (await rest.ok("POST", "/cardkit/v1/cards", made))["card_id"]
    shown = {"type": "card", "data": {"card_id": kit}}
    await rest.card(shown)
    assert await rest.refused(*rest.card_call(shown), receive_id_type="chat_id") == 230099
    new = {"card": {"type": "card_json", "data": json.dumps(card(title="二"))}, "sequence": 1}
    await rest.ok("PUT", f"/cardkit/v1/cards/{kit}", new)
    assert await rest.refused("PUT", f"/cardkit/v1/cards/{kit}", new) == 300317
    seen = (await control.get(f"/feishu/messages?chat={GROUP}"))["messages"][0]
    assert seen["card"]["title"] == "二"
