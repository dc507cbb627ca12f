"""Happenings already handled, so that a redelivered event is handled once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete

from bot.domain.times import to_ms
from storage import columns as c
from storage.plain import clean_text
from storage.sessions import Session
from storage.statements import Statement, insert_new
from storage.tables import InboxRow

_CLAIM = insert_new(InboxRow)
_FORGET = Statement(delete(InboxRow).where(c.inbox.at < bindparam("moment")))


class StoredInbox:
    """bot.ports.Inbox."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def claim(self, key: str) -> bool:
        """Whether this happening is new; counts when the transaction commits."""
        return self._session.count(_CLAIM, key=clean_text(key), at=to_ms(self._now)) == 1

    def forget_before(self, moment: datetime) -> int:
        """Drops old claims; returns how many."""
        return self._session.count(_FORGET, moment=to_ms(moment))
