"""What kind of chat an id is: Feishu tells it in messages, not in clicks (feishu.md §4, §7)."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Literal
from urllib.parse import quote

from adapters.feishu.client import FeishuClient
from adapters.shared.cache import Cache
from bot.errors import DeliveryError
from bot.events import ChatKind
from bot.ports import Clock

log = logging.getLogger(__name__)

Mode = Literal["group", "topic", "p2p"]

_PATIENCE = 1.0  # seconds: a click must be answered within three


class Chats:
    """Remembers each chat's mode and the direct chat of each person."""

    def __init__(self, client: FeishuClient, clock: Clock) -> None:
        self._client = client
        self._modes: Cache[str, Mode] = Cache(clock, size=20_000, lifetime=timedelta(days=1))
        self._kinds: Cache[str, ChatKind] = Cache(clock, size=20_000, lifetime=timedelta(days=30))
        self._direct: Cache[str, str] = Cache(clock, size=20_000, lifetime=timedelta(days=30))

    def learn(self, chat: str, kind: ChatKind, open_id: str | None = None) -> None:
        """A message showed what this chat is, and in a direct chat whose it is."""
        self._kinds.put(chat, kind)
        if kind == "direct" and open_id:
            self._direct.put(open_id, chat)

    def direct_chat(self, open_id: str) -> str | None:
        """This person's direct chat, once met."""
        return self._direct.get(open_id)

    def is_topic(self, chat: str) -> bool:
        """Whether it is known to be a topic group, where nothing can be shown to one person."""
        return self._modes.get(chat) == "topic"

    async def kind(self, chat: str) -> ChatKind:
        """Group or direct; a group when Feishu does not answer in time."""
        known = self._kinds.get(chat)
        if known is None:
            mode = await self.mode(chat)
            if mode is None:
                return "group"
            known = "direct" if mode == "p2p" else "group"
            self._kinds.put(chat, known)
        return known

    async def mode(self, chat: str) -> Mode | None:
        """The chat's mode, None when it cannot be learnt now."""
        known = self._modes.get(chat)
        if known is not None:
            return known
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._client.call(
                    "GET", f"/im/v1/chats/{quote(chat, safe='')}", api="chat"
                )
        except (DeliveryError, TimeoutError) as error:
            log.info("chat mode unknown: %s", error or "no answer in time")
            return None
        fields = answer.get("data") or {}
        mode = fields.get("chat_mode")
        found: Mode = "group"
        if mode == "p2p":
            found = "p2p"
        elif mode == "topic" or fields.get("group_message_type") == "thread":
            found = "topic"
        self._modes.put(chat, found)
        return found
