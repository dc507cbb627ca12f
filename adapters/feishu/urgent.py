"""The louder ping for alarms, where the admin has switched it on (feishu.md §5, urgent)."""

from __future__ import annotations

import logging
from urllib.parse import quote

from adapters.feishu.client import FeishuClient
from adapters.feishu.settings import Urgent
from adapters.feishu.spans import open_id_of
from bot.cards.model import Card
from bot.errors import DeliveryError

log = logging.getLogger(__name__)

_MAX_PEOPLE = 200


class Urgency:
    """Pings the people an urgent message is for: its reader, or those it mentions."""

    def __init__(self, client: FeishuClient, how: Urgent, app_id: str) -> None:
        self._client = client
        self._how = how
        self._app_id = app_id

    async def ping(self, message: str, card: Card, reader: str | None) -> None:
        """Never raises: the message itself has arrived."""
        if self._how == "none":
            return
        mentioned = (open_id_of(at, self._app_id) for at in card.mentions())
        people = [reader] if reader else [found for found in mentioned if found]
        people = list(dict.fromkeys(people))[:_MAX_PEOPLE]
        if not people:
            return
        try:
            await self._client.call(
                "PATCH",
                f"/im/v1/messages/{quote(message, safe='')}/urgent_{self._how}",
                api="urgent",
                params={"user_id_type": "open_id"},
                json={"user_id_list": people},
            )
        except DeliveryError as error:
            log.warning("an urgent message was sent without its ping: %s", error)
