"""From a trusted Feishu event to the heart and back; the same for both transports."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.feishu.answers import reply
from adapters.feishu.chats import Chats
from adapters.feishu.clicking import Clicking
from adapters.feishu.client import FeishuClient
from adapters.feishu.contacts import Contacts
from adapters.feishu.identity import Identity
from adapters.feishu.inbound import to_event
from adapters.feishu.media import Media
from adapters.feishu.quotes import fetch_quote
from adapters.feishu.sending import Sender
from adapters.shared.server import Reply
from bot.domain.people import ChatId
from bot.events import Answer, ButtonClicked, ChatOpened, MessageReceived
from bot.ports import Handler

log = logging.getLogger(__name__)


class Receiver:
    """Completes an event by what Feishu does not tell in it, and hands it to the heart."""

    def __init__(
        self, client: FeishuClient, identity: Identity, chats: Chats, contacts: Contacts,
        media: Media, sender: Sender, app_id: str,
    ) -> None:
        self._client = client
        self._identity = identity
        self._chats = chats
        self._contacts = contacts
        self.handle: Handler | None = None
        self._clicking = Clicking(
            self._clicked, lambda answer: reply(answer, app_id, media), sender.redraw
        )

    async def take(self, raw: Mapping[str, Any]) -> Reply | None:
        """Returns once the heart has committed: a callback's answer, None for a bare "received".

        Raises Undecodable, or whatever the heart raises: then nothing may be acknowledged.
        """
        event = to_event(raw, self._identity.me)
        if event is None:
            return None
        if isinstance(event, ButtonClicked):
            return await self._clicking.answer(event)
        if isinstance(event, MessageReceived):
            event = await self._completed(event)
        elif isinstance(event, ChatOpened):
            event = self._placed(event)
        assert self.handle is not None
        await self.handle(event)
        return None

    async def finish(self) -> None:
        """Waits for clicks that were answered before the heart was done."""
        await self._clicking.finish()

    async def _clicked(self, event: ButtonClicked) -> Answer | None:
        assert self.handle is not None
        kind = await self._chats.kind(event.chat.chat)
        name = self._contacts.known_name(event.account.user)
        return await self.handle(replace(event, chat_kind=kind, name=name))

    async def _completed(self, event: MessageReceived) -> MessageReceived:
        self._chats.learn(event.chat.chat, event.chat_kind, event.account.user)
        quote = event.quote
        if quote is not None and quote.message:
            quote = await fetch_quote(self._client, quote.message, self._identity.me)
        name = self._contacts.known_name(event.account.user)
        if quote is event.quote and name == event.name:
            return event
        return replace(event, quote=quote, name=name)

    def _placed(self, event: ChatOpened) -> ChatOpened:
        """A menu entry names no chat: the person's direct chat, or failing that their open_id,
        which sending understands as well."""
        user = event.account.user
        if event.chat.chat != user:
            self._chats.learn(event.chat.chat, "direct", user)
            return event
        known = self._chats.direct_chat(user)
        return replace(event, chat=ChatId(*event.chat[:2], known)) if known else event
