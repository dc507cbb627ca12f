"""The AI bot over the long connection: subscribing, req_ids, streams, cards, rates, uploads."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from simulator.wecom.crypto import decrypt_media
from tests.simulator.conftest import eventually
from tests.simulator.wecom_kit import Corp, Socket, corp, ticket_card

MESSAGE, EVENT = "aibot_msg_callback", "aibot_event_callback"


def markdown(text: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": text}}


def stream(text: str, *, finish: bool, name: str = "s-1") -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": name, "finish": finish, "content": text}}


def card(**more: Any) -> dict[str, Any]:
    return {"msgtype": "template_card", "template_card": ticket_card(**more)}


async def heard(c: Corp, s: Socket, chat: str = "direct", text: str = "你好") -> str:
    """Somebody writes; the message's req_id."""
    await c.say(chat, "lina", text)
    frame = await s.next()
    assert frame["cmd"] == MESSAGE
    return str(frame["headers"]["req_id"])


async def answer(s: Socket, req_id: str, body: dict[str, Any]) -> int:
    return int((await s.ask("aibot_respond_msg", body, req_id))["errcode"])


async def test_nothing_goes_before_subscribing() -> None:
    async with corp() as c, c.socket(subscribe=False) as s:
        assert (await s.ask("ping"))["errcode"] == 846609
        assert (await s.ask("aibot_send_msg", markdown("x")))["errcode"] == 846609
        assert (await s.subscribe(c, secret="wrong"))["errcode"] == 853000
        assert (await s.ask("aibot_subscribe", {"bot_id": "x"}))["errcode"] == 93019
        found = await s.subscribe(c)
        assert (found["errcode"], found["errmsg"], "cmd" in found) == (0, "ok", False)
        assert (await s.ask("ping"))["errcode"] == 0
        recorded = (await c.control.get("/wecom/requests"))["requests"]
        subscribes = [one for one in recorded if one["path"] == "/wecom/ws/aibot_subscribe"]
        assert [one["code"] for one in subscribes] == [853000, 93019, 0]
        assert c.env["WECOM_BOT_SECRET"] not in str(subscribes)


