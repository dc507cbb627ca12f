"""WeCom as one Messenger: AI bot, self-built app and group webhooks, whichever there are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
from aiohttp import web

from adapters.shared.server import Crowd
from adapters.wecom import checks, ids
from adapters.wecom.abilities import abilities, notes
from adapters.wecom.app_receiver import AppReceiver
from adapters.wecom.book import Codes, Faces, Openings
from adapters.wecom.bot_receiver import BotReceiver
from adapters.wecom.client import WeComClient
from adapters.wecom.contacts import Contacts
from adapters.wecom.documents import Documents
from adapters.wecom.doors import APP_PATH, BOT_PATH, AppDoor, BotDoor
from adapters.wecom.link import Lead, Link
from adapters.wecom.media import Media
from adapters.wecom.mouths import Mouths
from adapters.wecom.planner import Means
from adapters.wecom.sending import Sender
from adapters.wecom.settings import WeComSettings
from adapters.wecom.userids import UserIds
from adapters.wecom.wire import Rhythm
from bot.cards.model import Capabilities
from bot.domain.people import AccountId
from bot.ports import Clock, Handler, Outgoing, Place, Placement, Profile, Receipt

log = logging.getLogger(__name__)

_DRAIN = 10.0  # seconds


class WeComMessenger:
    """One company. `http` stays its owner's to close.

    `lead` says whether this process may hold the AI bot's one long connection, taking or renewing
    the lease when asked; it is asked every `rhythm.lead_every` seconds. None: this is the only
    process.
    """

    platform = ids.PLATFORM

    def __init__(
        self, settings: WeComSettings, clock: Clock, http: httpx.AsyncClient,
        *, lead: Lead | None = None, rhythm: Rhythm | None = None,
    ) -> None:
        rhythm = rhythm or Rhythm()
        self.tenant = tenant = settings.tenant
        self._settings = settings
        bot, app = settings.bot, settings.app
        self._client = WeComClient(settings, clock, http)
        self._crowd = Crowd()
        self._handle: Handler | None = None
        openings, codes, faces = Openings(clock), Codes(clock), Faces(clock)
        self._link: Link | None = None
        if bot is not None and bot.transport == "websocket":
            self._link = Link(bot, self._pushed, lead, rhythm, openings.dropped)
        asked = self._client if app is not None else None
        self._contacts = Contacts(asked, clock, tenant)
        self._media = Media(self._client, bot.aes_key if bot else "")
        mouths = Mouths(settings, self._client, self._link)
        self._documents = Documents(
            mouths, self._client, self._link, clock, self._means, tenant
        )
        self._sender = Sender(
            mouths, clock, openings, codes, faces,
            self._means, tenant=tenant, page=settings.page,
        )
        self._bot = BotReceiver(
            self._sender, UserIds(asked, clock), openings, faces, clock,
            tenant=tenant, bot_name=bot.name if bot else "", page=settings.page,
            passive=rhythm.passive,
        )
        self._app = AppReceiver(self._sender, codes, clock, tenant=tenant)
        self._bot_door = BotDoor(settings, clock, self._bot, self._crowd)
        self._app_door = AppDoor(settings, clock, self._app, self._crowd)

    def capabilities(self, place: Place) -> Capabilities:
        return abilities(self._settings, place)

    async def start(self, handle: Handler) -> None:
        """Returns at once; connects in the background."""
        self._handle = self._bot.handle = self._app.handle = handle
        hook = bool(self._settings.webhooks)
        limits = notes(self._settings, in_group=True, hook=hook)
        log.info("wecom: this combination of bots lacks: %s", ", ".join(limits))
        if self._link is not None:
            self._link.start()

    async def stop(self) -> None:
        if self._link is not None:
            await self._link.stop()
        if not await self._crowd.gone(_DRAIN):
            log.warning("wecom: stopping with requests in flight")
        try:
            async with asyncio.timeout(_DRAIN):
                await self._bot.finish()
                await self._app.finish()
        except TimeoutError:
            log.warning("wecom: stopping with events in flight")
        if self._link is not None:
            await self._link.close()
        self._handle = self._bot.handle = self._app.handle = None

    def routes(self) -> Sequence[web.RouteDef]:
        """The callback addresses of the bots that have one."""
        found: list[web.RouteDef] = []
        bot, app = self._settings.bot, self._settings.app
        if bot is not None and bot.transport == "http":
            found += [
                web.get(BOT_PATH, self._bot_door.proved), web.post(BOT_PATH, self._bot_door.called)
            ]
        if app is not None and app.hears:
            found += [
                web.get(APP_PATH, self._app_door.proved), web.post(APP_PATH, self._app_door.called)
            ]
        return found

    def ready(self) -> bool:
        """Whether what can arrive here does: a process that waits for the lease is ready."""
        if self._handle is None:
            return False
        link = self._link
        return link is None or ((link.up or link.standby) and not link.stopped_because)

    async def send(self, place: Place, message: Outgoing, *, key: str) -> Receipt:
        if message.document is not None:
            return await self._documents.send(place, message.document, key)
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
        running = self._handle is not None
        return await checks.faults(self._settings, self._client, self._link, running=running)

    def _means(self, chat: str) -> Means:
        """What there is to speak with now."""
        bot, app, link = self._settings.bot, self._settings.app, self._link
        return Means(
            bot=bot.transport if bot else None,
            up=link is None or link.up,
            down_long=link is not None and link.down_long and not link.standby,
            app=app is not None,
            app_hears=app is not None and app.hears,
            hook=chat in self._settings.webhooks,
        )

    async def _pushed(self, frame: Mapping[str, Any]) -> None:
        assert self._link is not None
        with self._crowd.enter():
            await self._bot.pushed(self._link, frame)
