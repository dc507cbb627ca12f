"""DingTalk in the contract suite, over Stream and over HTTP, with its own card template."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.dingtalk import DingTalkMessenger, DingTalkSettings
from adapters.dingtalk.frames import read_frame
from adapters.dingtalk.stream import Rhythm
from adapters.shared.http import make_http
from bot.cards.model import Button, Card
from bot.domain.people import AccountId, ChatId
from bot.ports import Place, Placement, Receipt
from simulator.app import serve
from tests.console import pressed_again
from tests.contract.rigs.base import Forgery, Rig, eventually

QUICK = Rhythm(
    idle=4.0, heartbeat=2.0, first_wait=0.02, last_wait=0.2, settled=0.5, farewell=2.0, drain=3.0
)
COMMANDS = (
    Button("接单", "accept.128.3", "primary", command="/accept 128"),
    Button("看板", url="https://board.example/t/128"),
)
_COLOURS = {"🔵": "blue", "🟢": "green", "🟠": "orange", "🔴": "red", "⚪": "grey", "🟣": "purple"}


class DingTalkRig(Rig):
    platform = "dingtalk"
    people = ("lina", "zhangwei", "wangqiang")
    token_path = "/oauth2/accessToken"
    send_path = "/card/instances/createAndDeliver"
    quotes = False
    redelivers_after = 61

    def __init__(self, transport: str) -> None:
        super().__init__()
        self.transport = transport
        self.tells_failures = transport == "http"  # over Stream silence is the only refusal
        self.messenger: DingTalkMessenger
        self.settings: DingTalkSettings
        self.bot_url = ""
        self._shown_as: dict[str, str] = {}
        self.excuses: list[tuple[str, ChatId, AccountId | None]] = []

    # ---- the villains -----------------------------------------------------------------------

    async def forge(self, kind: Forgery) -> bool | None:
        body = self.message()
        if kind == "other app":
            body["robotCode"] = "dingother"
        if self.transport == "stream":
            return await self._stream("CALLBACK", body) if kind == "other app" else None
        if kind == "wrong token":
            return None  # only events have one
        stamp = self.stamp(-self.settings.max_age - 60 if kind == "stale" else 0)
        headers = self.signed(stamp)
        if kind == "tampered":
            headers["timestamp"] = self.stamp(1)
        if kind == "unsigned":
            headers = {}
        return await self.deliver("robot", json.dumps(body).encode(), headers) == 200

    async def post(self, body: bytes) -> int | None:
        if self.transport == "stream":
            return None
        return await self.deliver("robot", body, self.signed(self.stamp()))

    async def happen(self, kind: str) -> bool:
        if self.transport == "stream":
            return await self._stream("EVENT", {}, eventType=kind, eventId="evt-unknown")
        sealed, query = self.sealed({"EventType": kind, "eventId": "evt-unknown"})
        return await self.deliver("events", sealed, {}, query) == 200

    async def _stream(self, kind: str, body: Any, **headers: str) -> bool:
        """Through the door of the socket; whether it was acknowledged with 200."""
        frame = self.frame(kind, "/v1.0/im/bot/messages/get", body, **headers)
        answer = await self.messenger._stream._take(frame)
        return answer is not None and json.loads(answer)["code"] == 200

    def frame(self, kind: str, topic: str, body: Any, **headers: str) -> Any:
        return read_frame(
            json.dumps(
                {
                    "specVersion": "1.0", "type": kind, "data": json.dumps(body),
                    "headers": {"topic": topic, "messageId": "m-forged", **headers},
                }
            )
        )

    async def deliver(
        self, door: str, body: bytes, headers: Mapping[str, str], query: str = ""
    ) -> int:
        url = f"{self.bot_url}/dingtalk/{door}{query}"
        async with self.http.post(url, data=body, headers=headers) as answer:
            return answer.status

    def stamp(self, ahead: float = 0) -> str:
        return str(int((self.clock.now().timestamp() + ahead) * 1000))

    def signed(self, stamp: str) -> dict[str, str]:
        secret = self.settings.client_secret
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}

    def sealed(self, event: Any, *, owner: str = "", ahead: float = 0) -> tuple[bytes, str]:
        """An event's body and query, sealed as DingTalk does."""
        key = base64.b64decode(self.settings.event_aes_key + "=")
        message = json.dumps(event, ensure_ascii=False).encode()
        plain = os.urandom(16) + len(message).to_bytes(4, "big") + message
        plain += (owner or self.settings.client_id).encode()
        fill = 32 - len(plain) % 32
        lock = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        text = base64.b64encode(
            lock.update(plain + bytes([fill]) * fill) + lock.finalize()
        ).decode()
        stamp = self.stamp(ahead)
        parts = "".join(sorted((self.settings.event_token, stamp, "nonce", text)))
        signature = hashlib.sha1(parts.encode()).hexdigest()
        query = f"?msg_signature={signature}&timestamp={stamp}&nonce=nonce"
        return json.dumps({"encrypt": text}).encode(), query

    def message(self, **changes: Any) -> dict[str, Any]:
        """A robot message as the platform writes it."""
        return {
            "msgId": "msgForged==",
            "msgtype": "text",
            "text": {"content": " forged"},
            "conversationId": self.group.chat,
            "conversationType": "2",
            "senderStaffId": "villain",
            "senderNick": "X",
            "robotCode": self.settings.client_id,
            "createAt": 1767225600900,
            **changes,
        }

    # ---- the world --------------------------------------------------------------------------

    def simulated(self, chat: ChatId, viewer: str) -> str:
        """The simulator's name of a chat: a direct chat is the viewer's own."""
        return "direct" if chat.chat.startswith("direct:") else chat.chat

    async def shown_in(self, chat: ChatId, viewer: str) -> list[dict[str, Any]]:
        """The chat as this person's client shows it."""
        name = self.simulated(chat, viewer)
        path = f"/dingtalk/messages?chat={name}&viewer={viewer}"
        found: list[dict[str, Any]] = (await self.control("GET", path))["messages"]
        return found

    async def count_seen(self, chat: ChatId, viewer: str) -> int:
        return len(await self.shown_in(chat, viewer))

    async def last(self, viewer: str, chat: ChatId | None = None) -> dict[str, Any]:
        return (await self.shown_in(chat or self.group, viewer))[-1]

    async def seen(self, receipt: Receipt, viewer: str) -> dict[str, Any] | None:
        """A receipt names a card by its outTrackId and words by their processQueryKey; a person's
        client has ids of its own, learnt as the messages appear."""
        await self._learn(receipt)
        name = self._shown_as.get(receipt.message)
        found = await self.shown_in(receipt.chat, viewer)
        message = next((one for one in found if one["id"] == name), None)
        if message is not None and message["card"] is not None:
            _read_status(message["card"])
        return message

    async def say(
        self, person: str, text: str, *, quote: str | None = None, **more: Any
    ) -> str:
        shown = self._shown_as.get(quote, quote) if quote else None
        return await super().say(person, text, quote=shown, **more)

    async def send(
        self, card: Card, place: Place | None = None, *, key: str = "", **more: Any
    ) -> Receipt:
        receipt = await super().send(card, place, key=key, **more)
        await self._learn(receipt)
        return receipt

    async def click(
        self, message: str, person: str, button: str, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """DingTalk has no toast of ours: what the clicker alone reads afterwards stands for it."""
        shown = self._shown_as.get(message, message)
        clicked = await super().click(shown, person, button, values)
        for chat in (self.group, self.group._replace(chat="direct:")):
            for one in await self.shown_in(chat, person):
                if one["id"] == shown and one["card"] and not clicked["toast"]:
                    first = [*one["card"]["tags"], *one["card"]["lines"]][:2]
                    marks = [line for line in first if line[:1] in "ℹ✅⚠❌"]
                    clicked["toast"] = marks[0] if marks else clicked["toast"]
        return clicked

    async def stop_templates(self, *, public: bool) -> None:
        """Our own template is gone from the console, and the vendor's too unless `public`."""
        settings = {"card_template": None, "public_templates": public}
        await self.control("POST", "/dingtalk/console", settings)

    def placed(self, receipt: Receipt) -> Placement:
        """The placement the heart keeps of a ticket's card."""
        return Placement(
            id=1, ticket=128, kind="ticket", chat=receipt.chat, message=receipt.message,
            person=None, shown=3, sent_at=self.clock.now(), meta=receipt.meta,
        )

    async def _learn(self, receipt: Receipt) -> None:
        if receipt.message in self._shown_as:
            return
        for viewer in self.people:
            for one in reversed(await self.shown_in(receipt.chat, viewer)):
                known = one["id"] in self._shown_as.values()
                if one["sender"] == "bot" and one["kind"] != "ding" and not known:
                    self._shown_as[receipt.message] = one["id"]
                    return


def _read_status(card: dict[str, Any]) -> None:
    """The template has one header colour: ours is the mark before the tags."""
    for tag in card["tags"]:
        card["colour"] = _COLOURS.get(tag[:1], card["colour"])


@asynccontextmanager
async def dingtalk_rig(
    transport: str, *, rhythm: Rhythm = QUICK, **changes: str
) -> AsyncIterator[DingTalkRig]:
    """A started messenger in a fresh world, ready to hear. `changes` are settings."""
    rig = DingTalkRig(transport)
    async with (
        serve(platforms=("dingtalk",)) as world,
        aiohttp.ClientSession() as rig.http,
        make_http() as http,
    ):
        rig.url = world.url
        doors, door = await _reserve()
        rig.bot_url = doors
        env = {
            **world.sim.env(), "DINGTALK_TRANSPORT": transport, "PUBLIC_URL": doors, **changes
        }
        settings = DingTalkSettings.from_env(env)
        assert settings is not None
        rig.settings = settings
        overview = await rig.control("GET", "")
        rig.clock.set(datetime.fromisoformat(overview["now"]))
        groups = [
            chat for chat in overview["platforms"]["dingtalk"]["chats"] if chat["kind"] == "group"
        ]
        rig.group = ChatId("dingtalk", settings.tenant, groups[0]["id"])
        rig.messenger = DingTalkMessenger(
            settings, rig.clock, http, rhythm=rhythm,
            on_quota=lambda chat, who: rig.excuses.append(("quota", chat, who)) or "额度用完了",
            on_stranger=lambda chat, who: rig.excuses.append(("stranger", chat, who)) or "你是谁",
        )
        app = web.Application()
        app.add_routes(rig.messenger.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, door).start()
        await rig.messenger.start(rig.heart)
        try:
            await eventually(rig.messenger.ready)
            if transport == "http":
                urls = {"transport": "http", "robot_url": f"{doors}/dingtalk/robot",
                        "event_url": f"{doors}/dingtalk/events"}
                await pressed_again(lambda: rig.control("POST", "/dingtalk/console", urls))
                await eventually(lambda: rig.calls("/card/callbacks/register"))
            yield rig
        finally:
            await rig.messenger.stop()
            await runner.cleanup()


async def _reserve() -> tuple[str, Any]:
    """A listening socket on a free port, and the address it has."""
    found = socket.create_server(("127.0.0.1", 0))
    return f"http://127.0.0.1:{found.getsockname()[1]}", found
