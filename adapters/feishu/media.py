"""Pictures we show and files people sent (feishu.md §5)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from urllib.parse import quote

import httpx

from adapters.feishu import media_ref
from adapters.feishu.client import FeishuClient
from adapters.shared.cache import Cache
from adapters.shared.http import network_failures
from bot.cards.model import Card, Picture
from bot.errors import Refused
from bot.ports import Clock, Document

log = logging.getLogger(__name__)

MAX_IMAGE = 10 * 1024 * 1024  # bytes
_CHUNK = 64 * 1024
_FILE_TYPES = {  # what Feishu can show inside the client; all else is a stream
    "pdf": "pdf", "doc": "doc", "docx": "doc", "xls": "xls", "xlsx": "xls", "ppt": "ppt",
    "pptx": "ppt",
}


class Media:
    """Uploads each picture once and downloads what people sent."""

    def __init__(self, client: FeishuClient, clock: Clock) -> None:
        self._client = client
        self._keys: Cache[str, str] = Cache(clock, size=2000, lifetime=timedelta(days=30))

    async def image_keys(self, card: Card, pictures: Mapping[str, bytes]) -> dict[str, str]:
        """Content address → image key for the card's pictures; those refused are left out.

        Raises RetryLater when the upload may work later.
        """
        found: dict[str, str] = {}
        for sha256 in dict.fromkeys(_wanted(card)):
            key = self._keys.get(sha256)
            if key is None and 0 < len(pictures.get(sha256, b"")) <= MAX_IMAGE:
                key = await self._upload(sha256, pictures[sha256])
            if key is not None:
                found[sha256] = key
        return found

    def known_keys(self, card: Card) -> dict[str, str]:
        """Like image_keys, but only from what is uploaded already."""
        keys = ((sha256, self._keys.get(sha256)) for sha256 in _wanted(card))
        return {sha256: key for sha256, key in keys if key is not None}

    async def _upload(self, sha256: str, content: bytes) -> str | None:
        try:
            answer = await self._client.call(
                "POST",
                "/im/v1/images",
                api="image upload",
                data={"image_type": "message"},
                files={"image": ("image", content)},
            )
        except Refused as error:
            log.info("a picture is shown by its name only: %s", error)
            return None
        key = (answer.get("data") or {}).get("image_key")
        if not isinstance(key, str):
            return None
        self._keys.put(sha256, key)
        return key

    async def file_key(self, document: Document) -> str:
        """Uploads a file of ours; raises what the platform answers (§5: 1 byte to 30 MB)."""
        kind = _FILE_TYPES.get(document.name.rpartition(".")[2].lower(), "stream")
        answer = await self._client.call(
            "POST",
            "/im/v1/files",
            api="file upload",
            data={"file_type": kind, "file_name": document.name},
            files={"file": (document.name, document.content)},
        )
        key = (answer.get("data") or {}).get("file_key")
        if not isinstance(key, str):
            raise Refused("feishu file upload: the answer names no file", code="answer")
        return key

    async def fetch(self, ref: str) -> AsyncIterator[bytes]:
        """The bytes behind a FileRef key; raises Refused, Unreachable or RetryLater."""
        message, kind, key = media_ref.unpack(ref)
        path = f"/im/v1/messages/{quote(message, safe='')}/resources/{quote(key, safe='')}"
        async with self._client.download(path, {"type": kind}) as response:
            with network_failures("feishu download"):
                async for chunk in _chunks(response):
                    yield chunk


def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    return response.aiter_bytes(_CHUNK)


def _wanted(card: Card) -> Iterable[str]:
    return (block.sha256 for block in card.blocks if isinstance(block, Picture))
