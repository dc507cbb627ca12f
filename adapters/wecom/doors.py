"""The two callback addresses: bounded, checked, decrypted, answered in time (wecom.md §2, §5)."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod

from aiohttp import web

from adapters.shared.compact import compact
from adapters.shared.server import (
    Crowd,
    Followed,
    Reply,
    json_object,
    overloaded,
    read_body,
    refusal,
)
from adapters.wecom.app_receiver import AppReceiver
from adapters.wecom.bot_receiver import BotReceiver
from adapters.wecom.crypto import Seal
from adapters.wecom.door import admit, echo
from adapters.wecom.settings import WeComSettings
from adapters.wecom.xmls import read_xml
from bot.errors import InboundError, Overloaded, RetryLater
from bot.ports import Clock

log = logging.getLogger(__name__)

BOT_PATH, APP_PATH = "/wecom/bot", "/wecom/app"


class _Door(ABC):
    def __init__(self, seal: Seal | None, clock: Clock, crowd: Crowd, max_age: int) -> None:
        self._seal = seal
        self._clock = clock
        self._crowd = crowd
        self._max_age = max_age

    async def proved(self, request: web.Request) -> web.Response:
        """The console asks whether the address is ours: bare bytes, nothing around them (§2.2)."""
        assert self._seal is not None
        try:
            return web.Response(body=echo(self._seal, request.query), content_type="text/plain")
        except InboundError as error:
            return refusal("wecom", error)

    async def called(self, request: web.Request) -> web.Response:
        """One callback."""
        if self._crowd.full:
            return overloaded()
        with self._crowd.enter():
            try:
                return await self._take(request, await read_body(request))
            except InboundError as error:
                return refusal("wecom", error)
            except (RetryLater, Overloaded):
                return overloaded()
            except Exception:
                log.exception("wecom callback failed")
                return web.Response(status=500)

    def _open(self, request: web.Request, body: bytes, *, xml: bool) -> bytes:
        assert self._seal is not None
        return admit(
            self._seal, request.query, body, xml=xml, now=self._clock.now(), max_age=self._max_age
        )

    @abstractmethod
    async def _take(self, request: web.Request, body: bytes) -> web.Response:
        """Reads what was sealed, and answers."""


class AppDoor(_Door):
    """XML, sealed for the corp; always an empty answer, what is to be said goes by the API."""

    def __init__(
        self, settings: WeComSettings, clock: Clock, receiver: AppReceiver, crowd: Crowd
    ) -> None:
        app = settings.app
        seal = Seal(app.token, app.aes_key, settings.corp_id) if app and app.hears else None
        super().__init__(seal, clock, crowd, settings.max_age)
        self._receiver = receiver

    async def _take(self, request: web.Request, body: bytes) -> web.Response:
        fields = read_xml(self._open(request, body, xml=True))
        if self._receiver.handle is None:
            return overloaded()
        await self._receiver.called(fields)
        return web.Response()


class BotDoor(_Door):
    """JSON, sealed for nobody in particular; the answer is sealed too."""

    def __init__(
        self, settings: WeComSettings, clock: Clock, receiver: BotReceiver, crowd: Crowd
    ) -> None:
        bot = settings.bot
        sealed = bot is not None and bot.transport == "http"
        seal = Seal(bot.token, bot.aes_key, "") if bot is not None and sealed else None
        super().__init__(seal, clock, crowd, settings.max_age)
        self._receiver = receiver

    async def _take(self, request: web.Request, body: bytes) -> web.Response:
        message = json_object(self._open(request, body, xml=False))
        if self._receiver.handle is None:
            return overloaded()
        answer = await self._receiver.called(message)
        return web.Response() if answer is None else self._sealed(answer, request)

    def _sealed(self, answer: Reply, request: web.Request) -> web.Response:
        """`msgsignature` without underscore, the callback's own nonce, as text (§5)."""
        assert self._seal is not None
        nonce = request.query.get("nonce", "")
        stamp = int(self._clock.now().timestamp())
        sealed = self._seal.seal(compact(answer.body).encode())
        signature = self._seal.sign(str(stamp), nonce, sealed)
        body = {"encrypt": sealed, "msgsignature": signature, "timestamp": stamp, "nonce": nonce}
        return Followed(answer.arrived, text=compact(body), content_type="text/plain")
