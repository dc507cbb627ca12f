"""Happenings already handled, so that a redelivered event is handled once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.times import to_ms
from storage import columns as c
from storage.plain import clean_text
from storage.sessions import Question, Row, Session
from storage.statements import Among, Statement, insert, insert_new
from storage.tables import InboxRow

_CLAIM = insert_new(InboxRow)
# Of two processes that found a key free one must fail, and look again.
_TAKE = insert(InboxRow)
_TAKEN = Statement(select(c.inbox.key).where(Among(c.inbox.key, "keys")))
_FORGET = Statement(delete(InboxRow).where(c.inbox.at < bindparam("moment")))


class Claims:
    """What the units of one transaction have said they will claim, looked up at once."""

    def __init__(self) -> None:
        self._free: dict[str, bool] = {}

    def question(self, session: Session, keys: Sequence[str]) -> Question:
        """What a new transaction asks in which these keys will be claimed."""
        return _TAKEN, {"keys": session.array(map(clean_text, keys))}

    def answer(self, keys: Sequence[str], rows: Sequence[Row]) -> None:
        """What it was told: those of the keys that are taken."""
        self._free = dict.fromkeys(map(clean_text, keys), True)
        for (key,) in rows:
            self._free[key] = False

    def forget(self) -> None:
        """Something was rolled back."""
        self._free.clear()

    def take(self, key: str) -> bool | None:
        """Whether the key was free, and now it is not; None if nobody has looked."""
        free = self._free.get(key)
        if free:
            self._free[key] = False
        return free


class StoredInbox:
    """bot.ports.Inbox."""

    def __init__(self, session: Session, now: datetime, claims: Claims) -> None:
        self._session = session
        self._now = now
        self._claims = claims

    def claim(self, key: str) -> bool:
        """Whether this happening is new; counts when the transaction commits."""
        key, at = clean_text(key), to_ms(self._now)
        free = self._claims.take(key)
        if free is None:
            return self._session.count(_CLAIM, key=key, at=at) == 1
        if free:
            self._session.write(_TAKE, key=key, at=at)
        return free

    def forget_before(self, moment: datetime) -> int:
        """Drops old claims; returns how many."""
        return self._session.count(_FORGET, moment=to_ms(moment))
