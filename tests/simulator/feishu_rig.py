"""The bot's side of Feishu for the simulator's tests: a REST client and an event receiver.

The receiver takes its crypto from the official SDK, so that it proves something.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from lark_oapi.core.utils import AESCipher

from simulator.app import Running
from simulator.feishu.platform import Feishu

GROUP, OTHER_GROUP = "设备报修群", "IT支持群"


class Rest:
    """Calls as the bot; `ok` returns data, `refused` returns the code."""

    def __init__(self, running: Running, http: aiohttp.ClientSession) -> None:
        self.running, self.http = running, http
        self.env = running.sim.env()
        self.base = f"{self.env['FEISHU_BASE_URL']}/open-apis"
        self.token = ""

    @property
    def feishu(self) -> Feishu:
        platform = self.running.sim.platforms["feishu"]
        assert isinstance(platform, Feishu)
        return platform

    async def log_in(self) -> str:
        body = {"app_id": self.env["FEISHU_APP_ID"], "app_secret": self.env["FEISHU_APP_SECRET"]}
        url = f"{self.base}/auth/v3/tenant_access_token/internal"
        async with self.http.post(url, json=body) as answer:
            self.token = (await answer.json())["tenant_access_token"]
        return self.token

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token or await self.log_in()}"}
        async with self.http.request(
            method, self.base + path, json=body, params=query, headers=headers
        ) as answer:
            return dict(await answer.json())

    async def ok(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        answer = await self.call(method, path, body, **query)
        assert answer["code"] == 0, answer
        return dict(answer["data"])

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> int:
        answer = await self.call(method, path, body, **query)
        assert answer["code"] != 0, answer
        return int(answer["code"])

    def chat(self, name: str = GROUP) -> str:
        return self.feishu.room(name, None).id

    def direct(self, person: str) -> str:
        return self.feishu.store.direct(person).id

    def open_id(self, person: str) -> str:
        return self.running.sim.world.people[person].accounts["feishu"]

    async def text(self, text: str, chat: str | None = None, **more: Any) -> dict[str, Any]:
        body = {
            "receive_id": chat or self.chat(),
            "msg_type": "text",
            "content": json.dumps({"text": text}),
            **more,
        }
        return await self.ok("POST", "/im/v1/messages", body, receive_id_type="chat_id")

    async def card(self, card: dict[str, Any], chat: str | None = None) -> str:
        return str(
            (await self.ok(*self.card_call(card, chat), receive_id_type="chat_id"))["message_id"]
        )

    def card_call(self, card: dict[str, Any], chat: str | None = None) -> tuple[str, str, Any]:
        body = {
            "receive_id": chat or self.chat(),
            "msg_type": "interactive",
            "content": json.dumps(card),
        }
        return "POST", "/im/v1/messages", body


class Receiver:
    """A bot behind HTTP: decrypts pushes, remembers them, answers what `answers` says."""

    def __init__(self, encrypt_key: str) -> None:
        self.key = encrypt_key
        self.pushed: list[dict[str, Any]] = []
        self.requests: list[tuple[bytes, dict[str, str]]] = []
        self.statuses: list[int] = []
        self.card_answer: Any = {}
        self.before_answer: Any = None
        self.echo_challenge = True
        self._server: TestServer | None = None

    async def start(self) -> str:
        app = web.Application()
        app.router.add_post("/feishu/events", self._take)
        self._server = TestServer(app)
        await self._server.start_server()
        return str(self._server.make_url("/feishu/events"))

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.close()

    def kinds(self) -> list[str]:
        return [each["header"]["event_type"] for each in self.pushed]

    def events(self, kind: str = "im.message.receive_v1") -> list[dict[str, Any]]:
        return [e["event"] for e in self.pushed if e["header"]["event_type"] == kind]

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.requests.append((raw, dict(request.headers)))
        body = json.loads(raw)
        try:
            plain = json.loads(AESCipher(self.key).decrypt_str(body["encrypt"]))
        except Exception:
            return web.Response(status=500, text="cannot decrypt")
        if plain.get("type") == "url_verification":
            challenge = plain["challenge"] if self.echo_challenge else "something else"
            return web.json_response({"challenge": challenge})
        self.pushed.append(plain)
        status = self.statuses.pop(0) if self.statuses else 200
        if plain["header"]["event_type"] != "card.action.trigger":
            return web.json_response({"msg": "success"}, status=status)
        if self.before_answer is not None:
            await self.before_answer(plain["event"])
        return web.json_response(self.card_answer, status=status)


def button(label: str, value: Any, **more: Any) -> dict[str, Any]:
    return {
        "tag": "button",
        "text": {"tag": "plain_text", "content": label},
        "behaviors": [{"type": "callback", "value": value}],
        **more,
    }


def card(
    *elements: dict[str, Any], title: str = "工单 #128", colour: str = "blue"
) -> dict[str, Any]:
    return {
        "schema": "2.0",
        "config": {"update_multi": True},
        "header": {"title": {"tag": "plain_text", "content": title}, "template": colour},
        "body": {"elements": list(elements)},
    }
