"""The numbers of new tickets: the last one and one more, so there are no gaps.

SQLite has one writer. On PostgreSQL whoever gives the first number in a transaction waits until
other processes that gave some have committed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from storage import columns as c
from storage.sessions import Session
from storage.statements import POSTGRES, Statement

LOCK = 5_206_512  # an advisory lock of ours; any number that no other lock has

_LAST = Statement(select(func.coalesce(func.max(c.ticket.id), 0)))
_ALONE = Statement(select(func.pg_advisory_xact_lock(LOCK)))
_NOTHING: dict[str, Any] = {}


class Numbers:
    """One writer's numbers."""

    def __init__(self) -> None:
        self._last = -1  # given in this transaction; -1: the database has to be asked

    def forget(self) -> None:
        """A new transaction, or something was rolled back."""
        self._last = -1

    def next(self, session: Session) -> int:
        """The number of one more ticket."""
        if self._last < 0:
            alone = [(_ALONE, _NOTHING)] if session.dialect is POSTGRES else []
            self._last = session.together(*alone, (_LAST, _NOTHING))[-1][0][0]
        self._last += 1
        return self._last
