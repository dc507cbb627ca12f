"""A small file that somebody sent, whole in memory."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import BadInput, DeliveryError, RetryLater
from bot.ports import Messenger


async def whole(
    platform: str, ref: str, messengers: Mapping[str, Messenger], limit: int
) -> bytes:
    """The file's bytes. Raises RetryLater, and BadInput for a file that is too large (`limit` in
    bytes) or that its messenger does not give."""
    messenger = messengers.get(platform)
    if messenger is None:
        raise BadInput("error.import.unreadable")
    content = bytearray()
    try:
        async for chunk in messenger.fetch(ref):
            content += chunk
            if len(content) > limit:
                raise BadInput("error.import.size", limit=limit >> 20)
    except RetryLater:
        raise
    except DeliveryError as error:
        raise BadInput("error.import.unreadable") from error
    return bytes(content)
