"""A running WeCom half and the bot's side of its wires, written for these tests only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web

from simulator.app import Running, serve
from simulator.wecom.crypto import Crypto, CryptoError
from tests.console import pressed_again
from tests.simulator.conftest import Control

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 4
REPAIRS = "设备报修群"


class Corp:
    """The simulator with WeCom alone: `control` for people, `api` and `socket` for the bot."""

    def __init__(self, running: Running, http: aiohttp.ClientSession) -> None:
        self.running = running
        self.http = http
        self.url = running.url
        self.control = Control(running.url, http)
        self.env = running.sim.env()
        self.group = next(c.id for c in running.sim.world.chats_of("wecom") if c.name == REPAIRS)
        self.clock = running.sim.clock
        self._token = ""

    async def call(self, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        """An API call without a token: POST with a body, else GET."""
        method = "GET" if body is None else "POST"
        address = f"{self.url}/wecom/cgi-bin/{path}"
        async with self.http.request(method, address, params=query, json=body) as answer:
            assert answer.status == 200
            return await answer.json(content_type=None)

    async def token(self) -> str:
        found = await self.call(
            "gettoken",
            corpid=self.env["WECOM_CORP_ID"],
            corpsecret=self.env["WECOM_APP_SECRET"],
        )
        return str(found["access_token"])

    async def api(self, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        """An API call with the app's token."""
        self._token = self._token or await self.token()
        return await self.call(path, body, access_token=self._token, **query)

    async def send(self, person: str, kind: str, content: Any, **more: Any) -> dict[str, Any]:
        """message/send of the app."""
        agent = int(self.env["WECOM_APP_AGENT_ID"])
        body = {"touser": person, "msgtype": kind, "agentid": agent, kind: content}
        return await self.api("message/send", {**body, **more})

    async def hook(self, kind: str, content: Any, key: str | None = None) -> dict[str, Any]:
        key = key or json.loads(self.env["WECOM_WEBHOOKS"])[self.group]
        return await self.call("webhook/send", {"msgtype": kind, kind: content}, key=key)

    async def say(self, chat: str, person: str, text: str, **more: Any) -> str:
        body = {"chat": chat, "person": person, "text": text, **more}
        return str((await self.control.post("/wecom/say", body))["message"])

    async def click(self, message: str, person: str, button: str, **values: Any) -> dict[str, Any]:
        body = {"message": message, "person": person, "button": button, "values": values}
        found: dict[str, Any] = await self.control.post("/wecom/click", body)
        return found

    async def messages(self, chat: str, viewer: str) -> list[dict[str, Any]]:
        found = await self.control.get(f"/wecom/messages?chat={chat}&viewer={viewer}")
        return list(found["messages"])

    async def last(self, chat: str, viewer: str) -> dict[str, Any]:
        return (await self.messages(chat, viewer))[-1]

    async def console(self, **settings: Any) -> dict[str, Any]:
        save = partial(self.control.post, "/wecom/console", settings)
        found: dict[str, Any] = await pressed_again(save)
        return found

    async def state(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.control.get("/wecom/state")
        return found

    async def deliveries(self, kind: str) -> list[dict[str, Any]]:
        found = (await self.control.get("/wecom/deliveries"))["deliveries"]
        return [one for one in found if one["kind"] == kind]

    @asynccontextmanager
    async def socket(self, *, subscribe: bool = True) -> AsyncIterator[Socket]:
        async with self.http.ws_connect(self.env["WECOM_WS_URL"]) as ws:
            socket = Socket(ws)
            if subscribe:
                answer = await socket.subscribe(self)
                assert answer["errcode"] == 0, answer
            yield socket


class Socket:
    """The bot's end of the long connection; pushes wait in `pushed` while answers are read."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.pushed: list[dict[str, Any]] = []
        self._number = 0

    async def subscribe(self, corp: Corp, secret: str | None = None) -> dict[str, Any]:
        secret = secret or corp.env["WECOM_BOT_SECRET"]
        body = {"bot_id": corp.env["WECOM_BOT_ID"], "secret": secret}
        return await self.ask("aibot_subscribe", body)

    async def ask(self, cmd: str, body: Any = None, req_id: str | None = None) -> dict[str, Any]:
        """Send a frame and read until its answer."""
        self._number += 1
        req_id = req_id or f"{cmd}_{self._number}"
        await self.ws.send_json({"cmd": cmd, "headers": {"req_id": req_id}, "body": body or {}})
        while True:
            frame = await self._read()
            if "cmd" not in frame and frame["headers"]["req_id"] == req_id:
                return frame
            self.pushed.append(frame)

    async def next(self) -> dict[str, Any]:
        """The next pushed frame."""
        return self.pushed.pop(0) if self.pushed else await self._read()

    async def _read(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.ws.receive_str(timeout=5))
        return frame


@asynccontextmanager
async def corp(**console: Any) -> AsyncIterator[Corp]:
    """enter_chat events are off unless a test wants them: they would precede every message."""
    async with (
        serve(platforms=("wecom",)) as running,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as http,
    ):
        made = Corp(running, http)
        await made.console(auto_enter=False, retry_seconds=0, poll_seconds=0.02, **console)
        yield made


class Listener:
    """A bot's callback URL: checks signatures, decrypts, answers what `reply` says."""

    def __init__(self, crypto: Crypto) -> None:
        self.crypto = crypto
        self.url = ""
        self.heard: list[Any] = []
        self.bad = 0
        self.queries: list[dict[str, str]] = []
        self.pause: Callable[[], Awaitable[Any]] | None = None
        self.reply: Callable[[bytes], web.Response] = lambda plain: web.Response()

    def answers(self, plain: str, nonce: str, timestamp: str = "1767225600") -> web.Response:
        """The JSON envelope of an AI bot's passive reply."""
        cipher = self.crypto.encrypt(plain.encode())
        sealed = {
            "encrypt": cipher,
            "msgsignature": self.crypto.sign(timestamp, nonce, cipher),
            "timestamp": int(timestamp),
            "nonce": nonce,
        }
        return web.Response(text=json.dumps(sealed), content_type="text/plain")

    async def handle(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        if request.method == "GET":
            self.crypto.check(*signed, query["echostr"])
            return web.Response(body=self.crypto.decrypt(query["echostr"]))
        text = await request.text()
        cipher = (
            json.loads(text)["encrypt"]
            if text.startswith("{")
            else text.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
        )
        self.queries.append(query)
        try:
            self.crypto.check(*signed, cipher)
        except CryptoError:
            self.bad += 1
            return web.Response(status=403)
        plain = self.crypto.decrypt(cipher)
        self.heard.append(plain)
        if self.pause is not None:
            await self.pause()
        return self.reply(plain)


@asynccontextmanager
async def listener(corp: Corp, bot: str) -> AsyncIterator[Listener]:
    """A server on a free port; `bot` is app or bot (their keys differ)."""
    env = corp.env
    crypto = (
        Crypto(env["WECOM_APP_TOKEN"], env["WECOM_APP_AES_KEY"], env["WECOM_CORP_ID"])
        if bot == "app"
        else Crypto(env["WECOM_BOT_TOKEN"], env["WECOM_BOT_AES_KEY"], "")
    )
    made = Listener(crypto)
    async with served(made.handle) as url:
        made.url = url
        yield made


@asynccontextmanager
async def served(handle: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """A callback URL on a free port, answered by `handle`."""
    app = web.Application()
    app.router.add_route("*", "/callback", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/callback"
    finally:
        await runner.cleanup()


def notice(**more: Any) -> dict[str, Any]:
    """A valid text_notice."""
    return {
        "card_type": "text_notice",
        "main_title": {"title": "打印机坏了", "desc": "T-42"},
        "card_action": {"type": 1, "url": "https://board.example/t/42"},
        **more,
    }


def ticket_card(task_id: str = "tk-42_r1", **more: Any) -> dict[str, Any]:
    """A valid button_interaction with a selector, fields, a menu and two buttons."""
    return {
        "card_type": "button_interaction",
        "task_id": task_id,
        "source": {"desc": "工单", "desc_color": 2},
        "main_title": {"title": "打印机坏了", "desc": "T-42"},
        "sub_title_text": "三楼打印机卡纸",
        "horizontal_content_list": [{"keyname": "状态", "value": "待接单"}],
        "action_menu": {"desc": "更多", "action_list": [{"text": "静音", "key": "mute"}]},
        "button_selection": {
            "question_key": "prio",
            "title": "优先级",
            "selected_id": "p2",
            "option_list": [{"id": "p1", "text": "紧急"}, {"id": "p2", "text": "普通"}],
        },
        "button_list": [
            {"text": "接单", "style": 1, "key": "take"},
            {"text": "转派", "style": 2, "key": "assign"},
        ],
        **more,
    }
