"""Whom an AI bot's event is from: encrypted ids become plain ones, by the app (wecom.md §5.1)."""

from __future__ import annotations

import logging
from datetime import timedelta

from adapters.shared.cache import Cache
from adapters.wecom.client import WeComClient
from adapters.wecom.ids import fold
from bot.errors import DeliveryError, RetryLater
from bot.ports import Clock

log = logging.getLogger(__name__)

_LIFETIME = timedelta(days=1)


class UserIds:
    """`client` is None without an app: then an encrypted id is all there is."""

    def __init__(self, client: WeComClient | None, clock: Clock) -> None:
        self._client = client
        self._plain: Cache[str, str] = Cache(clock, size=50_000, lifetime=_LIFETIME)

    async def plain(self, userid: str) -> str:
        """The plain id, case-folded. Raises RetryLater when an encrypted id cannot be asked
        about now; one that only might be encrypted is taken as it is."""
        known = self._plain.get(userid)
        if known is not None:
            return known
        if self._client is None:
            return fold(userid)
        try:
            answer = await self._client.call(
                "batch/openuserid_to_userid", {"open_userid_list": [userid]}
            )
        except DeliveryError as error:
            sealed = fold(userid) == userid and not userid.islower()
            if sealed and isinstance(error, RetryLater):
                raise
            log.warning("wecom: userid not converted: %s", error)
            return fold(userid)
        found = fold(userid)
        for entry in answer.get("userid_list") or ():
            if entry.get("open_userid") == userid and isinstance(entry.get("userid"), str):
                found = entry["userid"].casefold()
        self._plain.put(userid, found)
        return found
