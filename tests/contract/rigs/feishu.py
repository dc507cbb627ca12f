"""Feishu in the contract suite, over HTTP and over the long connection."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.feishu import FeishuMessenger, FeishuSettings
from adapters.shared.http import make_http
from bot.domain.people import ChatId
from bot.errors import InboundError
from simulator.app import serve
from tests.console import pressed_again
from tests.contract.rigs.base import Forgery, Rig, eventually

QUICK = {"ReconnectCount": -1, "ReconnectInterval": 1, "ReconnectNonce": 0, "PingInterval": 2}


class FeishuRig(Rig):
    platform = "feishu"
    people = ("lina", "zhangwei", "wangqiang")
    token_path = "/tenant_access_token/internal"
    send_path = "/im/v1/messages"
    days_updatable = 14

    def __init__(self, transport: str) -> None:
        super().__init__()
        self.transport = transport
        self.messenger: FeishuMessenger
        self.settings: FeishuSettings
        self.door = ""

    async def forge(self, kind: Forgery) -> bool | None:
        stamp = int(self.clock.now().timestamp())
        header: dict[str, Any] = {}
        if kind == "wrong token":
            header["token"] = "guessed"
        if kind == "other app":
            header["app_id"] = "cli_other"
        if self.transport == "websocket":
            return await self._stream(header) if header else None  # the socket is the signature
        if kind == "stale":
            stamp -= self.settings.max_age + 60
        body = self._sealed(self._message(header))
        headers = self._signed(body, stamp)
        if kind == "tampered":
            body += b"\n"
        if kind == "unsigned":
            headers = {}
        return await self._deliver(body, headers) == 200

    async def post(self, body: bytes) -> int | None:
        if self.transport == "websocket":
            return None
        return await self._deliver(body, self._signed(body, int(self.clock.now().timestamp())))

    async def happen(self, kind: str) -> bool:
        header = {"event_type": kind, "event_id": "evt-unknown"}
        if self.transport == "websocket":
            return await self._stream(header)
        return await self.post(self._sealed(self._message(header))) == 200

    async def _stream(self, header: dict[str, Any]) -> bool:
        try:
            await self.messenger._streamed(self._message(header))
        except InboundError:
            return False
        return True

    async def _deliver(self, body: bytes, headers: dict[str, str]) -> int:
        async with self.http.post(self.door, data=body, headers=headers) as answer:
            return answer.status

    def _message(self, header: dict[str, Any]) -> dict[str, Any]:
        return {
            "schema": "2.0",
            "header": {
                "event_id": "evt-forged",
                "token": self.settings.verification_token,
                "create_time": "1767225600000",
                "event_type": "im.message.receive_v1",
                "tenant_key": "tk",
                "app_id": self.settings.app_id,
                **header,
            },
            "event": {
                "sender": {"sender_id": {"open_id": "ou_villain"}, "sender_type": "user"},
                "message": {
                    "message_id": "om_forged",
                    "create_time": "1767225600000",
                    "chat_id": self.group.chat,
                    "chat_type": "group",
                    "message_type": "text",
                    "content": '{"text":"forged"}',
                },
            },
        }

    def _sealed(self, event: dict[str, Any]) -> bytes:
        plain = json.dumps(event).encode()
        fill = 16 - len(plain) % 16
        key = hashlib.sha256(self.settings.encrypt_key.encode()).digest()
        iv = os.urandom(16)
        lock = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
        sealed = iv + lock.update(plain + bytes([fill]) * fill) + lock.finalize()
        return json.dumps({"encrypt": base64.b64encode(sealed).decode()}).encode()

    def _signed(self, body: bytes, stamp: int) -> dict[str, str]:
        start = f"{stamp}nonce{self.settings.encrypt_key}".encode()
        return {
            "X-Lark-Request-Timestamp": str(stamp),
            "X-Lark-Request-Nonce": "nonce",
            "X-Lark-Signature": hashlib.sha256(start + body).hexdigest(),
        }


@asynccontextmanager
async def feishu_rig(transport: str) -> AsyncIterator[FeishuRig]:
    """A started messenger in a fresh world, ready to hear."""
    rig = FeishuRig(transport)
    async with (
        serve(platforms=("feishu",)) as world,
        aiohttp.ClientSession() as rig.http,
        make_http() as http,
    ):
        rig.url = world.url
        env = {**world.sim.env(), "FEISHU_TRANSPORT": transport}
        settings = FeishuSettings.from_env(env)
        assert settings is not None
        rig.settings = settings
        overview = await rig.control("GET", "")
        rig.clock.set(datetime.fromisoformat(overview["now"]))
        groups = [chat for chat in overview["platforms"]["feishu"]["chats"]
                  if chat["kind"] == "group"]
        rig.group = ChatId("feishu", settings.app_id, groups[0]["id"])
        rig.messenger = FeishuMessenger(settings, rig.clock, http)
        await rig.control("POST", "/feishu/console", {"client_config": QUICK})
        runner = await _door(rig)
        await rig.messenger.start(rig.heart)
        try:
            await eventually(rig.messenger.ready)
            if transport == "http":
                urls = {"event_url": rig.door}
                await pressed_again(lambda: rig.control("POST", "/feishu/console", urls))
            yield rig
        finally:
            await rig.messenger.stop()
            await runner.cleanup()


async def _door(rig: FeishuRig) -> web.AppRunner:
    app = web.Application()
    app.add_routes(rig.messenger.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    rig.door = f"http://127.0.0.1:{runner.addresses[0][1]}/feishu/events"
    return runner
