"""Keeps one Stream connection: connect, swap while warm, back off, stop (§2.4, §2.5)."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

import aiohttp
import httpx
from yarl import URL

from adapters.dingtalk.gateway import open_gateway
from adapters.dingtalk.link import Link, Take
from adapters.dingtalk.settings import DingTalkSettings
from adapters.shared.backoff import jittered
from adapters.shared.server import Crowd
from bot.errors import DeliveryError, RetryLater

log = logging.getLogger(__name__)

_MAX_FRAME = 16 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Rhythm:
    """All in seconds. The server pings every 20 to 30 s, so `idle` without a frame is death."""

    idle: float = 90.0
    heartbeat: float = 30.0  # WebSocket pings of our own
    first_wait: float = 1.0
    last_wait: float = 60.0
    settled: float = 10.0  # a connection that lived so long owes no waiting
    farewell: float = 8.0  # an old socket still acknowledges; the server closes it after 10 s
    drain: float = 10.0


class Stream:
    """Holds one connection for as long as it runs.

    `trouble` is why there is none just now, in words for an admin.
    """

    def __init__(
        self, settings: DingTalkSettings, http: httpx.AsyncClient, take: Take,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._settings = settings
        self._http = http
        self._take = take
        self._rhythm = rhythm or Rhythm()
        self._crowd = Crowd()
        self._link: Link | None = None
        self._farewells: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._task: asyncio.Task[None] | None = None
        self.trouble: str | None = None

    @property
    def connected(self) -> bool:
        return self._link is not None and self._link.alive

    def start(self) -> None:
        """Begins to connect in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Takes nothing new, finishes and acknowledges what has begun, closes."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        link, self._link = self._link, None
        if link is not None:
            link.deaf = True
        if not await self._crowd.gone(self._rhythm.drain):
            log.warning("dingtalk: stopping with work in flight; it will be delivered again")
        if link is not None:
            await link.close(0)
        for farewell in self._farewells:
            farewell.cancel()
        await asyncio.gather(*self._farewells, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _run(self) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            try:
                link = await self._connect()
            except DeliveryError as error:
                failures += 1
                self.trouble = str(error)
                log.warning("dingtalk stream: %s", error)
            except Exception:
                failures += 1
                self.trouble = "an unexpected failure, see the log"
                log.exception("dingtalk stream failed")
            else:
                self._swap_to(link)
                await link.until_leaving()
                log.info("dingtalk stream: connection ends: %s", link.ended_because)
                lived = time.monotonic() - began
                failures = 0 if lived >= self._rhythm.settled else failures + 1
                if failures < 2 and link.ended_because != "closed":
                    continue  # while it is warm; a series of short-lived ones waits (§10.9)
            wait = max(0, failures - 1)
            await asyncio.sleep(
                jittered(wait, base=self._rhythm.first_wait, cap=self._rhythm.last_wait)
            )

    def _swap_to(self, link: Link) -> None:
        """The new one hears already; the old one has a while to acknowledge."""
        old, self._link = self._link, link
        self.trouble = None
        log.info("dingtalk stream stands")
        if old is not None:
            within = 0.0 if old.ended_because == "silent" else self._rhythm.farewell
            task = asyncio.create_task(old.close(within))
            self._farewells.add(task)
            task.add_done_callback(self._farewells.discard)

    async def _connect(self) -> Link:
        """A fresh ticket and its socket. The address must not show in errors: causes are cut."""
        address = await open_gateway(self._settings, self._http)
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=True)
        try:
            socket = await self._session.ws_connect(
                URL(address, encoded=True), max_msg_size=_MAX_FRAME, autoping=True,
                heartbeat=self._rhythm.heartbeat,
            )
        except aiohttp.WSServerHandshakeError as error:
            raise RetryLater("dingtalk refused the connection", code=str(error.status)) from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise RetryLater(f"dingtalk connect: {type(error).__name__}", code="network") from None
        return Link(socket, self._take, self._crowd, self._rhythm.idle)
