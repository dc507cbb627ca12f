"""The long connection: discovery, upgrade, ping, pushes to one random connection (feishu.md §3)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import random
import secrets
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from simulator.feishu import frames
from simulator.feishu.frames import Frame
from simulator.feishu.push import Reply

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

MOST_CONNECTIONS = 50
SERVICE_ID = 33554678
OVER_LIMIT = "1000040350"


@dataclass
class Connection:
    device_id: str
    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[bytes]] = field(default_factory=dict)


class Connections:
    def __init__(self, feishu: Feishu) -> None:
        self.feishu = feishu
        self.open: list[Connection] = []
        self.pings = 0
        self._tickets: set[str] = set()
        self._log_ids = random.randrange(1, 1 << 40)

    def routes(self, app: web.Application, prefix: str) -> None:
        app.router.add_post(f"{prefix}/callback/ws/endpoint", self._discover)
        if prefix:
            app.router.add_get(f"{prefix}/ws/v2", self._upgrade)

    async def send(self, pushed: dict[str, Any], tampered: bool) -> Reply:
        """One frame (or its fragments) to one random connection; waits for the ACK."""
        if not self.open:
            return Reply(200340, "no long connection is open")
        chosen = random.choice(self.open)
        payload = json.dumps(pushed, ensure_ascii=False, separators=(",", ":")).encode()
        if tampered:
            payload = payload[: len(payload) // 2]
        message_id = uuid.uuid4().hex
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        chosen.waiting[message_id] = answered
        try:
            for frame in self._frames(message_id, payload):
                await chosen.socket.send_bytes(frames.encode(frame))
            raw = await asyncio.wait_for(answered, self.feishu.settings.answer_seconds)
        except TimeoutError:
            return Reply(200341, "no ACK in time")
        except ConnectionError:
            return Reply(200342, "the connection broke")
        finally:
            chosen.waiting.pop(message_id, None)
        return _acknowledged(raw)

    async def disconnect(self, count: int | None = None) -> None:
        for connection in self.open[:count]:
            await connection.socket.close(code=1001, message=b"going away")

    def _frames(self, message_id: str, payload: bytes) -> list[Frame]:
        self._log_ids += 1
        settings = self.feishu.settings
        headers = [
            ("type", "event"),
            ("message_id", message_id),
            ("trace_id", uuid.uuid4().hex),
            ("timestamp", str(self.feishu.clock.timestamp_ms())),
        ]
        whole = Frame(
            self._log_ids, self._log_ids, SERVICE_ID, frames.DATA, headers, "", "json", payload
        )
        pieces = frames.split(whole, max(1, settings.fragment_bytes))
        if settings.fragment_shuffle:
            random.shuffle(pieces)
        return pieces

    async def _discover(self, request: web.Request) -> web.Response:
        settings = self.feishu.settings
        try:
            body = json.loads(await request.read())
        except ValueError:
            return _endpoint(1000040344, "no credential")
        if not isinstance(body, dict) or not body:
            return _endpoint(1000040344, "no credential")
        if (body.get("AppID"), body.get("AppSecret")) != (settings.app_id, settings.app_secret):
            return _endpoint(514, "auth failed")
        if len(self.open) >= MOST_CONNECTIONS:
            return _endpoint(int(OVER_LIMIT), "the number of connections exceeded the limit")
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        host = self.feishu.sim.base_url.replace("http", "ws", 1)
        device = random.randrange(7 * 10**18, 8 * 10**18)
        url = (
            f"{host}/{self.feishu.name}/ws/v2?fpid=493&aid=552564&device_id={device}"
            f"&access_key={secrets.token_hex(16)}&service_id={SERVICE_ID}&ticket={ticket}"
        )
        return _endpoint(0, "", {"URL": url, "ClientConfig": settings.client_config})

    async def _upgrade(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("ticket") not in self._tickets:
            return _refused("403", "forbidden")
        if len(self.open) >= MOST_CONNECTIONS:
            return _refused("514", "connection limit", OVER_LIMIT)
        socket = web.WebSocketResponse(max_msg_size=16 * 1024 * 1024)
        await socket.prepare(request)
        connection = Connection(request.query.get("device_id", ""), socket)
        self.open.append(connection)
        try:
            async for message in socket:
                if message.type is WSMsgType.BINARY:
                    await self._read(connection, message.data)
        finally:
            self.open.remove(connection)
            for answered in connection.waiting.values():
                if not answered.done():
                    answered.set_exception(ConnectionResetError())
        return socket

    async def _read(self, connection: Connection, raw: bytes) -> None:
        try:
            frame = frames.decode(raw)
        except (frames.BadFrame, UnicodeDecodeError):
            await connection.socket.close(code=1002, message=b"bad frame")
            return
        if frame.method == frames.CONTROL:
            if frame.header("type") == "ping":
                self.pings += 1
                await connection.socket.send_bytes(frames.encode(self._pong(frame)))
            return
        answered = connection.waiting.get(frame.header("message_id") or "")
        if answered is not None and not answered.done():
            answered.set_result(frame.payload or b"")

    def _pong(self, ping: Frame) -> Frame:
        config = json.dumps(self.feishu.settings.client_config).encode()
        headers = [("type", "pong")]
        return Frame(0, 0, ping.service, frames.CONTROL, headers, payload=config)


def _acknowledged(raw: bytes) -> Reply:
    """The ACK's payload: code, and for callbacks the answer as base64 JSON."""
    text = raw.decode("utf-8", "replace")
    try:
        ack = json.loads(text)
        if not isinstance(ack, dict) or ack.get("code") != 200:
            return Reply(200671, text[:500])
        data = ack.get("data")
        if not data:
            return Reply(None, text, {})
        return Reply(None, text, json.loads(base64.b64decode(data, validate=True)))
    except (ValueError, TypeError, binascii.Error):
        return Reply(None, text, None)


def _endpoint(code: int, msg: str, data: dict[str, Any] | None = None) -> web.Response:
    return web.json_response({"code": code, "msg": msg, "data": data})


def _refused(status: str, msg: str, code: str = "") -> web.Response:
    headers = {"Handshake-Status": status, "Handshake-Msg": msg}
    if code:
        headers["Handshake-Autherrcode"] = code
    return web.Response(status=int(status), headers=headers)
