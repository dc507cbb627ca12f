"""One open socket of the AI bot: requests find their answers by req_id, pushes go to `push`.

wecom.md §6.1–6.2: ping every 30 s, dead after two without an answer; one outstanding command per
req_id; control characters are stripped before JSON is read.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from adapters.wecom.codes import error_for
from bot.errors import RetryLater

log = logging.getLogger(__name__)

Push = Callable[[Mapping[str, Any]], Awaitable[None]]
UNSENT = "ws-unsent"  # it did not leave this machine: saying it again doubles nothing
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds. `lead_every`: how often the lease is renewed, or asked for while waiting.

    `passive`: how long a callback stays open for the outbox's answer (of 5, §5).
    """

    ping: float = 30.0
    ack: float = 5.0
    first_wait: float = 1.0
    last_wait: float = 60.0
    lead_every: float = 10.0
    down_long: float = 60.0
    passive: float = 1.5


class Wire:
    """`ended` tells why the platform closed it: "" or "kicked"."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, push: Push, rhythm: Rhythm
    ) -> None:
        self._socket = socket
        self._push = push
        self._rhythm = rhythm
        self._waiting: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.ended = ""
        self.deaf = False  # what comes now is left to the next connection

    async def request(
        self, cmd: str, body: Mapping[str, Any] | None, req_id: str | None = None
    ) -> Mapping[str, Any]:
        """Sends a command and waits for its answer; raises DeliveryError by its errcode."""
        name = req_id or f"{cmd}_{time.monotonic_ns()}_{secrets.token_hex(4)}"
        turn = self._turns.setdefault(name, asyncio.Lock())
        try:
            async with turn:
                answer = await self._asked(cmd, body, name)
        finally:
            if not turn.locked():
                self._turns.pop(name, None)
        code = answer.get("errcode")
        if isinstance(code, int) and code:
            log.warning("wecom %s failed: code %d", cmd, code)
            raise error_for(f"wecom {cmd}", code, str(answer.get("errmsg") or ""))
        return answer

    async def listen(self) -> None:
        """Returns when the connection has ended or gone silent."""
        pings = asyncio.create_task(self._keep_pinging())
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._hear(message.data)
        finally:
            pings.cancel()
            self._give_up()

    async def close(self) -> None:
        await self._socket.close()
        self._give_up()

    async def _asked(
        self, cmd: str, body: Mapping[str, Any] | None, name: str
    ) -> Mapping[str, Any]:
        future: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[name] = future
        frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": name}}
        if body is not None:
            frame["body"] = body
        try:
            await self._sent(cmd, frame)
            async with asyncio.timeout(self._rhythm.ack):
                return await future
        except TimeoutError:
            raise RetryLater(f"wecom {cmd}: no answer in time", code="timeout") from None
        finally:
            self._waiting.pop(name, None)

    async def _sent(self, cmd: str, frame: Mapping[str, Any]) -> None:
        try:
            await self._socket.send_str(json.dumps(frame, ensure_ascii=False))
        except (ConnectionError, RuntimeError, aiohttp.ClientError) as error:
            raise RetryLater(f"wecom {cmd}: {type(error).__name__}", code=UNSENT) from None

    async def _keep_pinging(self) -> None:
        missed = 0
        while missed < 2:
            await asyncio.sleep(self._rhythm.ping)
            try:
                await self._asked("ping", None, f"ping_{secrets.token_hex(6)}")
                missed = 0
            except RetryLater:
                missed += 1
        log.warning("wecom long connection is silent: connecting anew")
        await self._socket.close()

    def _hear(self, text: str) -> None:
        try:
            frame = json.loads(_CONTROL.sub(" ", text))
            headers = frame.get("headers") or {}
            name, cmd = str(headers.get("req_id") or ""), frame.get("cmd")
        except (ValueError, AttributeError, RecursionError):
            log.warning("wecom frame dropped: not what the protocol promises")
            return
        if not cmd:
            waiting = self._waiting.get(name)
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)
            return
        if _is_kick(frame):
            self.ended = "kicked"
        elif not self.deaf:
            task = asyncio.create_task(self._pushed(frame))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pushed(self, frame: Mapping[str, Any]) -> None:
        try:
            await self._push(frame)
        except Exception:
            log.exception("wecom push failed")

    def _give_up(self) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(RetryLater("wecom: the connection was lost", code="ws"))


def _is_kick(frame: Mapping[str, Any]) -> bool:
    event = (frame.get("body") or {}).get("event") if isinstance(frame.get("body"), dict) else None
    return isinstance(event, dict) and event.get("eventtype") == "disconnected_event"
