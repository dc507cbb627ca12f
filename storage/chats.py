"""The chats the bot has met."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.people import Chat, ChatId
from storage import people_statements as sql
from storage.cache import Memory, revise
from storage.plain import clean_text
from storage.sessions import Row, Session


class StoredChats:
    """bot.ports.Chats."""

    def __init__(self, session: Session, memory: Memory) -> None:
        self._session = session
        self._memory = memory

    def meet(self, chat: ChatId, kind: str, name: str | None) -> Chat:
        """The chat, alive; a newly learnt name is kept."""
        known = self._memory.recall(self._session, "chat", chat) or self.find(chat)
        name = clean_text(name) if name else ""
        met = Chat(chat, kind, name or (known.name if known else ""))
        if met != known:
            self._save(met)
        else:
            self._memory.keep(self._session, "chat", chat, met)
        return met

    def find(self, chat: ChatId) -> Chat | None:
        """The chat, if it was ever met."""
        row = self._session.row(sql.CHAT, **chat._asdict())
        return _chat(row) if row else None

    def groups(self) -> Sequence[Chat]:
        """Groups the bot is in, by name."""
        return [_chat(row) for row in self._session.rows(sql.GROUPS)]

    def bury(self, chat: ChatId) -> None:
        """The bot is no longer there."""
        self._session.write(sql.BURY_CHAT, **chat._asdict())
        revise(self._session)

    def _save(self, chat: Chat) -> None:
        self._session.write(
            sql.SAVE_CHAT, **chat.id._asdict(), kind=chat.kind, name=chat.name, alive=chat.alive
        )
        revise(self._session)


def _chat(row: Row) -> Chat:
    return Chat(ChatId(*row[:3]), row[3], row[4], bool(row[5]))
