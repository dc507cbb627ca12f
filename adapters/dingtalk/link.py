"""One Stream connection from its first frame to its last (dingtalk.md §2.2, §2.3)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp

from adapters.dingtalk.frames import OK, Frame, ack, event_ack, read_frame
from adapters.shared.server import Crowd
from bot.errors import Overloaded, Undecodable

log = logging.getLogger(__name__)

_POLITE, _DEAF = 2.0, 0.2  # seconds for the closing words; a dead peer has none
Take = Callable[[Frame], Awaitable[str | None]]  # the acknowledgement, None for none


class Link:
    """Listens until the platform asks us to leave, falls silent for `idle` seconds, or closes.

    `deaf` drops what still comes while we stop.
    """

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, take: Take, crowd: Crowd, idle: float
    ) -> None:
        self._socket = socket
        self._take = take
        self._crowd = crowd
        self._idle = idle
        self._mine = Crowd()  # what this socket still has to acknowledge
        self._work: set[asyncio.Task[None]] = set()
        self._leaving = asyncio.Event()
        self.deaf = False
        self.ended_because = ""
        self._listening = asyncio.create_task(self._listen())

    @property
    def alive(self) -> bool:
        return self.ended_because in ("", "disconnect") and not self._socket.closed

    async def until_leaving(self) -> None:
        """Returns when a new connection is needed; this one may still be finishing."""
        await self._leaving.wait()

    async def close(self, within: float) -> None:
        """Lets what has begun be acknowledged on this socket, then closes it."""
        self.deaf = True
        await self._mine.gone(within)
        try:
            async with asyncio.timeout(_DEAF if self.ended_because == "silent" else _POLITE):
                await self._socket.close()
        except (TimeoutError, aiohttp.ClientError, ConnectionError):
            log.info("dingtalk stream: the socket would not close politely")
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def _listen(self) -> None:
        try:
            while True:
                message = await self._next()
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._frame(message.data)
                elif message.type is not aiohttp.WSMsgType.BINARY:
                    self.ended_because = self.ended_because or "closed"
                    return
        finally:
            self._leaving.set()

    async def _next(self) -> aiohttp.WSMessage:
        """The next frame. After a silence of `idle` (WebSocket pongs are no frames: a dead
        gateway may still send them) a new connection is asked for, and this one heard on."""
        try:
            async with asyncio.timeout(None if self._leaving.is_set() else self._idle):
                return await self._socket.receive()
        except TimeoutError:
            self.ended_because = "silent"
            log.warning("dingtalk stream: no frame for %.0f s, connecting anew", self._idle)
            self._leaving.set()
        return await self._socket.receive()

    async def _frame(self, text: str) -> None:
        try:
            frame = read_frame(text)
        except Undecodable as error:
            log.warning("dingtalk stream: a frame is dropped: %s", error)
            return
        if frame.kind == "SYSTEM":
            await self._system(frame)
        elif self.deaf:
            return  # not acknowledged: it comes again
        elif self._crowd.full:
            if frame.kind == "EVENT":
                await self._say(event_ack(frame, done=False))
        else:
            task = asyncio.create_task(self._handle(frame))
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _system(self, frame: Frame) -> None:
        if frame.topic == "ping":
            await self._say(ack(frame, OK, frame.data))
        elif frame.topic == "disconnect":
            self.ended_because = "disconnect"
            self._leaving.set()  # and listen on: the last acknowledgements go out here

    async def _handle(self, frame: Frame) -> None:
        with self._crowd.enter(), self._mine.enter():
            try:
                answer = await self._take(frame)
            except Exception as error:
                if not isinstance(error, Overloaded):
                    log.exception("dingtalk stream: %s %s failed", frame.kind, frame.topic)
                answer = event_ack(frame, done=False) if frame.kind == "EVENT" else None
            if answer is not None:
                await self._say(answer)

    async def _say(self, text: str) -> None:
        try:
            await self._socket.send_str(text)
        except (ConnectionError, aiohttp.ClientError, RuntimeError):
            log.info("dingtalk stream: too late to acknowledge; it will be delivered again")
