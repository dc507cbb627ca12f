"""What a process remembers of people and chats, so that a message need not ask for them again.

Only what was read from committed data is kept: a unit of work that changes people bypasses the
cache and empties it. Other processes count up a revision, which is compared at every commit.
"""

from __future__ import annotations

from bot.domain.people import AccountId, Chat, ChatId, Person
from storage.people_statements import REVISION, REVISION_KEY
from storage.sessions import Session

MOST = 20_000  # entries of each kind; beyond that start anew


class PeopleCache:
    """One writer's memory; used by its thread alone."""

    def __init__(self) -> None:
        self._revision: str | None = None
        self._people: dict[AccountId, tuple[Person, str]] = {}
        self._chats: dict[ChatId, Chat] = {}
        self._seen: set[tuple[ChatId, int]] = set()
        self._merged: dict[int, int] | None = None

    def check(self, session: Session) -> None:
        """Empties itself if another process changed people; once per transaction."""
        row = session.row(REVISION, key=REVISION_KEY)
        revision = row[0] if row else None
        if revision != self._revision:
            self.clear()
            self._revision = revision

    def clear(self) -> None:
        """Forgets everything."""
        self._revision = None
        self._people.clear()
        self._chats.clear()
        self._seen.clear()
        self._merged = None

    def merged(self, session: Session) -> dict[int, int] | None:
        """Whom former ids stand for, if remembered."""
        return None if session.people_changed else self._merged

    def remember_merged(self, session: Session, merged: dict[int, int]) -> None:
        """Keeps what was read."""
        if not session.people_changed:
            self._merged = merged

    def met(self, session: Session, account: AccountId) -> tuple[Person, str] | None:
        """The person and the account's name, if remembered."""
        return None if session.people_changed else self._people.get(account)

    def remember(
        self, session: Session, account: AccountId, known: tuple[Person, str]
    ) -> None:
        """Keeps what was read."""
        if not session.people_changed:
            if len(self._people) >= MOST:
                self._people.clear()
            self._people[account] = known

    def chat(self, session: Session, chat: ChatId) -> Chat | None:
        """The chat, if remembered."""
        return None if session.people_changed else self._chats.get(chat)

    def remember_chat(self, session: Session, chat: Chat) -> None:
        """Keeps what was read."""
        if not session.people_changed:
            if len(self._chats) >= MOST:
                self._chats.clear()
            self._chats[chat.id] = chat

    def seen(self, session: Session, chat: ChatId, person: int) -> bool:
        """Whether this is no news. The row it stands for may still be uncommitted: see forget."""
        if (chat, person) in self._seen:
            return True
        if len(self._seen) >= MOST:
            self._seen.clear()
        self._seen.add((chat, person))
        return False
