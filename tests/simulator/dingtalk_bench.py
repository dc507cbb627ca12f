"""A DingTalk organisation for tests, and a bare app that talks to it: calls and one socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import quote_plus

import aiohttp

from simulator.app import serve
from simulator.dingtalk.platform import DingTalk
from tests.console import pressed_again
from tests.simulator.conftest import Control, eventually

ROBOT = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"
ALL_TOPICS = (("EVENT", "*"), ("CALLBACK", ROBOT), ("CALLBACK", CARD))
GROUP = "设备报修群"
OWN = "bihuan-ticket-0001.schema"


class Socket:
    """A Stream client; `answer` makes the ACK's data of a push, or None for no ACK."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.frames: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda frame: {
            "response": None
        }
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.ws:
            frame = json.loads(message.data)
            self.frames.append(frame)
            answer = self.answer(frame)
            if answer is not None:
                await self.ws.send_json(
                    {
                        "code": 200,
                        "headers": {
                            "messageId": frame["headers"]["messageId"],
                            "contentType": "application/json",
                        },
                        "message": "OK",
                        "data": json.dumps(answer),
                    }
                )

    def of(self, topic: str) -> list[dict[str, Any]]:
        """The pushes of a topic, as {"headers", "data" (parsed)}."""
        return [
            {"headers": frame["headers"], "data": json.loads(frame["data"])}
            for frame in self.frames
            if frame["headers"]["topic"] == topic
        ]

    async def next(self, topic: str, count: int = 1) -> dict[str, Any]:
        """The count-th push of this topic, waited for."""
        found = await eventually(lambda: self.of(topic)[count - 1 :])
        return found[0]


class Office:
    """The organisation (`sim`, `control`) and the app's side of it (`api`, `oapi`, `connect`)."""

    def __init__(self, sim: Any, url: str, http: aiohttp.ClientSession) -> None:
        self.sim = sim
        self.url = url
        self.http = http
        self.control = Control(url, http)
        self.dingtalk: DingTalk = sim.platforms["dingtalk"]
        self.app = self.dingtalk.settings
        self.group = self.dingtalk.desk.chats.named(GROUP).id
        self.sockets: list[Socket] = []

    def user(self, person: str) -> str:
        return self.dingtalk.user_id(person)

    async def token(self) -> str:
        body = {"appKey": self.app.client_id, "appSecret": self.app.client_secret}
        answer = await self.api("/v1.0/oauth2/accessToken", body, token="")
        return str(answer["accessToken"])

    async def api(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        method: str = "POST",
        expect: int = 200,
        token: str | None = None,
    ) -> Any:
        """One call; the answer's JSON. Fails on another HTTP status than expected."""
        headers = {"x-acs-dingtalk-access-token": await self.token() if token is None else token}
        url = f"{self.url}/dingtalk/api{path}"
        async with self.http.request(method, url, json=body, headers=headers) as response:
            text = await response.text()
            assert response.status == expect, text
            return json.loads(text)

    async def oapi(self, path: str, body: dict[str, Any], *, code: int = 0, token: str = "") -> Any:
        token = token or await self.token()
        url = f"{self.url}/dingtalk/oapi{path}?access_token={token}"
        return await self.webhook(url, body, code=code)

    async def webhook(self, url: str, body: dict[str, Any], *, code: int = 0) -> Any:
        async with self.http.post(url, json=body) as response:
            assert response.status == 200
            answer = await response.json()
            assert answer["errcode"] == code, answer
            return answer

    async def open(self, topics: Any = ALL_TOPICS, **changes: Any) -> aiohttp.ClientResponse:
        body = {
            "clientId": self.app.client_id,
            "clientSecret": self.app.client_secret,
            "subscriptions": [{"type": kind, "topic": topic} for kind, topic in topics],
            "ua": "test/1",
            **changes,
        }
        url = f"{self.url}/dingtalk/api/v1.0/gateway/connections/open"
        return await self.http.post(url, json=body, headers={"Accept": "application/json"})

    async def connect(self, topics: Any = ALL_TOPICS) -> Socket:
        opened = await (await self.open(topics)).json()
        url = f"{opened['endpoint']}?ticket={quote_plus(opened['ticket'])}"
        socket = Socket(await self.http.ws_connect(url, autoping=True))
        self.sockets.append(socket)
        number = len(self.sockets)
        await eventually(lambda: self.dingtalk.streams.opened >= number)
        return socket

    async def say(self, person: str, text: str, chat: str = GROUP, **more: Any) -> str:
        body = {"chat": chat, "person": person, "text": text, **more}
        return str((await self.control.post("/dingtalk/say", body))["message"])

    async def click(self, message: str, person: str, button: str, **values: Any) -> Any:
        body = {"message": message, "person": person, "button": button, "values": values}
        return await self.control.post("/dingtalk/click", body)

    async def messages(self, viewer: str = "lina", chat: str = GROUP) -> list[dict[str, Any]]:
        answer = await self.control.get(f"/dingtalk/messages?chat={chat}&viewer={viewer}")
        return list(answer["messages"])

    async def last(self, viewer: str = "lina", chat: str = GROUP) -> dict[str, Any]:
        return (await self.messages(viewer, chat))[-1]

    async def fault(self, kind: str, **settings: Any) -> None:
        await self.control.post("/dingtalk/faults", {"kind": kind, **settings})

    async def console(self, **settings: Any) -> Any:
        return await pressed_again(partial(self.control.post, "/dingtalk/console", settings))

    def advance(self, seconds: float) -> None:
        self.sim.clock.advance(seconds)

    async def send_card(self, track: str = "T-1", expect: int = 200, **changes: Any) -> Any:
        """createAndDeliver into the group, of the bot's own template unless changed."""
        body = {
            "cardTemplateId": OWN,
            "outTrackId": track,
            "userIdType": 1,
            "callbackType": "STREAM",
            "cardData": {"cardParamMap": {"title": "T-1 打印机坏了", "content": "**状态** 待接单"}},
            "openSpaceId": f"dtv1.card//IM_GROUP.{self.group}",
            "imGroupOpenSpaceModel": {"supportForward": True},
            "imGroupOpenDeliverModel": {"robotCode": self.app.client_id},
            **changes,
        }
        return await self.api("/v1.0/card/instances/createAndDeliver", body, expect=expect)


@asynccontextmanager
async def office(bot_url: str | None = None) -> AsyncIterator[Office]:
    """A running organisation on a free port."""
    async with (
        serve(platforms=("dingtalk",), bot_url=bot_url) as running,
        aiohttp.ClientSession() as http,
    ):
        desk = Office(running.sim, running.url, http)
        try:
            yield desk
        finally:
            for socket in desk.sockets:
                socket.reader.cancel()
                await socket.ws.close()
