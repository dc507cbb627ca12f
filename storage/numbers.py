"""The numbers of new tickets.

SQLite has one writer, so within a transaction the next number is the last one and one more, and
there are no gaps. PostgreSQL has a sequence.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from storage import columns as c
from storage.sessions import Session
from storage.statements import SQLITE, Dialect, Statement


def _next(dialect: Dialect) -> Any:
    if dialect is SQLITE:
        return select(func.coalesce(func.max(c.ticket.id), 0) + 1)
    return select(func.nextval("ticket_id_seq"))


_NEXT = Statement(_next)


class Numbers:
    """One writer's numbers."""

    def __init__(self) -> None:
        self._last = 0  # given in this transaction; 0: the database has to be asked

    def forget(self) -> None:
        """A new transaction, or something was rolled back."""
        self._last = 0

    def next(self, session: Session) -> int:
        """The number of one more ticket."""
        if session.dialect is SQLITE and self._last:
            self._last += 1
        else:
            self._last = session.rows(_NEXT)[0][0]
        return self._last