async def test_a_newer_connection_kicks_the_older_one() -> None:
    async with corp() as c, c.socket() as old:
        req_id = await heard(c, old)
        async with c.socket() as new:
            kicked = await old.next()
            assert kicked["cmd"] == EVENT
            assert kicked["body"]["event"] == {"eventtype": "disconnected_event"}
            assert "from" not in kicked["body"]
            assert (await old.ws.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
            assert await answer(new, req_id, markdown("迟到")) == 846605
            await c.say("direct", "lina", "还在吗")
            assert (await new.next())["body"]["text"]["content"] == "还在吗"


async def test_a_group_reaches_the_bot_only_by_mention() -> None:
    async with corp() as c, c.socket() as s:
        await c.say(c.group, "lina", "大家好", at_bot=False)
        await c.say(c.group, "lina", "/ticket 打印机坏了 @张伟")
        body = (await s.next())["body"]
        assert body["text"]["content"] == "@工单助手 /ticket 打印机坏了 @张伟"
        assert (body["chattype"], body["chatid"]) == ("group", c.group)
        assert body["from"] == {"userid": "Lina"}
        assert body["aibotid"] == c.env["WECOM_BOT_ID"]
        shown = await c.messages(c.group, "zhangwei")
        assert shown[0]["text"] == "大家好"
        assert shown[1]["mentions"] == ["zhangwei"]
        await c.say(c.group, "lina", "@工单助手 在吗", at_bot=False)
        assert (await s.next())["body"]["text"]["content"] == "@工单助手 在吗"


async def test_only_members_write_in_a_group() -> None:
    async with corp() as c:
        body = {"chat": c.group, "person": "zhenghao", "text": "在吗"}
        await c.control.post("/wecom/say", body, expect=403)
        await c.control.post("/wecom/say", {**body, "person": "wangqiang"}, expect=404)


async def test_a_quote_carries_text_but_no_ids_and_a_quoted_card_nothing() -> None:
    async with corp() as c, c.socket() as s:
        first = await c.say(c.group, "lina", "打印机坏了", at_bot=False)
        await c.say(c.group, "zhangwei", "记一下", quote=first)
        body = (await s.next())["body"]
        assert body["quote"] == {"msgtype": "text", "text": {"content": "打印机坏了"}}
        await s.ask("aibot_send_msg", {"chatid": c.group, "chat_type": 2, **card()})
        shown = await c.last(c.group, "lina")
        await c.say(c.group, "lina", "这个", quote=shown["id"])
        assert "quote" not in (await s.next())["body"]
        await c.console(card_quotes=True)
        await c.say(c.group, "lina", "这个", quote=shown["id"])
        assert (await s.next())["body"]["quote"]["text"]["content"] == "打印机坏了"


@pytest.mark.parametrize(("text", "kind"), [("", "image"), ("看图", "mixed")])
async def test_photos_are_encrypted_under_a_key_of_their_own(text: str, kind: str) -> None:
    async with corp() as c, c.socket() as s:
        photo = {"name": "现场.jpg", "base64": base64.b64encode(b"hello").decode()}
        await c.say("direct", "lina", text, files=[photo])
        body = (await s.next())["body"]
        assert body["msgtype"] == kind
        image = body["image"] if kind == "image" else body["mixed"]["msg_item"][1]["image"]
        async with c.http.get(image["url"]) as got:
            sealed = await got.read()
        assert len(sealed) == 32
        assert decrypt_media(base64.b64decode(image["aeskey"]), sealed) == b"hello"
        await c.control.post("/clock", {"advance": 301})
        async with c.http.get(image["url"]) as got:
            assert got.status == 403


async def test_a_file_in_a_direct_chat_is_a_message_of_its_own() -> None:
    async with corp() as c, c.socket() as s:
        files = [{"name": "清单.pdf", "base64": "JVBERi0="}]
        await c.say("direct", "lina", "附件", files=files)
        bodies = [(await s.next())["body"] for _ in range(2)]
        assert [body["msgtype"] for body in bodies] == ["text", "file"]
        assert set(bodies[1]["file"]) == {"url", "aeskey"}


async def test_an_answer_closes_its_req_id() -> None:
    async with corp() as c, c.socket() as s:
        req_id = await heard(c, s)
        assert await answer(s, "invented", markdown("x")) == 846605
        wrong = await s.ask("aibot_respond_update_msg", {}, req_id)
        assert wrong["errcode"] == 846605
        assert await answer(s, req_id, card()) == 0
        assert await answer(s, req_id, markdown("再说一句")) == 846606
        shown = await c.last("direct", "lina")
        assert shown["card"]["title"] == "打印机坏了"
        assert (shown["sender"], shown["bot"]) == ("bot", "aibot")
        (delivery,) = await c.deliveries("aibot.text")
        assert delivery["answer"] == "aibot_respond_msg"
        late = await heard(c, s)
        await c.control.post("/clock", {"advance": 86401})
        assert await answer(s, late, markdown("迟到")) == 846605


async def test_a_stream_is_cumulative_and_ages() -> None:
    async with corp() as c, c.socket() as s:
        req_id = await heard(c, s)
        assert await answer(s, req_id, stream("", finish=False)) == 0
        shown = await c.last("direct", "lina")
        assert (shown["pending"], shown["text"]) == (True, "正在思考…")
        assert await answer(s, req_id, stream("正在**查**", finish=False)) == 0
        assert await answer(s, req_id, stream("x", finish=False, name="s-2")) == 846606
        assert await answer(s, req_id, stream("正在查\n共 2 单", finish=True)) == 0
        shown = await c.last("direct", "lina")
        assert (shown["pending"], shown["text"]) == (False, "正在查\n共 2 单")
        assert await answer(s, req_id, stream("再来", finish=True)) == 846606
        old = await heard(c, s)
        assert await answer(s, old, stream("慢", finish=False)) == 0
        await c.control.post("/clock", {"advance": 361})
        assert await answer(s, old, stream("太慢", finish=True)) == 846608
        assert await answer(s, await heard(c, s), stream("长" * 6827, finish=True)) == 45002


async def test_a_card_with_a_stream_shows_no_buttons() -> None:
    async with corp() as c, c.socket() as s:
        body = stream("见卡片", finish=True)
        body = {**body, "msgtype": "stream_with_template_card", "template_card": ticket_card()}
        assert await answer(s, await heard(c, s), body) == 0
        shown = [one["card"] for one in await c.messages("direct", "lina") if one["card"]]
        assert shown[0]["buttons"] == []


async def test_pushes_go_only_where_somebody_has_written() -> None:
    async with corp() as c, c.socket() as s:

        async def push(chat: str, kind: int | None) -> int:
            target = {"chatid": chat} if kind is None else {"chatid": chat, "chat_type": kind}
            return int((await s.ask("aibot_send_msg", {**target, **markdown("日报")}))["errcode"])

        assert await push(c.group, 2) == 93006
        assert await push("Lina", 1) == 93006
        await heard(c, s, c.group)
        assert await push(c.group, 2) == 0
        assert await push(c.group.lower(), 2) == 93006
        assert await push(c.group, None) == 0
        assert await push("Lina", 1) == 93006  # she wrote in the group, not to the bot
        await heard(c, s)
        assert await push("LINA", 1) == 0
        assert await push("lina", None) == 0
        assert (await c.last("direct", "lina"))["text"] == "日报"
        await c.control.post("/wecom/event", {"kind": "remove_bot", "chat": c.group})
        assert await push(c.group, 2) == 93008
        await c.console(known_chat_rule=False)
        assert await push("Zhangwei", 1) == 0
        text = {"chatid": "Lina", "chat_type": 1, "msgtype": "text", "text": {"content": "x"}}
        assert (await s.ask("aibot_send_msg", text))["errcode"] == 40008


async def test_thirty_a_minute_per_chat_then_846607() -> None:
    async with corp(known_chat_rule=False) as c, c.socket() as s:
        await c.control.post("/clock", {"rate": 0})
        body = {"chatid": "Lina", "chat_type": 1, **markdown("x")}
        codes = [(await s.ask("aibot_send_msg", body))["errcode"] for _ in range(31)]
        assert codes == [0] * 30 + [846607]
        other = {**body, "chatid": "Zhangwei"}
        assert (await s.ask("aibot_send_msg", other))["errcode"] == 0
        await c.control.post("/clock", {"advance": 61})
        assert (await s.ask("aibot_send_msg", body))["errcode"] == 0


async def test_a_task_id_serves_once_per_bot() -> None:
    async with corp(known_chat_rule=False) as c, c.socket() as s:
        body = {"chatid": c.group, "chat_type": 2, **card()}
        assert (await s.ask("aibot_send_msg", body))["errcode"] == 0
        assert (await s.ask("aibot_send_msg", body))["errcode"] == 42014
        bad = {**body, "template_card": ticket_card("t/1")}
        assert (await s.ask("aibot_send_msg", bad))["errcode"] == 42014


async def clicked(c: Corp, s: Socket, person: str, button: str, **values: Any) -> Any:
    """Press on the group's last card; (the click's pending result, the pushed frame)."""
    shown = await c.last(c.group, person)
    press = c.running.sim.spawn(c.click(shown["id"], person, button, **values))
    return press, await s.next()


async def test_a_click_is_answered_once_within_five_seconds() -> None:
    async with corp(known_chat_rule=False) as c, c.socket() as s:
        await s.ask("aibot_send_msg", {"chatid": c.group, "chat_type": 2, **card()})
        press, frame = await clicked(c, s, "zhangwei", "接单", prio="p1")
        body = frame["body"]
        assert frame["cmd"] == EVENT
        assert body["event"]["eventtype"] == "template_card_event"
        assert body["event"]["template_card_event"] == {
            "card_type": "button_interaction",
            "event_key": "take",
            "task_id": "tk-42_r1",
            "selected_items": {
                "selected_item": [{"question_key": "prio", "option_ids": {"option_id": ["p1"]}}]
            },
        }
        assert body["from"] == {"userid": "Zhangwei"}
        req_id = frame["headers"]["req_id"]
        face = ticket_card(button_list=[{"text": "完成", "key": "done"}])
        update: dict[str, Any] = {
            "response_type": "update_template_card",
            "template_card": {**face, "task_id": "other"},
        }
        wrong = await s.ask("aibot_respond_update_msg", update, req_id)
        assert wrong["errcode"] == 42016
        assert await answer(s, req_id, markdown("x")) == 846605
        update["template_card"] = face
        assert (await s.ask("aibot_respond_update_msg", update, req_id))["errcode"] == 0
        assert (await press)["ok"] is True
        again = await s.ask("aibot_respond_update_msg", update, req_id)
        assert again["errcode"] == 846606
        for viewer in ("zhangwei", "lina"):
            shown = await c.last(c.group, viewer)
            assert shown["card"]["buttons"][0]["key"] == "done"
        stale = {"message": shown["id"], "person": "lina", "button": "take"}
        await c.control.post("/wecom/click", stale, expect=409)


async def test_an_update_can_be_for_single_viewers() -> None:
    async with corp(known_chat_rule=False) as c, c.socket() as s:
        await s.ask("aibot_send_msg", {"chatid": c.group, "chat_type": 2, **card()})
        press, frame = await clicked(c, s, "zhangwei", "take")
        update = {
            "response_type": "update_template_card",
            "userids": ["ZHANGWEI"],
            "template_card": ticket_card(main_title={"title": "我在处理"}),
        }
        req_id = frame["headers"]["req_id"]
        assert (await s.ask("aibot_respond_update_msg", update, req_id))["errcode"] == 0
        await press
        assert (await c.last(c.group, "zhangwei"))["card"]["title"] == "我在处理"
        assert (await c.last(c.group, "lina"))["card"]["title"] == "打印机坏了"


async def test_a_late_answer_to_a_click_is_refused() -> None:
    async with corp(known_chat_rule=False) as c, c.socket() as s:
        await s.ask("aibot_send_msg", {"chatid": c.group, "chat_type": 2, **card()})
        press, frame = await clicked(c, s, "zhangwei", "静音")
        assert "selected_items" not in frame["body"]["event"]["template_card_event"]
        await c.control.post("/clock", {"advance": 6})
        result = await press
        assert (result["ok"], result["error"]) == (False, "机器人未响应")
        update = {"response_type": "update_template_card", "template_card": ticket_card()}
        late = await s.ask("aibot_respond_update_msg", update, frame["headers"]["req_id"])
        assert late["errcode"] == 846605


async def test_a_fast_clock_leaves_the_bot_its_real_five_seconds() -> None:
    async with corp(known_chat_rule=False) as c, c.socket() as s:
        await s.ask("aibot_send_msg", {"chatid": c.group, "chat_type": 2, **card()})
        await c.control.post("/clock", {"rate": 600})
        press, frame = await clicked(c, s, "zhangwei", "take")
        minute_later = c.clock.now() + timedelta(seconds=60)
        await eventually(lambda: c.clock.now() > minute_later)
        assert not press.done()
        update = {"response_type": "update_template_card", "template_card": ticket_card()}
        code = await s.ask("aibot_respond_update_msg", update, frame["headers"]["req_id"])
        assert code["errcode"] == 0
        assert (await press)["ok"]


async def test_without_a_connection_a_click_is_dead() -> None:
    async with corp(known_chat_rule=False) as c:
        async with c.socket() as s:
            await s.ask("aibot_send_msg", {"chatid": c.group, "chat_type": 2, **card()})
        await eventually(lambda: _gone(c))
        shown = await c.last(c.group, "lina")
        assert (await c.click(shown["id"], "lina", "接单"))["error"] == "机器人未响应"
        assert (await c.state())["counts"]["ws_lost"] == 1


async def _gone(c: Corp) -> bool:
    return not (await c.state())["connected"]


async def test_the_first_message_of_a_day_opens_the_chat() -> None:
    async with corp() as c, c.socket() as s:
        await c.console(auto_enter=True)
        await c.say("direct", "lina", "你好")
        frame = await s.next()
        assert frame["body"]["event"] == {"eventtype": "enter_chat"}
        welcome = {"msgtype": "text", "text": {"content": "欢迎"}}
        req_id = frame["headers"]["req_id"]
        assert (await s.ask("aibot_respond_welcome_msg", welcome, req_id))["errcode"] == 0
        assert (await s.next())["body"]["text"]["content"] == "你好"
        await c.say("direct", "lina", "在吗")
        assert (await s.next())["cmd"] == MESSAGE
        assert "欢迎" in [one["text"] for one in await c.messages("direct", "lina")]


async def test_userids_can_be_encrypted_and_converted_back() -> None:
    async with corp() as c, c.socket() as s:
        await c.console(encrypted_userids=True)
        await c.say("direct", "lina", "你好")
        hidden = (await s.next())["body"]["from"]["userid"]
        assert hidden.startswith("woEn")
        found = await c.api(
            "batch/openuserid_to_userid", {"open_userid_list": [hidden, "Zhangwei"]}
        )
        assert found["userid_list"] == [{"open_userid": hidden, "userid": "Lina"}]
        assert found["invalid_open_userid_list"] == ["Zhangwei"]
        body = {"chatid": hidden, "chat_type": 1, **markdown("x")}
        assert (await s.ask("aibot_send_msg", body))["errcode"] == 0


async def test_uploads_come_in_chunks_in_any_order() -> None:
    async with corp() as c, c.socket() as s:
        data = b"0123456789"
        init = {
            "type": "file", "filename": "清单.txt", "total_size": 10, "total_chunks": 2,
            "md5": hashlib.md5(data).hexdigest(),
        }  # fmt: skip
        upload = (await s.ask("aibot_upload_media_init", init))["body"]["upload_id"]
        finish = {"upload_id": upload}
        assert (await s.ask("aibot_upload_media_finish", finish))["errcode"] == 40058
        for index, part in ((1, data[5:]), (0, data[:5]), (0, data[:5])):
            chunk = {**finish, "chunk_index": index, "base64_data": base64.b64encode(part).decode()}
            assert (await s.ask("aibot_upload_media_chunk", chunk))["errcode"] == 0
        done = (await s.ask("aibot_upload_media_finish", finish))["body"]
        assert done["type"] == "file"
        file = {"msgtype": "file", "file": {"media_id": done["media_id"]}}
        assert await answer(s, await heard(c, s), file) == 0
        assert (await c.last("direct", "lina"))["files"][0]["name"] == "清单.txt"
        small = {**init, "total_size": 4}
        assert (await s.ask("aibot_upload_media_init", small))["errcode"] == 40006


async def test_faults_reach_frames() -> None:
    async with corp(known_chat_rule=False) as c, c.socket() as s:
        push = {"chatid": "Lina", "chat_type": 1, **markdown("x")}

        async def fault(**body: Any) -> None:
            await c.control.post("/wecom/faults", {"match": "aibot_send_msg", "count": 1, **body})

        await fault(kind="status", code=846601)
        assert (await s.ask("aibot_send_msg", push))["errcode"] == 846601
        await fault(kind="rate_limit")
        assert (await s.ask("aibot_send_msg", push))["errcode"] == 846607
        await fault(kind="timeout", processed=True)
        frame = {"cmd": "aibot_send_msg", "headers": {"req_id": "lost"}, "body": push}
        await s.ws.send_json(frame)
        assert (await s.ask("ping"))["errcode"] == 0  # and no answer to "lost" before it
        assert [f for f in s.pushed if f["headers"]["req_id"] == "lost"] == []
        assert len(await c.messages("direct", "lina")) == 1
        await c.control.post("/wecom/faults", {"kind": "duplicate_events", "count": 1})
        await c.say("direct", "lina", "一")
        assert (await s.next()) == (await s.next())
        await c.control.post("/wecom/faults", {"kind": "reorder_events", "count": 1})
        await c.say("direct", "lina", "先")
        await c.say("direct", "lina", "后")
        order = [(await s.next())["body"]["text"]["content"] for _ in range(2)]
        assert order == ["后", "先"]
        await c.control.post("/wecom/faults", {"kind": "disconnect"})
        assert (await s.ws.receive(timeout=5)).type in (
            aiohttp.WSMsgType.CLOSED,
            aiohttp.WSMsgType.ERROR,
        )


async def test_feedback_is_an_event_where_it_was_asked_for() -> None:
    async with corp() as c, c.socket() as s:
        body = stream("好", finish=True)
        body["stream"]["feedback"] = {"id": "fb-1"}
        await answer(s, await heard(c, s), body)
        shown = await c.last("direct", "lina")
        event = {"kind": "feedback", "person": "lina", "message": shown["id"], "grade": "bad"}
        await c.control.post("/wecom/event", event)
        found = (await s.next())["body"]["event"]
        assert (found["eventtype"], found["feedback_event"]["type"]) == ("feedback_event", 2)


async def test_a_reset_forgets_chats_but_keeps_the_connection() -> None:
    async with corp() as c, c.socket() as s:
        await heard(c, s)
        await c.control.post("/reset")
        assert await c.messages("direct", "lina") == []
        assert (await s.ask("ping"))["errcode"] == 0
        body = {"chatid": "Lina", "chat_type": 1, **markdown("x")}
        assert (await s.ask("aibot_send_msg", body))["errcode"] == 93006
