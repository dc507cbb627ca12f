"""The session webhooks: the only way to a real @ in a plain message (dingtalk.md §5.1).

They live about 90 minutes and are renewed by what people say, so they are kept in memory only;
after a restart the API is used until somebody speaks.
"""

from __future__ import annotations

from datetime import timedelta

from adapters.dingtalk.addresses import same_host
from adapters.dingtalk.inbound import Session
from bot.ports import Clock

_MARGIN = timedelta(seconds=20)
_MOST = 5000


class Sessions:
    """The youngest live session of each chat, by our chat id."""

    def __init__(self, clock: Clock, host: str) -> None:
        self._clock = clock
        self._host = host
        self._kept: dict[str, Session] = {}

    def learn(self, chat: str, session: Session | None) -> None:
        """Only addresses on DingTalk's own host are ever called."""
        if session is None or not same_host(session.url, self._host):
            return
        self._kept.pop(chat, None)
        self._kept[chat] = session
        while len(self._kept) > _MOST:
            self._kept.pop(next(iter(self._kept)))

    def url(self, chat: str) -> str | None:
        session = self._kept.get(chat)
        if session is None or session.until - _MARGIN <= self._clock.now():
            self._kept.pop(chat, None)
            return None
        return session.url

    def drop(self, chat: str, url: str) -> None:
        """It has ended early; a newer one is left alone."""
        session = self._kept.get(chat)
        if session is not None and session.url == url:
            del self._kept[chat]
