"""DingTalk as a Messenger: wires the parts of one app together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import httpx
from aiohttp import web

from adapters.dingtalk import checks
from adapters.dingtalk.card_api import CARDS_PATH, CardApi
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.contacts import Contacts
from adapters.dingtalk.ding import Dings
from adapters.dingtalk.door import Doors
from adapters.dingtalk.happenings import CHECK_URL
from adapters.dingtalk.ids import PLATFORM, Names, staff_of
from adapters.dingtalk.inbound import Reader
from adapters.dingtalk.media import FILE_ENDINGS, Media
from adapters.dingtalk.pushes import Pushes
from adapters.dingtalk.receiving import Hook, Receiver
from adapters.dingtalk.replies import Replies
from adapters.dingtalk.robot_api import RobotApi
from adapters.dingtalk.sending import Sender
from adapters.dingtalk.sessions import Sessions
from adapters.dingtalk.settings import DingTalkSettings
from adapters.dingtalk.stream import Rhythm, Stream
from adapters.dingtalk.tiers import Tiers
from adapters.dingtalk.usage import Meter, Usage
from adapters.shared.backoff import jittered
from adapters.shared.server import Crowd, overloaded, read_body, refusal
from bot.cards.model import Capabilities
from bot.domain.people import AccountId, ChatId
from bot.errors import DeliveryError, InboundError, Overloaded, RetryLater
from bot.ports import Clock, Handler, Outgoing, Place, Placement, Profile, Receipt

log = logging.getLogger(__name__)

ROBOT_PATH = "/dingtalk/robot"
EVENTS_PATH = "/dingtalk/events"
_DRAIN = 10.0  # seconds


def _silent(chat: ChatId, account: AccountId | None) -> str | None:
    """The default hook: the log has said it already."""
    return None


class DingTalkMessenger:
    """One app at DingTalk. `http` stays its owner's to close.

    `on_quota` and `on_stranger` give the sentence for a person whose words were withheld, or who
    has no staff id. `rhythm` is for tests that cannot wait.
    """

    platform = PLATFORM

    def __init__(
        self, settings: DingTalkSettings, clock: Clock, http: httpx.AsyncClient, *,
        on_quota: Hook = _silent, on_stranger: Hook = _silent, rhythm: Rhythm | None = None,
    ) -> None:
        self.tenant = settings.tenant
        self._settings = settings
        self._clock = clock
        names = Names(settings.tenant)
        self._meter = Meter(clock, settings.api_quota, settings.push_quota)
        self._client = DingTalkClient(settings, clock, http, self._meter)
        self._contacts = Contacts(self._client, clock, names)
        self._media = Media(self._client, clock, settings.client_id)
        self._sessions = Sessions(clock, settings.oapi_url)
        self._tiers = Tiers(settings, clock)
        self._cards = CardApi(self._client, settings)
        self._robot = RobotApi(self._client, settings.client_id)
        self._sender = Sender(
            self._client, self._cards, self._robot, self._media, self._sessions, self._tiers,
            Dings(self._robot, settings.ding), names, clock,
        )
        reader = Reader(
            names, settings.client_id, settings.bot_name, self._contacts.known_name,
            self._sender.cards_by_carrier,
        )
        self._receiver = Receiver(
            self._client, reader, self._sessions, self._contacts,
            Replies(self._cards, self._robot, self._media), self._meter, clock, names,
            on_quota, on_stranger, settings.corp_id,
        )
        pushes = Pushes(self._receiver, clock, settings.client_id)
        self._stream = Stream(settings, http, pushes.take, rhythm)
        self._doors = Doors(settings)
        self._crowd = Crowd()
        self._registering: asyncio.Task[None] | None = None

    def capabilities(self, place: Place) -> Capabilities:
        """By the best kind of card that can be sent now; without a template there are words and
        command links only."""
        tiers = self._tiers.open()
        own, any_card = 1 in tiers, bool(tiers)
        return Capabilities(
            cards=any_card,
            buttons=20 if any_card else 8,
            forms=own,
            update=any_card,
            private_in_group=own,
            answer_redraws_for_all=False,
            title_limit=100,
            text_limit=8000 if any_card else 3000,
            file_endings=FILE_ENDINGS,
        )

    async def start(self, handle: Handler) -> None:
        """Returns at once; connects in the background, or registers the address for clicks."""
        self._receiver.handle = handle
        if self._settings.transport == "stream":
            self._stream.start()
        elif self._settings.public_url:
            self._registering = asyncio.create_task(self._register())

    async def stop(self) -> None:
        if self._registering is not None:
            self._registering.cancel()
            await asyncio.gather(self._registering, return_exceptions=True)
        if self._settings.transport == "stream":
            await self._stream.stop()
        if not await self._crowd.gone(_DRAIN):
            log.warning("dingtalk: stopping with requests in flight")
        try:
            async with asyncio.timeout(_DRAIN):
                await self._receiver.finish()
        except TimeoutError:
            log.warning("dingtalk: stopping with clicks in flight")
        self._receiver.handle = None

    def routes(self) -> Sequence[web.RouteDef]:
        """The three addresses of HTTP mode."""
        if self._settings.transport == "stream":
            return []
        return [
            web.post(ROBOT_PATH, self._guarded(self._robot_request)),
            web.post(EVENTS_PATH, self._guarded(self._event_request)),
            web.post(CARDS_PATH, self._guarded(self._card_request)),
        ]

    def ready(self) -> bool:
        if self._receiver.handle is None:
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
        return await self._contacts.find(mobile=mobile)

    async def check(self) -> Sequence[str]:
        return await checks.faults(
            self._settings, self._client, self._contacts, self._tiers, self.usage(),
            self._stream.trouble,
        )

    def usage(self) -> Usage:
        """This month's API calls and pushes, counted since this process began (or `adopt`ed)."""
        return self._meter.usage()

    def adopt_usage(self, month: str, api_calls: int, pushes: int) -> None:
        """Counts on from what an earlier process had counted ("2026-11")."""
        self._meter.adopt(month, api_calls, pushes)

    async def read_by(self, receipt: Receipt) -> Sequence[AccountId]:
        """Who has read a message, as far as DingTalk tells: to people for 24 hours, and nothing
        of what went through a session."""
        carrier = str(receipt.meta.get("carrier") or "")
        if not carrier:
            return ()
        chat = receipt.chat.chat
        if staff_of(chat):
            readers = await self._robot.person_readers(carrier)
        else:
            readers = await self._robot.group_readers(chat, carrier)
        return [AccountId(PLATFORM, self.tenant, staff) for staff in readers]

    async def _register(self) -> None:
        """Tries until it holds: without it no click arrives."""
        attempt = 0
        while True:
            try:
                await self._cards.register_callback()
                return
            except DeliveryError as error:
                log.warning("dingtalk does not know yet where clicks go: %s", error)
            await asyncio.sleep(jittered(attempt, cap=300.0))
            attempt += 1

    async def _robot_request(self, request: web.Request, body: bytes) -> web.Response:
        message = self._doors.robot(request.headers, body, self._clock.now())
        await self._receiver.message(message)
        return web.json_response({"msgtype": "empty"})

    async def _event_request(self, request: web.Request, body: bytes) -> web.Response:
        now = self._clock.now()
        event = self._doors.event(request.query, body, now)
        if event.kind != CHECK_URL:
            await self._receiver.happening(event.kind, event.key, event.body, now)
        return web.json_response(self._doors.success(now))

    async def _card_request(self, request: web.Request, body: bytes) -> web.Response:
        now = self._clock.now()
        click, key = self._doors.card(request.headers, body, now)
        return web.json_response(await self._receiver.click(click, key, now))

    def _guarded(
        self, serve: Callable[[web.Request, bytes], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            if self._crowd.full:
                return overloaded()
            with self._crowd.enter():
                try:
                    return await serve(request, await read_body(request))
                except InboundError as error:
                    return refusal("dingtalk", error)
                except (RetryLater, Overloaded):
                    return overloaded()
                except Exception:
                    log.exception("dingtalk request failed")
                    return web.Response(status=500)

        return guarded
