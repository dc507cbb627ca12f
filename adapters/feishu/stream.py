"""Our long connection to Feishu (feishu.md §3): connect, listen, acknowledge, connect again."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping

import aiohttp
import httpx
from yarl import URL

from adapters.feishu.conversation import Conversation, Take
from adapters.feishu.discovery import Endpoint, Rhythm, Stopped, check_stop, discover
from adapters.feishu.settings import FeishuSettings
from adapters.shared.backoff import jittered
from adapters.shared.server import Crowd
from bot.errors import RetryLater

log = logging.getLogger(__name__)

_MAX_MESSAGE = 16 * 1024 * 1024  # bytes
_DRAIN = 10.0  # seconds that work in flight gets when we stop


class LongConnection:
    """Holds one connection for as long as it runs.

    `stopped_because` is set when the platform will not have us; then nothing is tried again.
    """

    def __init__(self, settings: FeishuSettings, http: httpx.AsyncClient, take: Take) -> None:
        self._settings = settings
        self._http = http
        self._take = take
        self._rhythm = Rhythm()
        self._known_rhythm = False
        self._crowd = Crowd()
        self._talk: Conversation | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.stopped_because: str | None = None

    @property
    def connected(self) -> bool:
        return self._talk is not None

    def start(self) -> None:
        """Begins to connect in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Takes nothing new, finishes and acknowledges what has begun, closes."""
        self._stopping = True
        talk, self._talk = self._talk, None
        if talk is not None:
            talk.deaf = True
        if not await self._crowd.gone(_DRAIN):
            log.warning("feishu: stopping with work in flight; it will be delivered again")
        if talk is not None:
            await talk.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                failures = 0 if await self._once() else failures + 1
            except Stopped as stop:
                self.stopped_because = str(stop)
                log.error("feishu long connection stopped: %s", stop)
                return
            except RetryLater as error:
                failures += 1
                log.warning("feishu long connection: %s", error)
            except Exception:
                failures += 1
                log.exception("feishu long connection failed")
            if self._stopping:
                return
            if 0 <= self._rhythm.tries < failures:
                self.stopped_because = f"no connection after {failures} tries"
                log.error("feishu long connection stopped: %s", self.stopped_because)
                return
            await asyncio.sleep(self._wait(failures))

    async def _once(self) -> bool:
        """One connection from discovery to its end; whether it ever stood."""
        endpoint = await discover(self._settings, self._http, self._rhythm)
        self._rhythm, self._known_rhythm = endpoint.rhythm, True
        async with aiohttp.ClientSession(trust_env=True) as session:
            socket = await _connect(session, endpoint)
            talk = Conversation(socket, endpoint.service, self._rhythm, self._take, self._crowd)
            self._talk = talk
            log.info("feishu long connection stands")
            try:
                await talk.listen()
            finally:
                self._talk = None
                self._rhythm = talk.rhythm
                await talk.close()
        log.info("feishu long connection ended")
        return True

    def _wait(self, failures: int) -> float:
        """A lost connection: anywhere in the nonce. A failed try: the server's interval, or our
        own growing one while the server has told none."""
        if not failures:
            return random.uniform(0, self._rhythm.nonce)
        if self._known_rhythm:
            return self._rhythm.interval * random.uniform(0.9, 1.1)
        return jittered(failures - 1, cap=self._rhythm.interval)


async def _connect(
    session: aiohttp.ClientSession, endpoint: Endpoint
) -> aiohttp.ClientWebSocketResponse:
    """The open socket. The address must not appear in any error, so causes are cut off."""
    try:
        return await session.ws_connect(
            URL(endpoint.url, encoded=True), max_msg_size=_MAX_MESSAGE, autoping=True
        )
    except aiohttp.WSServerHandshakeError as error:
        headers: Mapping[str, str] = error.headers or {}
        status = headers.get("Handshake-Status", str(error.status))
        detail = headers.get("Handshake-Autherrcode", "")
        if status == "403":
            check_stop(403)
        if status == "514" and detail == "1000040350":
            check_stop(1000040350)
        raise RetryLater("feishu refused the connection", code=detail or status) from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise RetryLater(f"feishu connect: {type(error).__name__}", code="network") from None
