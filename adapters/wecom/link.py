"""Keeps the AI bot's one long connection: leads, connects, subscribes, connects again (§6.2).

A bot has one live connection. Of several processes one holds the lease and connects; whoever is
kicked while holding it has met a stranger with our secret, and does not fight back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp

from adapters.shared.backoff import jittered
from adapters.wecom.codes import RULES, Fate
from adapters.wecom.settings import BotSettings
from adapters.wecom.wire import UNSENT, Push, Rhythm, Wire
from bot.errors import DeliveryError, RetryLater

log = logging.getLogger(__name__)

Lead = Callable[[], Awaitable[bool]]
_AUTH_TRIES = 5  # §6.2, as the public SDK
_MOMENT = 3.0  # seconds a message waits for a connection that has just broken
_KICKED = (
    "another connection with this bot's secret has taken over; stop the other program or make a "
    "new secret in the console, then restart this one"
)


class Link:
    """`lead` tells whether this process may connect (None: there is only this one);
    `dropped` is told that the connection is gone, before there can be another."""

    def __init__(
        self, settings: BotSettings, push: Push, lead: Lead | None, rhythm: Rhythm,
        dropped: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._push = push
        self._lead = lead
        self._rhythm = rhythm
        self._dropped = dropped
        self._wire: Wire | None = None
        self._stands = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._down_since = time.monotonic()
        self._refusals = 0
        self.standby = False
        self.stopped_because = ""

    @property
    def up(self) -> bool:
        return self._wire is not None

    @property
    def down_long(self) -> bool:
        """Missing for more than a minute, here and so far as we know."""
        return self._wire is None and (
            time.monotonic() - self._down_since > self._rhythm.down_long
            or bool(self.stopped_because)
        )

    def start(self) -> None:
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Hears nothing new; what has begun may still answer until `close`."""
        if self._wire is not None:
            self._wire.deaf = True

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    async def request(
        self, cmd: str, body: Mapping[str, Any], req_id: str | None = None
    ) -> Mapping[str, Any]:
        """Sends a command on the standing connection; RetryLater while there is none."""
        wire = self._wire
        if wire is not None:
            try:
                return await wire.request(cmd, body, req_id)
            except RetryLater as error:
                if error.code != UNSENT or req_id is not None:  # req_ids die with their connection
                    raise
                self._lost(wire)
        if not self.standby and not self.down_long:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_MOMENT):
                    await self._stands.wait()
        if self._wire is None:
            raise RetryLater("wecom: no long connection", code="ws", after=2.0)
        return await self._wire.request(cmd, body, req_id)

    def _lost(self, wire: Wire) -> None:
        if self._wire is wire:
            self._wire = None
            self._stands.clear()
            self._down_since = time.monotonic()
            self._dropped()

    async def _run(self) -> None:
        attempt = 0
        while not self.stopped_because:
            if not await self._leads():
                self.standby = True
                await asyncio.sleep(self._rhythm.lead_every)
                continue
            self.standby = False
            wait: float | None = None
            try:
                await self._converse()
                attempt = 0
            except DeliveryError as error:
                wait = self._judged(error)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                log.info("wecom connect: %s", type(error).__name__)
            if not self.stopped_because:
                cap = self._rhythm.last_wait
                await asyncio.sleep(
                    wait or jittered(attempt, base=self._rhythm.first_wait, cap=cap)
                )
                attempt += 1
        log.error("wecom long connection stopped: %s", self.stopped_because)

    async def _leads(self) -> bool:
        if self._lead is None:
            return True
        try:
            return await self._lead()
        except Exception:
            log.exception("wecom: the lease cannot be asked for")
            return False

    async def _converse(self) -> None:
        """One connection from subscribing to its end."""
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, connect=10)) as http,
            http.ws_connect(self._settings.ws_url, max_msg_size=16 * 1024 * 1024) as socket,
        ):
            wire = Wire(socket, self._push, self._rhythm)
            listening = asyncio.create_task(wire.listen())
            leading = asyncio.create_task(self._keep_leading(wire))
            try:
                body = {"bot_id": self._settings.bot_id, "secret": self._settings.secret}
                await wire.request("aibot_subscribe", body)
                self._refusals = 0
                self._wire = wire
                self._stands.set()
                log.info("wecom long connection stands")
                await listening
            finally:
                self._lost(wire)
                for task in (leading, listening):
                    task.cancel()
                await asyncio.gather(leading, listening, return_exceptions=True)
                with contextlib.suppress(Exception):
                    await wire.close()
        if wire.ended == "kicked" and await self._leads():
            self.stopped_because = _KICKED

    async def _keep_leading(self, wire: Wire) -> None:
        while self._lead is not None:
            await asyncio.sleep(self._rhythm.lead_every)
            if not await self._leads():
                log.warning("wecom: another process leads now")
                await wire.close()
                return

    def _judged(self, error: DeliveryError) -> float | None:
        """How long to wait after a refused subscription; five wrong secrets end it."""
        code = int(error.code) if error.code.lstrip("-").isdigit() else None
        rule = RULES.get(code) if code is not None else None
        if code is None or (rule is not None and rule.fate is Fate.RETRY):
            return getattr(error, "after", None)
        self._refusals += 1
        if self._refusals >= _AUTH_TRIES:
            self.stopped_because = f"the platform refuses the subscription: {error}"
        return None
