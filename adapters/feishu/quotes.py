"""What a quoted message said, fetched before the heart sees the quote (feishu.md §5, get)."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import quote as quoted

from adapters.feishu.client import FeishuClient
from adapters.feishu.content import Me, read
from bot.errors import BihuanError
from bot.events import Quote

log = logging.getLogger(__name__)

_PATIENCE = 1.2  # seconds of the three we have to acknowledge
_TEXT_LIMIT = 10_000  # characters


async def fetch_quote(client: FeishuClient, message: str, me: Me) -> Quote:
    """The quote with text and files; only its id when Feishu refuses or is slow."""
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await client.call(
                "GET", f"/im/v1/messages/{quoted(message, safe='')}", api="get message"
            )
        item = (answer.get("data") or {}).get("items", [])[0]
        said = read(message, item["msg_type"], item["body"]["content"], item.get("mentions"), me)
    except (BihuanError, TimeoutError, LookupError, TypeError, AttributeError) as error:
        log.info("quoted message not read: %s", type(error).__name__)
        return Quote(message=message)
    return Quote(message=message, text=said.text[:_TEXT_LIMIT], files=said.files)
