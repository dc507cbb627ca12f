"""From a trusted push to the heart and back; the same for both transports."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adapters.dingtalk.callback import read_click
from adapters.dingtalk.clicking import Clicking, Response
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.contacts import Contacts
from adapters.dingtalk.happenings import events_of
from adapters.dingtalk.ids import Names, unpack_track
from adapters.dingtalk.inbound import Heard, Reader
from adapters.dingtalk.replies import Replies
from adapters.dingtalk.sessions import Sessions
from adapters.dingtalk.usage import Meter
from adapters.shared.cache import Cache
from bot.domain.people import AccountId, ChatId
from bot.errors import BadSignature, DeliveryError, RetryLater, Undecodable
from bot.events import Answer, ButtonClicked
from bot.ports import Clock, Handler

log = logging.getLogger(__name__)

# Given the chat and the person (None: without a staff id), the sentence to answer with, or None.
Hook = Callable[[ChatId, AccountId | None], str | Awaitable[str | None] | None]


class Receiver:
    """Turns pushes into events and hands them on.

    Raises Undecodable, BadSignature, or whatever the heart raises: then nothing may be
    acknowledged.
    """

    def __init__(
        self, client: DingTalkClient, reader: Reader, sessions: Sessions, contacts: Contacts,
        replies: Replies, meter: Meter, clock: Clock, names: Names,
        on_quota: Hook, on_stranger: Hook, corp_id: str,
    ) -> None:
        self._client = client
        self._reader = reader
        self._sessions = sessions
        self._contacts = contacts
        self._meter = meter
        self._names = names
        self._corp = corp_id
        self._hooks = {"quota": on_quota, "stranger": on_stranger}
        self._excused: Cache[str, bool] = Cache(clock, size=2000, lifetime=timedelta(hours=1))
        self._clicking = Clicking(self._clicked, replies.response, replies.follow)
        self.handle: Handler | None = None

    async def message(self, body: Mapping[str, Any]) -> None:
        """A robot message: returns once the heart has committed."""
        heard = self._reader.read(body)
        self._meter.push()
        self._sessions.learn(heard.chat.chat, heard.session)
        if heard.account is not None:
            self._contacts.learn(heard.account.user, heard.name)
        if heard.event is None:
            await self._excuse(heard)
            return
        await self._heart()(heard.event)

    async def happening(
        self, kind: str, key: str, body: Mapping[str, Any], at: datetime
    ) -> None:
        """An event of the organisation; those that do not concern us are dropped."""
        self._meter.push()
        for event in events_of(kind, key, body, self._names, at):
            await self._heart()(event)

    async def click(self, body: Mapping[str, Any], key: str, at: datetime) -> Response:
        """A card's callback: its response, `{}` for none."""
        self._meter.push()
        corp = body.get("corpId")
        tenant = self._names.tenant
        if corp and self._corp and corp != self._corp:
            raise BadSignature("the click is of another organisation")
        click = read_click(body)
        if click is None:
            return {}
        track = unpack_track(click.track)
        if track is None:
            log.info("a click in a card that is not ours is dropped")
            return {}
        direct = track.kind == "direct"
        group = track.chat or click.space
        action = click.action or (track.action if click.is_form else "")
        if not action or not (direct or group):
            raise Undecodable("a click without action or chat")
        event = ButtonClicked(
            key=f"dingtalk:{tenant}:click:{key}",
            account=self._names.account(click.user),
            chat=self._names.direct(click.user) if direct else self._names.group(group),
            chat_kind="direct" if direct else "group",
            message=click.track,
            action=action,
            at=at,
            values=click.values,
        )
        return await self._clicking.answer(event)

    async def finish(self) -> None:
        """Waits for clicks that were answered before the heart was done."""
        await self._clicking.finish()

    async def _clicked(self, event: ButtonClicked) -> Answer | None:
        name = self._contacts.known_name(event.account.user)
        return await self._heart()(replace(event, name=name))

    def _heart(self) -> Handler:
        if self.handle is None:
            raise RetryLater("not started")
        return self.handle

    async def _excuse(self, heard: Heard) -> None:
        """Nobody can act on this message; whoever waits is told so, once per message."""
        if heard.reason == "quota":
            self._meter.out_of_pushes()
            log.warning("dingtalk withholds the words: the month's pushes are used up")
        else:
            log.info("dingtalk: a person without a staff id spoke; is the app published?")
        if self._excused.get(heard.message):
            return
        self._excused.put(heard.message, True)
        words = self._hooks[heard.reason](heard.chat, heard.account)
        if inspect.isawaitable(words):
            words = await words
        url = self._sessions.url(heard.chat.chat)
        if not words or url is None:
            return
        try:
            await self._client.webhook(url, {"msgtype": "text", "text": {"content": words}})
        except DeliveryError as error:
            log.warning("the excuse was not delivered: %s", error)
