"""One open socket to Feishu: pings, frames in, acknowledgements out (feishu.md §3).

An event is acknowledged only after `take` has returned; what is not acknowledged comes again.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp

from adapters.feishu.discovery import Rhythm
from adapters.feishu.fragments import Fragments
from adapters.feishu.frames import CONTROL, Frame, decode, encode, ping
from adapters.shared.compact import compact
from adapters.shared.server import Crowd, Reply, json_object
from bot.errors import InboundError, Overloaded, RetryLater

log = logging.getLogger(__name__)

Take = Callable[[Mapping[str, Any]], Awaitable[Reply | None]]
_GRACE = 15.0  # seconds beyond two pings without any sign of life


class Conversation:
    """`deaf` leaves everything new to the next connection."""

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        service: int,
        rhythm: Rhythm,
        take: Take,
        crowd: Crowd,
    ) -> None:
        self._socket = socket
        self._service = service
        self.rhythm = rhythm
        self._take = take
        self._crowd = crowd
        self._fragments = Fragments()
        self._tasks: set[asyncio.Task[None]] = set()
        self.deaf = False

    async def listen(self) -> None:
        """Returns when the connection has ended or gone silent."""
        pings = asyncio.create_task(self._keep_pinging())
        try:
            while True:
                message = await self._socket.receive(timeout=2 * self.rhythm.ping + _GRACE)
                if message.type is not aiohttp.WSMsgType.BINARY:
                    break
                self._hear(message.data)
        except TimeoutError:
            log.warning("feishu long connection is silent: connecting anew")
        finally:
            pings.cancel()

    async def close(self) -> None:
        await self._socket.close()

    async def _keep_pinging(self) -> None:
        while True:
            await self._send(ping(self._service))
            await asyncio.sleep(self.rhythm.ping)

    def _hear(self, wire: bytes) -> None:
        try:
            frame = decode(wire)
        except InboundError as error:
            log.warning("feishu frame dropped: %s", error)
            return
        if frame.method == CONTROL:
            if frame.header("type") == "pong" and frame.payload:
                self._tune(frame.payload)
            return
        if self.deaf:
            return
        payload = self._fragments.add(frame, time.monotonic())
        if payload is not None:
            task = asyncio.create_task(self._answer(frame, payload))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _tune(self, payload: bytes) -> None:
        try:
            self.rhythm = self.rhythm.changed(json_object(payload))
        except InboundError:
            log.warning("feishu pong with an unreadable configuration")

    async def _answer(self, frame: Frame, payload: bytes) -> None:
        if self._crowd.full:
            await self._send(frame.answered(b'{"code":500}', 0))
            return
        started = time.monotonic()
        with self._crowd.enter():
            answer = await self._taken(payload)
            took = int((time.monotonic() - started) * 1000)
            if await self._send(frame.answered(compact(answer.body).encode(), took)):
                answer.arrived()

    async def _taken(self, payload: bytes) -> Reply:
        """The acknowledgement's payload; 500 asks for another delivery."""
        try:
            found = await self._take(json_object(payload))
        except InboundError as error:
            log.warning("feishu event refused: %s: %s", type(error).__name__, error)
            return Reply({"code": 500})
        except (RetryLater, Overloaded):
            return Reply({"code": 500})
        except Exception:
            log.exception("feishu event failed")
            return Reply({"code": 500})
        if found is None:
            return Reply({"code": 200})
        text = compact(found.body).encode()
        return Reply({"code": 200, "data": base64.b64encode(text).decode()}, found.arrived)

    async def _send(self, frame: Frame) -> bool:
        """Whether it went out. A connection lost meanwhile is no fault: the platform delivers
        again."""
        try:
            await self._socket.send_bytes(encode(frame))
        except (ConnectionError, RuntimeError, aiohttp.ClientError) as error:
            log.info("feishu frame not sent: %s", type(error).__name__)
            return False
        return True
