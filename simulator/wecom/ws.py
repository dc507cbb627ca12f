"""The AI bot's long connection: one live socket per bot, frames, kicking, faults (wecom.md §6)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from typing import Any

from aiohttp import WSMsgType, web

from simulator.wecom.aibot import AiBot, Origin
from simulator.wecom.errors import ApiError, envelope
from simulator.wecom.outlet import Dropped
from simulator.wecom.req_ids import Callback, ReqIds
from simulator.wecom.settings import WEBSOCKET
from simulator.wecom.shared import Shared
from simulator.wecom.windows import MINUTE, Windows
from simulator.wecom.ws_commands import Commands

MAX_FRAME = 4 * 1024 * 1024
SUBSCRIBES_A_MINUTE = 30
REQ_ID_BYTES = 256
MESSAGE_CMD, EVENT_CMD = "aibot_msg_callback", "aibot_event_callback"
Frame = dict[str, Any]


class LongConnection:
    """`bot` frames go to the one subscribed socket; without one they are lost (§15)."""

    def __init__(self, shared: Shared, bot: AiBot) -> None:
        self._shared = shared
        self._bot = bot
        self._req_ids = ReqIds(shared.sim.clock)
        self._commands = Commands(shared, bot, self._req_ids)
        self._subscribes = Windows(shared.sim.clock, (SUBSCRIBES_A_MINUTE, MINUTE))
        self._live: web.WebSocketResponse | None = None
        self._sockets: dict[web.WebSocketResponse, web.Request] = {}
        self._displaced: list[web.WebSocketResponse] = []

    @property
    def connected(self) -> bool:
        return self._live is not None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=MAX_FRAME)
        await socket.prepare(request)
        self._sockets[socket] = request
        self._shared.counts["ws_connections"] += 1
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._shared.sim.spawn(self._frame(socket, message.data))
        finally:
            self._sockets.pop(socket, None)
            if self._live is socket:
                self._live = None
        return socket

    async def push(
        self, kind: str, origin: Origin, body: Frame, *, task_id: str | None = None
    ) -> Callback | None:
        """Send a message or event; None if nobody is subscribed or a fault dropped it."""
        shared = self._shared
        entry = shared.recorder.delivery(body["msgid"], f"aibot.{kind}", 1, body)
        socket = self._live
        if socket is None:
            shared.counts["ws_lost"] += 1
            entry.update(answer="no connection", took_ms=0, ok=False)
            return None
        is_event = body["msgtype"] == "event"
        callback = Callback(
            kind=kind if is_event else "message",
            chat=origin.chat,
            person=origin.person,
            at=shared.now(),
            message=origin.message,
            task_id=task_id,
            answered=asyncio.get_running_loop().create_future(),
            record=entry,
            pushed=time.monotonic(),
        )
        req_id = secrets.token_urlsafe(18)
        frame = {"cmd": EVENT_CMD if is_event else MESSAGE_CMD, "headers": {"req_id": req_id}}
        text = json.dumps({**frame, "body": body}, ensure_ascii=False)

        async def transmit(tampered: bool) -> None:
            # A tampered frame is broken JSON: there is no signature to spoil here.
            await self._send_text(text[: len(text) // 2] if tampered else text)
            shared.outlet.remember(lambda: self._send_text(text))

        callback.at = shared.now()
        self._req_ids.add(req_id, callback)
        try:
            await shared.outlet.push(f"/wecom/ws/{kind}", transmit)
        except Dropped:
            entry.update(answer="dropped", took_ms=0, ok=False)
            return None
        entry["ok"] = True
        if entry["answer"] is None:
            entry.update(answer="sent")
        return callback

    def disconnect(self) -> int:
        """Cut every socket without a closing frame; how many there were."""
        requests = list(self._sockets.values())
        for request in requests:
            if request.transport is not None:
                request.transport.abort()
        return len(requests)

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()

    def reset(self) -> None:
        """A new world: chats and rates begin anew, the connection stays."""
        self._req_ids.forget()
        self._commands.clear()
        self._subscribes.clear()

    async def _frame(self, socket: web.WebSocketResponse, text: str) -> None:
        try:
            frame = json.loads(text)
            cmd, req_id = str(frame["cmd"]), frame["headers"]["req_id"]
            body = frame.get("body") or {}
            fine = isinstance(req_id, str) and 1 <= len(req_id.encode()) <= REQ_ID_BYTES
        except (ValueError, KeyError, TypeError):
            fine = False
        if not fine or not isinstance(body, dict):
            self._shared.counts["ws_bad_frames"] += 1
            await _answer(socket, "", envelope(40058, "bad frame"))
            return
        if cmd == "ping":
            self._shared.counts["ws_pings"] += 1
            entry: dict[str, Any] = {}
        else:
            entry = self._record(cmd, req_id, body)
        answer = await self._faulty(socket, cmd, req_id, body)
        if answer is None:
            entry.update(status=0)
        else:
            entry.update(status=200, code=answer["errcode"], answer=answer)
            await _answer(socket, req_id, answer)
        while self._displaced:
            await self._kick(self._displaced.pop())

    async def _faulty(
        self, socket: web.WebSocketResponse, cmd: str, req_id: str, body: Frame
    ) -> Frame | None:
        """The answer with the request faults applied; None: no answer comes."""
        faults, path = self._shared.faults, f"/wecom/ws/{cmd}"
        slow = faults.take("delay", path)
        if slow:
            await asyncio.sleep(slow.settings.get("seconds", 1.0))
        for kind in ("timeout", "reset"):
            broken = faults.take(kind, path)
            if broken:
                if broken.settings.get("processed"):
                    self._run(socket, cmd, req_id, body)
                if kind == "reset":
                    self.disconnect()
                return None
        if faults.take("rate_limit", path):
            return self._envelope(45009 if cmd == "aibot_subscribe" else 846607)
        refused = faults.take("status", path)
        if refused:
            if refused.settings.get("processed"):
                self._run(socket, cmd, req_id, body)
            return self._envelope(int(refused.settings.get("code") or 6000), "injected fault")
        return self._run(socket, cmd, req_id, body)

    def _run(self, socket: web.WebSocketResponse, cmd: str, req_id: str, body: Frame) -> Frame:
        try:
            if cmd == "aibot_subscribe":
                self._subscribe(body)
                self._take_over(socket)
                return envelope(0)
            if socket is not self._live:
                raise ApiError(846609)
            answer = envelope(0)
            result = self._commands.run(cmd, req_id, body)
            return {**answer, "body": result} if result else answer
        except ApiError as fault:
            return self._envelope(fault.code, fault.detail)

    def _subscribe(self, body: Frame) -> None:
        settings = self._shared.settings
        if not self._subscribes.allow("bot"):
            raise ApiError(45009)
        if body.get("bot_id") != settings.bot_id:
            raise ApiError(93019)
        if body.get("secret") != settings.bot_secret or self._shared.faults.take(
            "bad_secret", "/wecom/ws/aibot_subscribe"
        ):
            raise ApiError(853000)
        if not self._shared.has("aibot") or settings.bot_transport != WEBSOCKET:
            raise ApiError(93004, "the bot is not in long-connection mode")

    def _take_over(self, socket: web.WebSocketResponse) -> None:
        """The newest subscriber wins (§6.2)."""
        old, self._live = self._live, socket
        if old is socket:
            return
        self._req_ids.forget()
        if old is not None:
            self._displaced.append(old)

    async def _kick(self, old: web.WebSocketResponse) -> None:
        """The displaced connection is told, then closed."""
        self._shared.counts["ws_kicked"] += 1
        msgid = secrets.token_hex(16)
        body = {
            "msgid": msgid,
            "create_time": self._shared.sim.clock.timestamp(),
            "aibotid": self._shared.settings.bot_id,
            "msgtype": "event",
            "event": {"eventtype": "disconnected_event"},
        }
        kick = {"cmd": EVENT_CMD, "headers": {"req_id": secrets.token_urlsafe(18)}, "body": body}
        entry = self._shared.recorder.delivery(msgid, "aibot.disconnected_event", 1, body)
        entry.update(answer="sent", took_ms=0, ok=not old.closed)
        if not old.closed:
            await old.send_str(json.dumps(kick))
            await old.close()

    async def _send_text(self, text: str) -> None:
        if self._live is not None and not self._live.closed:
            await self._live.send_str(text)

    def _record(self, cmd: str, req_id: str, body: Frame) -> dict[str, Any]:
        shown = {**body, "secret": "***"} if "secret" in body else body
        if "base64_data" in body:
            shown = {**body, "base64_data": f"<{len(str(body['base64_data']))} characters>"}
        return self._shared.recorder.request(
            "WS", f"/wecom/ws/{cmd}", query={"req_id": req_id}, body=shown
        )

    def _envelope(self, code: int, detail: str = "") -> Frame:
        return envelope(code, detail, hint=self._shared.sim.clock.timestamp())


async def _answer(socket: web.WebSocketResponse, req_id: str, answer: Frame) -> None:
    if not socket.closed:
        with contextlib.suppress(ConnectionError):  # it hung up in this very moment
            await socket.send_str(json.dumps({"headers": {"req_id": req_id}, **answer}))
