"""Stream connections: tickets, sockets, pings, who gets a push (dingtalk.md §2)."""

from __future__ import annotations

import asyncio
import functools
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from simulator.dingtalk import frames, ids
from simulator.dingtalk.frames import Ack

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

TICKET_LIFE_S = 90
PING_EVERY_S = 20
CLOSE_AFTER_DISCONNECT_S = 10

Topics = frozenset[tuple[str, str]]


@dataclass(eq=False)
class Connection:
    """`leaving` sockets were told to disconnect and get no more pushes."""

    number: int
    id: str
    socket: web.WebSocketResponse
    topics: Topics
    leaving: bool = False
    pings: int = 0
    waiting: dict[str, asyncio.Future[Ack | None]] = field(default_factory=dict)
    pinger: asyncio.Task[None] | None = None


class Streams:
    def __init__(self, dt: DingTalk) -> None:
        self._dt = dt
        self._tickets: dict[str, tuple[Topics, datetime]] = {}
        self.connections: list[Connection] = []
        self.opened = 0

    def ticket(self, topics: Topics) -> str:
        ticket = ids.secret()
        until = self._dt.clock.now() + timedelta(seconds=TICKET_LIFE_S)
        self._tickets[ticket] = (topics, until)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """One socket, for as long as it lives; 401 without a fresh, unused ticket."""
        topics, until = self._tickets.pop(request.query.get("ticket", ""), (None, None))
        if topics is None or until is None or until <= self._dt.clock.now():
            return web.Response(status=401, text="invalid ticket")
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.opened += 1
        connection = Connection(self.opened, ids.secret(), socket, topics)
        self.connections.append(connection)
        self._start_pinging(connection)
        try:
            await self._read(connection)
        finally:
            self._forget(connection)
        return socket

    def pick(self, kind: str, topic: str) -> Connection | None:
        """One random socket that subscribed to this topic: a push is never broadcast (§2.4)."""
        fitting = [
            connection
            for connection in self.connections
            if not connection.leaving and (kind, topic) in connection.topics
        ]
        return random.choice(fitting) if fitting else None

    async def push(
        self,
        connection: Connection,
        kind: str,
        topic: str,
        data: dict[str, Any],
        headers: dict[str, str] | None = None,
        *,
        garbled: bool = False,
    ) -> tuple[str, asyncio.Future[Ack | None]]:
        """Sends one frame; answers it and the future of its acknowledgement."""
        message_id = ids.secret()
        all_headers = {
            "appId": self._dt.settings.client_id,
            "connectionId": connection.id,
            **(headers or {}),
        }
        now = self._dt.clock.timestamp_ms()
        text = frames.frame(kind, topic, message_id, now, data, all_headers)
        if garbled:
            text = text.replace('"data": "{', '"data": "<', 1)
        future = asyncio.get_running_loop().create_future()
        connection.waiting[message_id] = future
        await self.send_text(connection, text)
        return text, future

    async def send_text(self, connection: Connection, text: str) -> None:
        """A half-open socket swallows what is sent."""
        if self.is_half_open(connection) or connection.socket.closed:
            return
        try:
            await connection.socket.send_str(text)
        except (ConnectionError, RuntimeError):
            self._forget(connection)

    def is_half_open(self, connection: Connection) -> bool:
        return any(
            fault["kind"] == "half_open" and connection.number <= fault.get("up_to", 0)
            for fault in self._dt.faults.list()
        )

    async def disconnect(self, reason: str = "connection is expired") -> None:
        """Tells every socket to go: delivery stops at once, TCP closes after 10 s (§2.2)."""
        for connection in [c for c in self.connections if not c.leaving]:
            connection.leaving = True
            await self.push(connection, "SYSTEM", "disconnect", {"reason": reason})
            cut = functools.partial(self._cut, connection)
            self._dt.clock.call_later(CLOSE_AFTER_DISCONNECT_S, cut)

    async def close_all(self) -> None:
        for connection in list(self.connections):
            self._forget(connection)
            await connection.socket.close()

    def restart_timers(self) -> None:
        """After the clock was reset: its timers are gone, the sockets stay."""
        for connection in self.connections:
            if connection.leaving:
                self._dt.sim.spawn(self._cut(connection))
            else:
                self._start_pinging(connection)

    def _start_pinging(self, connection: Connection) -> None:
        if connection.pinger is not None:
            connection.pinger.cancel()
        connection.pinger = self._dt.sim.spawn(self._ping(connection))

    async def _ping(self, connection: Connection) -> None:
        while not connection.socket.closed:
            await self._dt.clock.sleep(PING_EVERY_S)
            if connection.leaving:
                return
            connection.pings += 1
            await self.push(connection, "SYSTEM", "ping", {"opaque": ids.secret()})

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            if self.is_half_open(connection):
                continue
            if message.type == WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                ack = frames.parse_ack(message.data)
                future = connection.waiting.pop(ack.message_id, None) if ack else None
                if future is not None and not future.done():
                    future.set_result(ack)

    async def _cut(self, connection: Connection) -> None:
        self._forget(connection)
        await connection.socket.close()

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        if connection.pinger is not None:
            connection.pinger.cancel()
