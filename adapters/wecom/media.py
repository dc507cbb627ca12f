"""Files people sent: fetched, and the AI bot's decrypted on the way (wecom.md §2.4, §5.5)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

from adapters.shared.http import network_failures
from adapters.wecom import media_ref
from adapters.wecom.client import WeComClient
from adapters.wecom.crypto import decode_key, decrypt_media
from bot.errors import Refused

_CHUNK = 64 * 1024


class Media:
    """`callback_key` is the EncodingAESKey of the AI bot's callback, where it has one."""

    def __init__(self, client: WeComClient, callback_key: str) -> None:
        self._client = client
        self._callback_key = callback_key

    async def fetch(self, ref: str) -> AsyncIterator[bytes]:
        """The bytes behind a FileRef key; raises Refused, Unreachable or RetryLater."""
        bot, key, where = media_ref.unpack(ref)
        if bot == "app":
            async with self._client.media(where) as response:
                async for chunk in _chunks(response):
                    yield chunk
            return
        try:
            secret = decode_key(key or self._callback_key)
        except ValueError:
            raise Refused("wecom media: no key for it", code="media") from None
        async with self._client.download(where, {}) as response:
            async for chunk in decrypt_media(secret, _chunks(response)):
                yield chunk


async def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    with network_failures("wecom download"):
        async for chunk in response.aiter_bytes(_CHUNK):
            yield chunk
