"""What a process remembers of people, chats and configuration, so that a message need not ask
for them again.

Only what was read from committed data is kept: a unit of work that changes any of it bypasses
the memory and empties it. Other processes count up a revision, which is compared at every commit.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

from bot.domain.people import ChatId
from storage.dialogs import Questions
from storage.inbox import Claims
from storage.numbers import Numbers
from storage.people_statements import REVISE, REVISION, REVISION_KEY
from storage.sessions import Question, Session

MOST = 50_000  # things; beyond that start anew


class Memory:
    """One connection's memory, the writer's or a reader's; used by its thread alone."""

    def __init__(self) -> None:
        self._revision: str | None = None
        self._kept: dict[tuple[str, Hashable], Any] = {}
        self._seen: set[tuple[ChatId, int]] = set()
        self.loads: dict[int, int] = {}  # of this transaction, as its units have changed them
        self.numbers = Numbers()
        self.claims = Claims()
        self.questions = Questions()

    def begin(self, session: Session, now: datetime, claims: Sequence[str] = ()) -> None:
        """A new transaction: empties itself if another process changed something, and looks up
        what units that are going to claim these will ask."""
        self._forget()
        questions: list[Question] = [(REVISION, {"key": REVISION_KEY})]
        if claims:
            questions += self.claims.question(session, claims), self.questions.question(now)
        revisions, *more = session.together(*questions)
        revision = revisions[0][0] if revisions else None
        if revision != self._revision:
            self.clear()
            self._revision = revision
        if claims:
            taken, opened = more
            self.claims.answer(claims, taken)
            self.questions.answer(opened)

    def clear(self) -> None:
        """Forgets everything."""
        self._revision = None
        self._kept.clear()
        self._seen.clear()
        self._forget()

    def _forget(self) -> None:
        """What held in one transaction."""
        self.loads.clear()
        self.numbers.forget()
        self.claims.forget()
        self.questions.forget()

    def recall(self, session: Session, what: str, key: Hashable = None) -> Any:
        """What was kept under this name; None if nothing was, or this unit of work changes it."""
        return None if session.revised else self._kept.get((what, key))

    def keep(self, session: Session, what: str, key: Hashable, value: Any) -> None:
        """Keeps what was read. It is shared from now on, so it must never be changed."""
        if not session.revised:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[what, key] = value

    def seen(self, chat: ChatId, person: int) -> bool:
        """Whether it is no news that they speak there. Forgotten should the commit fail."""
        if (chat, person) in self._seen:
            return True
        if len(self._seen) >= MOST:
            self._seen.clear()
        self._seen.add((chat, person))
        return False


def revise(session: Session) -> None:
    """Something that is remembered changes: for this unit of work, and for every process."""
    session.revised = True
    session.write(REVISE)
