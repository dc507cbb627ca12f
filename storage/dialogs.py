"""Questions the bot has asked a person in a chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.people import ChatId
from bot.domain.times import from_ms, to_ms
from bot.ports import Dialog
from storage import columns as c
from storage.plain import canonical, load
from storage.sessions import Session
from storage.statements import Statement, upsert
from storage.tables import DialogRow

_HERE = tuple(
    c.dialog[name] == bindparam(name) for name in ("person", "platform", "tenant", "chat")
)
_OPEN = upsert(DialogRow)
_GET = Statement(select(c.dialog.kind, c.dialog.data, c.dialog.expires_at).where(*_HERE))
_CLOSE = Statement(delete(DialogRow).where(*_HERE))


class StoredDialogs:
    """bot.ports.Dialogs."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def open(self, dialog: Dialog) -> None:
        """Replaces whatever was asked of this person in this chat."""
        self._session.write(
            _OPEN, person=dialog.person, **dialog.chat._asdict(), kind=dialog.kind,
            data=canonical(dialog.data)[1], expires_at=to_ms(dialog.expires_at),
        )  # fmt: skip

    def get(self, person: int, chat: ChatId) -> Dialog | None:
        """The open question, if it has not expired."""
        row = self._session.row(_GET, person=person, **chat._asdict())
        if row is None or row[2] <= to_ms(self._now):
            return None
        return Dialog(person, chat, row[0], load(row[1]), from_ms(row[2]))

    def close(self, person: int, chat: ChatId) -> None:
        """Nothing is asked any more."""
        self._session.write(_CLOSE, person=person, **chat._asdict())
