"""Files of ours: uploaded by the bot that will send them, then sent by their media_id (§3.5, §6.5).

A webhook has files too, but in groups only; nobody asks for that.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta

from adapters.shared.cache import Cache
from adapters.wecom import ids
from adapters.wecom.client import WeComClient
from adapters.wecom.link import Link
from adapters.wecom.mouths import Mouths
from adapters.wecom.planner import Means
from adapters.wecom.rates import Windows
from adapters.wecom.targets import target_of
from bot.errors import Refused, RetryLater, Unreachable
from bot.ports import Clock, Document, Place, Receipt

CHUNK_BYTES = 512 * 1024  # §6.5, before base64
NAME_BYTES = 256
_UPLOADS = ((28, 60.0), (950, 3600.0))  # §6.5, a little below what is allowed


class Documents:
    """Sends files to people, and with the long connection to groups. Sends the same key once."""

    def __init__(
        self, mouths: Mouths, client: WeComClient, link: Link | None, clock: Clock,
        means: Callable[[str], Means], tenant: str,
    ) -> None:
        self._mouths = mouths
        self._client = client
        self._link = link
        self._means = means
        self._tenant = tenant
        self._pace = Windows(_UPLOADS)
        self._sent: Cache[str, Receipt] = Cache(clock, size=1000, lifetime=timedelta(hours=2))

    async def send(self, place: Place, document: Document, key: str) -> Receipt:
        """Raises RetryLater, Unreachable or Refused."""
        known = self._sent.get(key)
        if known is not None:
            return known
        to, chat, user = target_of(place, self._tenant)
        last: Unreachable | None = None
        for way in self._ways(to, chat):
            try:
                receipt = await self._by(way, chat, user, document, ids.card_name(key))
            except Unreachable as error:  # a stranger to the AI bot may be known to the app
                last = error
                continue
            self._sent.put(key, receipt)
            return receipt
        raise last or Unreachable("wecom: no bot can send files here", code="no-way")

    def _ways(self, to: str, chat: str) -> list[str]:
        means = self._means(chat)
        app = ["app"] if means.app and to != "group" else []
        bot = ["bot"] if means.bot == "websocket" else []
        if to == "app" or (not means.up and means.down_long):
            return app + bot
        return bot + app

    async def _by(
        self, way: str, chat: str, user: str, document: Document, name: str
    ) -> Receipt:
        if way == "app":
            media = await self._client.upload(document)
            await self._mouths.app(user, "file", {"media_id": media})
            return Receipt(ids.in_app(self._tenant, user), name, {"via": "app", "form": "file"})
        media = await self._upload(document)
        await self._mouths.push(chat, {"msgtype": "file", "file": {"media_id": media}})
        return Receipt(ids.group(self._tenant, chat), name, {"via": "bot", "form": "file"})

    async def _upload(self, document: Document) -> str:
        """In pieces over the long connection; chunks are counted from 0, as Tencent's SDK does."""
        if self._link is None:
            raise Unreachable("wecom: no long connection is configured", code="no-ws")
        await self._pace.wait("bot")
        content = document.content
        starts = range(0, len(content), CHUNK_BYTES)
        try:
            begun = await self._link.request("aibot_upload_media_init", {
                "type": "file", "filename": _short(document.name), "total_size": len(content),
                "total_chunks": len(starts),
                "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            })  # fmt: skip
            upload = (begun.get("body") or {}).get("upload_id")
            for index, start in enumerate(starts):
                data = base64.b64encode(content[start : start + CHUNK_BYTES]).decode()
                await self._link.request("aibot_upload_media_chunk", {
                    "upload_id": upload, "chunk_index": index, "base64_data": data,
                })  # fmt: skip
            ended = await self._link.request("aibot_upload_media_finish", {"upload_id": upload})
        except RetryLater as error:
            if error.code == "846607":
                self._pace.hold("bot", error.after or 6.0)
            raise
        media = (ended.get("body") or {}).get("media_id")
        if not isinstance(media, str) or not media:
            raise Refused("wecom upload: the answer names no file", code="answer")
        return media


def _short(name: str) -> str:
    """The name in 256 bytes, its ending kept."""
    stem, dot, ending = name.rpartition(".")
    room = NAME_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
