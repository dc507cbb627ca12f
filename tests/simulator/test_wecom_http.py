"""The AI bot with a callback URL: encrypted JSON, passive replies, polling, response_url."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from simulator.wecom.crypto import decrypt_media
from tests.simulator.conftest import eventually
from tests.simulator.wecom_kit import Corp, Listener, corp, listener, ticket_card


@asynccontextmanager
async def http_corp() -> AsyncIterator[tuple[Corp, Listener]]:
    async with corp() as c, listener(c, "bot") as bot:
        await c.console(bot_url=bot.url, bot_transport="http")
        yield c, bot


def answering(bot: Listener, *replies: dict[str, Any]) -> None:
    """Answer the pushes with these in turn, then with nothing."""
    waiting = list(replies)

    def reply(plain: bytes) -> web.Response:
        if not waiting:
            return web.Response()
        return bot.answers(json.dumps(waiting.pop(0)), "n1")

    bot.reply = reply


def bodies(bot: Listener) -> list[dict[str, Any]]:
    return [json.loads(one) for one in bot.heard]


async def post(c: Corp, url: str, body: dict[str, Any]) -> int:
    async with c.http.post(url, json=body) as answer:
        return int((await answer.json(content_type=None))["errcode"])


async def test_http_needs_a_checked_url_and_ends_the_long_connection() -> None:
    async with corp() as c, listener(c, "bot") as bot, c.socket() as s:
        await c.control.post("/wecom/console", {"bot_transport": "http"}, expect=400)
        found = await c.console(bot_url=bot.url, bot_transport="http")
        assert (found["bot_transport"], found["bot_checked"]) == ("http", True)
        assert (await s.ws.receive(timeout=5)).type.name == "CLOSE"
        async with c.socket(subscribe=False) as other:
            assert (await other.subscribe(c))["errcode"] == 93004


async def test_a_message_is_answered_in_the_same_breath() -> None:
    async with http_corp() as (c, bot):
        finished = {"id": "s-1", "finish": True, "content": "已建单 **T-42**"}
        answering(bot, {"msgtype": "stream", "stream": finished})
        await c.say(c.group, "lina", "打印机坏了")
        await eventually(lambda: _texts(c, c.group, ["@工单助手 打印机坏了", "已建单 T-42"]))
        (body,) = bodies(bot)
        assert body["text"]["content"] == "@工单助手 打印机坏了"
        assert body["response_url"].startswith(c.url)
        (delivery,) = await c.deliveries("aibot.text")
        assert delivery["answer"]["status"] == 200


async def _texts(c: Corp, chat: str, wanted: list[str]) -> bool:
    return [one["text"] for one in await c.messages(chat, "lina")] == wanted


async def test_a_stream_is_polled_until_it_finishes() -> None:
    async with http_corp() as (c, bot):
        frames = [
            {"msgtype": "stream", "stream": {"id": "s-1", "finish": done, "content": text}}
            for done, text in ((False, "一"), (False, "一二"), (True, "一二三"))
        ]
        answering(bot, *frames)
        await c.say("direct", "lina", "你好")
        await eventually(lambda: _texts(c, "direct", ["你好", "一二三"]))
        polls = bodies(bot)[1:]
        assert [one["stream"] for one in polls] == [{"id": "s-1"}, {"id": "s-1"}]
        assert all("response_url" not in one for one in polls)


async def test_photos_are_encrypted_with_the_callbacks_own_key() -> None:
    async with http_corp() as (c, bot):
        photo = {"name": "现场.jpg", "base64": base64.b64encode(b"hello").decode()}
        await c.say("direct", "lina", "", files=[photo])
        await eventually(lambda: bot.heard)
        image = bodies(bot)[0]["image"]
        assert set(image) == {"url"}
        async with c.http.get(image["url"]) as got:
            assert decrypt_media(bot.crypto.key, await got.read()) == b"hello"


async def test_a_response_url_serves_once_for_an_hour() -> None:
    async with http_corp() as (c, bot):
        await c.say("direct", "lina", "你好")
        await eventually(lambda: bot.heard)
        url = bodies(bot)[0]["response_url"]
        update = {"response_type": "update_template_card", "template_card": ticket_card()}
        assert await post(c, url, update) == 40008
        said = {"msgtype": "markdown", "markdown": {"content": "稍后的答复"}}
        assert await post(c, url, said) == 0
        assert await post(c, url, said) != 0
        assert await _texts(c, "direct", ["你好", "稍后的答复"])
        await c.say("direct", "lina", "又来")
        await eventually(lambda: len(bot.heard) == 2)
        await c.control.post("/clock", {"advance": 3601})
        assert await post(c, bodies(bot)[1]["response_url"], said) != 0


async def test_a_click_is_answered_by_its_own_reply_and_never_retried() -> None:
    async with http_corp() as (c, bot):
        answering(bot, {"msgtype": "template_card", "template_card": ticket_card()})
        await c.say(c.group, "lina", "打印机坏了")
        await eventually(lambda: _has_card(c))
        shown = await c.last(c.group, "lina")
        face = ticket_card(main_title={"title": "处理中"})
        answering(bot, {"response_type": "update_template_card", "template_card": face})
        assert (await c.click(shown["id"], "zhangwei", "接单"))["ok"] is True
        assert (await c.last(c.group, "lina"))["card"]["title"] == "处理中"
        event = bodies(bot)[-1]["event"]["template_card_event"]
        assert (event["event_key"], event["task_id"]) == ("take", "tk-42_r1")
        bot.reply = lambda plain: web.Response(status=500)
        before = len(bot.heard)
        assert (await c.click(shown["id"], "lina", "接单"))["error"] == "机器人未响应"
        assert len(bot.heard) == before + 1


async def _has_card(c: Corp) -> bool:
    return (await c.last(c.group, "lina"))["card"] is not None


async def test_an_unacceptable_reply_is_dropped_and_recorded() -> None:
    async with http_corp() as (c, bot):
        bad = ticket_card(task_id="ticket:42")
        answering(bot, {"msgtype": "template_card", "template_card": bad})
        await c.say("direct", "lina", "你好")
        await eventually(lambda: _refused(c, 1))
        bot.reply = lambda plain: web.Response(text="hello")
        await c.say("direct", "lina", "你好")
        await eventually(lambda: _refused(c, 2))
        assert [one["code"] for one in (await c.state())["refused_replies"]] == [42014, -40011]


async def _refused(c: Corp, count: int) -> bool:
    return len((await c.state())["refused_replies"]) == count


async def test_after_three_unanswered_messages_the_bot_hears_no_more() -> None:
    async with http_corp() as (c, bot):
        for number in range(3):
            await c.say("direct", "lina", f"第 {number} 条")
        await eventually(lambda: len(bot.heard) == 3)
        await c.say("direct", "lina", "第四条")
        await eventually(lambda: _unanswered(c))
        said = {"msgtype": "markdown", "markdown": {"content": "来了"}}
        assert await post(c, bodies(bot)[0]["response_url"], said) == 0
        await c.say("direct", "lina", "第五条")
        await eventually(lambda: len(bot.heard) == 4)
        assert bodies(bot)[3]["text"]["content"] == "第五条"


async def _unanswered(c: Corp) -> bool:
    return (await c.state())["counts"].get("http_unanswered") == 1


async def test_opening_the_chat_may_be_greeted() -> None:
    async with http_corp() as (c, bot):
        answering(bot, {"msgtype": "text", "text": {"content": "欢迎"}})
        await c.control.post("/wecom/event", {"kind": "enter_chat", "person": "lina"})
        await eventually(lambda: _texts(c, "direct", ["欢迎"]))
        assert bodies(bot)[0]["event"] == {"eventtype": "enter_chat"}


async def test_messages_are_redelivered_but_events_are_not() -> None:
    async with http_corp() as (c, bot):
        bot.reply = lambda plain: web.Response(status=500)
        await c.control.post("/wecom/event", {"kind": "enter_chat", "person": "lina"})
        await eventually(lambda: bot.heard)
        await c.say("direct", "lina", "在吗")
        await eventually(lambda: len(bot.heard) == 5)
        assert [one["msgtype"] for one in bodies(bot)] == ["event", *["text"] * 4]
        assert len({one["msgid"] for one in bodies(bot)}) == 2
