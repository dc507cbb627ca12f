"""The HTTP modes against a small bot server: signatures, deadlines, retries (dingtalk.md §3)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from simulator.dingtalk.crypto import CodecError, EventCodec
from tests.simulator.conftest import eventually
from tests.simulator.dingtalk_bench import GROUP, OWN, Office, office

BUTTONS = [
    {
        "text": "接单",
        "event": {"type": "sendCardRequest", "params": {"actionId": "take", "params": {}}},
    }
]


class BotServer:
    """What a bot's three addresses received; its behaviour is set by the attributes."""

    def __init__(self) -> None:
        self.url = ""
        self.codec = EventCodec("", "", "")
        self.word = "success"
        self.delay = 0.0
        self.robot_answer: Any = {"msgtype": "empty"}
        self.card_answer: Any = {}
        self.robots: list[web.Request] = []
        self.bodies: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.refused: list[int] = []
        self.cards: list[tuple[dict[str, str], dict[str, Any]]] = []

    async def robot(self, request: web.Request) -> web.Response:
        self.robots.append(request)
        self.bodies.append(await request.json())
        if self.robot_answer is None:
            return web.Response(status=500)
        return web.json_response(self.robot_answer)

    async def event(self, request: web.Request) -> web.Response:
        encrypted, query = (await request.json())["encrypt"], request.query
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        try:
            self.events.append(json.loads(self.codec.decrypt(*signed, encrypted)))
        except CodecError as error:
            self.refused.append(error.code)
            return web.Response(status=403)
        sealed = self.codec.encrypt(self.word)
        return web.json_response(
            {
                "msg_signature": self.codec.signature("1767225600123", "n0nce", sealed),
                "timeStamp": "1767225600123",
                "nonce": "n0nce",
                "encrypt": sealed,
            }
        )

    async def card(self, request: web.Request) -> web.Response:
        self.cards.append((dict(request.headers), await request.json()))
        await asyncio.sleep(self.delay)
        return web.json_response(self.card_answer)


@asynccontextmanager
async def bot_and_office() -> AsyncIterator[tuple[BotServer, Office]]:
    """A listening bot, and an organisation started with its address (so in HTTP mode)."""
    bot = BotServer()
    app = web.Application()
    app.router.add_post("/dingtalk/robot", bot.robot)
    app.router.add_post("/dingtalk/events", bot.event)
    app.router.add_post("/dingtalk/cards", bot.card)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with office(bot.url) as desk:
            app_settings = desk.app
            bot.codec = EventCodec(
                app_settings.event_token, app_settings.event_aes_key, app_settings.client_id
            )
            yield bot, desk
    finally:
        await runner.cleanup()


