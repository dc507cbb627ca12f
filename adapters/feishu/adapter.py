"""Feishu and Lark as a Messenger: wires the parts of one application together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
from aiohttp import web

from adapters.feishu import checks, slash
from adapters.feishu.chats import Chats
from adapters.feishu.client import FeishuClient
from adapters.feishu.contacts import Contacts
from adapters.feishu.door import Challenge, admit, check_token
from adapters.feishu.identity import Identity
from adapters.feishu.media import Media
from adapters.feishu.receiving import Receiver
from adapters.feishu.sending import Sender
from adapters.feishu.settings import FeishuSettings
from adapters.feishu.stream import LongConnection
from adapters.feishu.urgent import Urgency
from adapters.shared.compact import compact
from adapters.shared.server import Crowd, Followed, Reply, overloaded, read_body, refusal
from bot.cards.model import Capabilities
from bot.domain.people import AccountId
from bot.errors import InboundError, Overloaded, RetryLater
from bot.ports import Clock, Handler, Outgoing, Place, Placement, Profile, Receipt

log = logging.getLogger(__name__)

EVENTS_PATH = "/feishu/events"
_DRAIN = 10.0  # seconds
_RECEIVED = b'{"msg":"success"}'


class FeishuMessenger:
    """One application at Feishu or Lark. `http` stays its owner's to close."""

    platform = "feishu"

    def __init__(self, settings: FeishuSettings, clock: Clock, http: httpx.AsyncClient) -> None:
        app_id = settings.app_id
        self.tenant = app_id
        self._settings = settings
        self._clock = clock
        self._client = FeishuClient(settings, clock, http)
        self._identity = Identity(self._client, app_id)
        self._chats = Chats(self._client, clock)
        self._contacts = Contacts(self._client, clock, app_id)
        self._media = Media(self._client, clock)
        self._sender = Sender(
            self._client, clock, self._chats, self._media,
            Urgency(self._client, settings.urgent, app_id), app_id,
        )
        self._receiver = Receiver(
            self._client, self._identity, self._chats, self._contacts, self._media,
            self._sender, app_id,
        )
        self._stream = LongConnection(settings, http, self._streamed)
        self._crowd = Crowd()
        self._asking: asyncio.Task[None] | None = None

    def capabilities(self, place: Place) -> Capabilities:
        """A topic group cannot show anything to one person alone (feishu.md §11.8)."""
        topic = place.chat is not None and self._chats.is_topic(place.chat.chat)
        return Capabilities(
            private_in_group=not topic, text_limit=8000, hear_all=self._settings.hear_all
        )

    async def start(self, handle: Handler) -> None:
        """Returns at once; connects and learns the bot's identity in the background."""
        self._receiver.handle = handle
        self._asking = asyncio.create_task(self._identity.keep_asking())
        if self._settings.transport == "websocket":
            self._stream.start()

    async def stop(self) -> None:
        if self._settings.transport == "websocket":
            await self._stream.stop()
        if not await self._crowd.gone(_DRAIN):
            log.warning("feishu: stopping with requests in flight")
        try:
            async with asyncio.timeout(_DRAIN):
                await self._receiver.finish()
        except TimeoutError:
            log.warning("feishu: stopping with clicks in flight")
        self._receiver.handle = None
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    def routes(self) -> Sequence[web.RouteDef]:
        """The request URL for events and for callbacks, in HTTP mode."""
        if self._settings.transport == "websocket":
            return []
        return [web.post(EVENTS_PATH, self._requested)]

    def ready(self) -> bool:
        """Whether events can arrive and mentions of the bot be told from others."""
        if not self._identity.known or self._receiver.handle is None:
            return False
        return self._settings.transport == "http" or self._stream.connected

    async def send(self, place: Place, message: Outgoing, *, key: str) -> Receipt:
        return await self._sender.send(place, message, key)

    async def update(self, placement: Placement, message: Outgoing, *, key: str) -> Receipt:
        return await self._sender.update(placement, message, key)

    def fetch(self, ref: str) -> AsyncIterator[bytes]:
        return self._media.fetch(ref)

    async def profile(self, account: AccountId) -> Profile:
        return await self._contacts.profile(account)

    async def find_account(self, *, mobile: str | None, email: str | None) -> AccountId | None:
        return await self._contacts.find(mobile=mobile, email=email)

    async def check(self) -> Sequence[str]:
        found = await checks.faults(self._settings, self._client, self._identity, self._contacts)
        if self._stream.stopped_because:
            found.append(f"The long connection has stopped: {self._stream.stopped_because}.")
        return found

    async def register_commands(self, commands: Sequence[tuple[str, str]]) -> int:
        """Makes Feishu offer these (name without slash, description) while people type."""
        return await slash.register(self._client, commands)

    async def _streamed(self, event: Mapping[str, Any]) -> Reply | None:
        check_token(self._settings, event, required=False)
        return await self._receiver.take(event)

    async def _requested(self, request: web.Request) -> web.Response:
        if self._crowd.full:
            return overloaded()
        with self._crowd.enter():
            try:
                body = await read_body(request)
                event = admit(self._settings, request.headers, body, self._clock.now())
                if isinstance(event, Challenge):
                    return web.json_response({"challenge": event.answer})
                if self._receiver.handle is None:
                    return overloaded()
                answer = await self._receiver.take(event)
            except InboundError as error:
                return refusal("feishu", error)
            except (RetryLater, Overloaded):
                return overloaded()
            except Exception:
                log.exception("feishu event failed")
                return web.Response(status=500)
        if answer is None:
            return web.Response(body=_RECEIVED, content_type="application/json")
        text = compact(answer.body)
        return Followed(answer.arrived, text=text, content_type="application/json")
