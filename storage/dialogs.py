"""Questions the bot has asked a person in a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.people import ChatId
from bot.domain.times import from_ms, to_ms
from bot.ports import Dialog
from storage import columns as c
from storage.plain import canonical, load
from storage.sessions import Question, Row, Session
from storage.statements import Statement, upsert
from storage.tables import DialogRow

_HERE = tuple(
    c.dialog[name] == bindparam(name) for name in ("person", "platform", "tenant", "chat")
)
_UPSERT = upsert(DialogRow)
_GET = Statement(select(c.dialog.kind, c.dialog.data, c.dialog.expires_at).where(*_HERE))
_CLOSE = Statement(delete(DialogRow).where(*_HERE))
_OPEN = Statement(
    select(c.dialog.person, c.dialog.platform, c.dialog.tenant, c.dialog.chat)
    .where(c.dialog.expires_at > bindparam("moment"))
    .limit(bindparam("most"))
)
_FORGET = Statement(delete(DialogRow).where(c.dialog.expires_at <= bindparam("moment")))

MOST = 500  # open questions; with more of them each message looks for its own


class Questions:
    """Who is being asked something where, as of one transaction: most messages answer nothing,
    and need not look."""

    def __init__(self) -> None:
        self._open: set[tuple[int, ChatId]] | None = None

    def question(self, now: datetime) -> Question:
        """What a new transaction asks."""
        return _OPEN, {"moment": to_ms(now), "most": MOST}

    def answer(self, rows: Sequence[Row]) -> None:
        """What it was told."""
        self._open = None if len(rows) == MOST else {(row[0], ChatId(*row[1:])) for row in rows}

    def forget(self) -> None:
        """Something was rolled back."""
        self._open = None

    def opened(self, person: int, chat: ChatId) -> None:
        """One more."""
        if self._open is not None:
            self._open.add((person, chat))

    def perhaps(self, person: int, chat: ChatId) -> bool:
        """False if surely nothing is asked of them there."""
        return self._open is None or (person, chat) in self._open


class StoredDialogs:
    """bot.ports.Dialogs."""

    def __init__(self, session: Session, now: datetime, questions: Questions) -> None:
        self._session = session
        self._now = now
        self._questions = questions

    def open(self, dialog: Dialog) -> None:
        """Replaces whatever was asked of this person in this chat."""
        self._questions.opened(dialog.person, dialog.chat)
        self._session.write(
            _UPSERT, person=dialog.person, **dialog.chat._asdict(), kind=dialog.kind,
            data=canonical(dialog.data)[1], expires_at=to_ms(dialog.expires_at),
        )  # fmt: skip

    def get(self, person: int, chat: ChatId) -> Dialog | None:
        """The open question, if it has not expired."""
        if not self._questions.perhaps(person, chat):
            return None
        row = self._session.row(_GET, person=person, **chat._asdict())
        if row is None or row[2] <= to_ms(self._now):
            return None
        return Dialog(person, chat, row[0], load(row[1]), from_ms(row[2]))

    def close(self, person: int, chat: ChatId) -> None:
        """Nothing is asked any more."""
        self._session.write(_CLOSE, person=person, **chat._asdict())

    def forget_before(self, moment: datetime) -> int:
        """Drops questions that expired by then; returns how many."""
        return self._session.count(_FORGET, moment=to_ms(moment))