def hmac_base64(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


async def rename(desk: Office, title: str) -> None:
    await desk.control.post(
        "/dingtalk/event", {"kind": "rename_chat", "chat": desk.group, "title": title}
    )


async def test_a_robot_message_is_signed_with_the_app_secret() -> None:
    async with bot_and_office() as (bot, desk):
        assert desk.sim.env()["DINGTALK_TRANSPORT"] == "http"
        await desk.say("lina", "打印机坏了")
        await eventually(lambda: bot.bodies)
        headers = bot.robots[0].headers
        secret = desk.app.client_secret
        assert headers["sign"] == hmac_base64(secret, f"{headers['timestamp']}\n{secret}")
        assert abs(int(headers["timestamp"]) - desk.sim.clock.timestamp_ms()) < 5_000
        assert bot.bodies[0]["text"]["content"] == " 打印机坏了"


async def test_the_http_answer_may_be_a_message() -> None:
    async with bot_and_office() as (bot, desk):
        bot.robot_answer = {"msgtype": "text", "text": {"content": "已建单"}}
        await desk.say("lina", "打印机坏了")
        await eventually(lambda: bot.bodies)

        async def answered() -> bool:
            return (await desk.last())["text"] == "已建单"

        await eventually(answered)
        bot.robot_answer = {"msgtype": "empty"}
        await desk.say("lina", "谢谢")
        await eventually(lambda: bot.bodies[1:])
        await eventually(lambda: desk.dingtalk.recorder.deliveries()[-1]["answer"])
        assert (await desk.last())["text"] == "@工单助手 谢谢"


async def test_a_failed_robot_push_comes_once_more_with_the_same_msg_id() -> None:
    async with bot_and_office() as (bot, desk):
        bot.robot_answer = None
        await desk.say("lina", "催单")
        await eventually(lambda: desk.dingtalk.recorder.deliveries()[-1]["answer"])
        bot.robot_answer = {"msgtype": "empty"}
        desk.advance(61)
        await eventually(lambda: bot.bodies[1:])
        assert bot.bodies[0]["msgId"] == bot.bodies[1]["msgId"]


async def test_a_tampered_robot_push_has_a_wrong_sign() -> None:
    async with bot_and_office() as (bot, desk):
        await desk.fault("tamper_events", count=1)
        await desk.say("lina", "假的")
        await eventually(lambda: bot.bodies)
        headers, secret = bot.robots[0].headers, desk.app.client_secret
        assert headers["sign"] != hmac_base64(secret, f"{headers['timestamp']}\n{secret}")


async def test_a_replayed_push_repeats_timestamp_and_sign() -> None:
    async with bot_and_office() as (bot, desk):
        await desk.say("lina", "原件")
        await eventually(lambda: bot.bodies)
        desk.advance(7_200)
        await desk.fault("replay_events")
        await eventually(lambda: bot.bodies[1:])
        assert bot.robots[0].headers["sign"] == bot.robots[1].headers["sign"]
        assert bot.robots[0].headers["timestamp"] == bot.robots[1].headers["timestamp"]


async def test_events_are_encrypted_and_their_keys_are_pascal_case() -> None:
    async with bot_and_office() as (bot, desk):
        await rename(desk, "设备群")
        await eventually(lambda: bot.events)
        event = bot.events[0]
        assert (event["EventType"], event["Title"]) == ("chat_update_title", "设备群")
        assert event["CorpId"] == desk.app.corp_id
        assert event["OpenConversationId"] == desk.group
        assert event["eventId"]


async def test_a_failed_event_is_retried_after_10_and_30_seconds_then_listed() -> None:
    async with bot_and_office() as (bot, desk):
        bot.word = "fail"

        def attempts() -> list[Any]:
            return [d for d in desk.dingtalk.recorder.deliveries() if d["answer"]]

        await rename(desk, "设备群")
        await eventually(lambda: len(attempts()) == 1)
        desk.advance(11)
        await eventually(lambda: len(attempts()) == 2)
        desk.advance(20)
        await asyncio.sleep(0)
        assert len(bot.events) == 2
        desk.advance(11)
        await eventually(lambda: len(attempts()) == 3)
        assert len({event["eventId"] for event in bot.events}) == 1
        await eventually(lambda: desk.dingtalk.desk.failed_events)
        url = (
            f"{desk.url}/dingtalk/oapi/call_back/get_call_back_failed_result"
            f"?access_token={await desk.token()}"
        )
        async with desk.http.get(url) as response:
            assert (await response.json())["failed_list"] == []
        desk.advance(200)
        async with desk.http.get(url) as response:
            listed = (await response.json())["failed_list"]
        assert listed[0]["call_back_tag"] == "chat_update_title"
        assert listed[0]["chat_update_title"]["title"] == "设备群"


async def test_a_tampered_event_does_not_open() -> None:
    async with bot_and_office() as (bot, desk):
        await desk.fault("tamper_events", count=1)
        await rename(desk, "设备群")
        await eventually(lambda: bot.refused)
        assert (bot.refused, bot.events) == ([900005], [])


async def test_saving_an_event_address_checks_it() -> None:
    async with bot_and_office() as (bot, desk):
        saved = await desk.console(event_url=f"{bot.url}/dingtalk/events")
        assert bot.events == [{"EventType": "check_url"}]
        assert saved["event_url"].startswith(bot.url)
        bot.word = "nonsense"
        body = {"event_url": f"{bot.url}/dingtalk/events?x=1"}
        refusal = await desk.control.post("/dingtalk/console", body, expect=400)
        assert "check" in refusal["error"]
        assert (await desk.console())["event_url"] == saved["event_url"]


async def test_a_card_click_is_signed_and_its_answer_is_the_body() -> None:
    async with bot_and_office() as (bot, desk):
        route = {
            "callbackRouteKey": "tickets",
            "callbackUrl": f"{bot.url}/dingtalk/cards",
            "apiSecret": "cardApiSecret01",
            "forceUpdate": False,
        }
        await desk.api("/v1.0/card/callbacks/register", route)
        other = {**route, "callbackUrl": "https://elsewhere.example"}
        kept = await desk.api("/v1.0/card/callbacks/register", other)
        assert kept["result"]["callbackUrl"] == route["callbackUrl"]
        data = {"cardParamMap": {"title": "T-1", "btns": json.dumps(BUTTONS)}}
        await desk.send_card(callbackType="HTTP", callbackRouteKey="tickets", cardData=data)
        bot.card_answer = {
            "cardUpdateOptions": {"updateCardDataByKey": True},
            "cardData": {"cardParamMap": {"status": "处理中"}},
        }
        message = (await desk.last())["id"]
        assert (await desk.click(message, "lina", "接单"))["ok"] is True
        headers, body = bot.cards[0]
        timestamp = headers["x-ddpaas-signature-timestamp"]
        assert headers["x-ddpaas-signature"] == hmac_base64("cardApiSecret01", timestamp)
        assert "spaceId" not in body
        assert (await desk.last())["card"]["tags"] == ["处理中"]
        bot.delay = 2.5
        late = await desk.click(message, "lina", "接单")
        assert (late["ok"], late["error"]) == (False, "no answer within 2.0 s")


async def test_a_click_without_a_registered_route_goes_nowhere() -> None:
    async with bot_and_office() as (bot, desk):
        data = {"cardParamMap": {"title": "T-1", "btns": json.dumps(BUTTONS)}}
        await desk.send_card(
            cardTemplateId=OWN, callbackType="HTTP", callbackRouteKey="lost", cardData=data
        )
        answer = await desk.click((await desk.last())["id"], "lina", "接单")
        assert (answer["ok"], bot.cards) == (False, [])


async def test_in_http_mode_no_stream_opens_until_the_console_says_so() -> None:
    async with bot_and_office() as (_, desk):
        assert (await desk.open()).status == 400
        await desk.console(transport="stream")
        assert (await desk.open()).status == 200


async def test_http_mode_needs_an_address() -> None:
    async with office() as desk:
        body = {"transport": "http"}
        refusal = await desk.control.post("/dingtalk/console", body, expect=400)
        assert "robot_url" in refusal["error"]
        assert (await desk.console())["transport"] == "stream"
        assert GROUP in [chat["name"] for chat in desk.dingtalk.describe()["chats"]]
