"""The numbers of new tickets, as few questions to the database as possible.

SQLite has one writer, so within a transaction the next number is the last one and one more, and
there are no gaps. PostgreSQL has a sequence: under load a process takes as many numbers at once as
it filed tickets in the transaction before, and keeps what is left for the next.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from sqlalchemy import bindparam, func, select

from storage import columns as c
from storage.sessions import Session
from storage.statements import SQLITE, Dialect, Statement


def _next(dialect: Dialect) -> Any:
    if dialect is SQLITE:
        return select(func.coalesce(func.max(c.ticket.id), 0) + 1)
    wanted = func.generate_series(1, bindparam("most"))
    return select(func.nextval("ticket_id_seq")).select_from(wanted)


_NEXT = Statement(_next)


class Numbers:
    """One writer's numbers."""

    def __init__(self) -> None:
        self._last = 0  # SQLite: given in this transaction; 0: the table has to be asked
        self._spare: deque[int] = deque()  # PostgreSQL: ours, and not given yet
        self._given = self._given_before = 0

    def begin(self) -> None:
        """A new transaction."""
        self._last = 0
        self._given_before, self._given = self._given, 0

    def forget(self) -> None:
        """Something was rolled back: what SQLite's table holds has to be asked again."""
        self._last = 0

    def next(self, session: Session) -> int:
        """The number of one more ticket."""
        self._given += 1
        if session.dialect is SQLITE:
            self._last = self._last + 1 if self._last else session.rows(_NEXT)[0][0]
            return self._last
        if not self._spare:
            rows = session.rows(_NEXT, most=max(1, self._given_before))
            self._spare.extend(row[0] for row in rows)
        return self._spare.popleft()
