"""Pictures we show and files people sent (dingtalk.md §4.2, §5.5)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

from adapters.dingtalk.client import DingTalkClient
from adapters.shared.cache import Cache
from adapters.shared.http import network_failures
from bot.cards.model import Card, Picture
from bot.errors import Refused
from bot.ports import Clock, Document

log = logging.getLogger(__name__)

MAX_IMAGE = 20 * 1024 * 1024  # bytes
_CHUNK = 64 * 1024
FILE_ENDINGS = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})  # §5.5


class Media:
    """Uploads each picture once and downloads what people sent."""

    def __init__(self, client: DingTalkClient, clock: Clock, robot_code: str) -> None:
        self._client = client
        self._robot = robot_code
        self._ids: Cache[str, str] = Cache(clock, size=2000, lifetime=timedelta(days=3))

    async def ids(self, card: Card, pictures: Mapping[str, bytes]) -> dict[str, str]:
        """Content address → media id for the card's pictures; those refused are left out.

        Raises RetryLater when the upload may work later.
        """
        found: dict[str, str] = {}
        for sha256 in dict.fromkeys(b.sha256 for b in card.blocks if isinstance(b, Picture)):
            media = self._ids.get(sha256)
            if media is None and 0 < len(pictures.get(sha256, b"")) <= MAX_IMAGE:
                media = await self._upload(sha256, pictures[sha256])
            if media is not None:
                found[sha256] = media
        return found

    def known_ids(self, card: Card) -> dict[str, str]:
        """Like ids, but only of what is uploaded already."""
        wanted = [b.sha256 for b in card.blocks if isinstance(b, Picture)]
        return {sha256: media for sha256 in wanted if (media := self._ids.get(sha256))}

    async def fetch(self, code: str) -> AsyncIterator[bytes]:
        """The bytes behind a download code; raises Refused, Unreachable or RetryLater."""
        answer = await self._client.api(
            "POST", "/v1.0/robot/messageFiles/download", name="file address",
            json={"downloadCode": code, "robotCode": self._robot},
        )
        url = answer.get("downloadUrl")
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise Refused("dingtalk file address: the answer holds none", code="answer")
        async with self._client.download(url) as response:
            with network_failures("dingtalk download"):
                async for chunk in response.aiter_bytes(_CHUNK):
                    yield chunk

    async def file_id(self, document: Document) -> str:
        """Uploads a file of ours (≤ 20 MB, §5.5); raises what the platform answers."""
        answer = await self._client.oapi(
            "/media/upload", name="file upload", params={"type": "file"}, counts=True,
            files={"media": (document.name, document.content)},
        )
        media = answer.get("media_id")
        if not isinstance(media, str) or not media:
            raise Refused("dingtalk file upload: the answer names no file", code="answer")
        return media

    async def _upload(self, sha256: str, content: bytes) -> str | None:
        try:
            answer = await self._client.oapi(
                "/media/upload", name="image upload", params={"type": "image"}, counts=True,
                files={"media": ("picture.jpg", content)},
            )
        except Refused as error:
            log.info("a picture is shown by its name only: %s", error)
            return None
        media = answer.get("media_id")
        if not isinstance(media, str) or not media:
            return None
        self._ids.put(sha256, media)
        return media
