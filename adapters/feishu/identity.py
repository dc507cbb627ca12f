"""The bot's own open_id: needed to tell its mention from a colleague's (feishu.md §1, §4)."""

from __future__ import annotations

import asyncio
import logging

from adapters.feishu.client import FeishuClient
from adapters.feishu.content import Me
from adapters.shared.backoff import jittered
from bot.errors import DeliveryError, Refused

log = logging.getLogger(__name__)


class Identity:
    """Asked for until Feishu answers, because the bot must start while Feishu is down."""

    def __init__(self, client: FeishuClient, app_id: str) -> None:
        self._client = client
        self.me = Me(app_id, None)

    @property
    def known(self) -> bool:
        return self.me.open_id is not None

    async def ask(self) -> None:
        """Learns the open_id; raises Refused, Unreachable or RetryLater."""
        answer = await self._client.call("GET", "/bot/v3/info", api="bot info")
        bot = answer.get("bot")
        open_id = bot.get("open_id") if isinstance(bot, dict) else None
        if not isinstance(open_id, str) or not open_id:
            raise Refused("feishu bot info: no open_id; is the bot ability on?", code="bot")
        self.me = Me(self.me.app_id, open_id)

    async def keep_asking(self) -> None:
        """Returns when the open_id is known."""
        attempt = 0
        while not self.known:
            try:
                await self.ask()
            except DeliveryError as error:
                log.warning("the bot's identity is not known yet: %s", error)
                await asyncio.sleep(jittered(attempt, cap=120))
                attempt += 1
