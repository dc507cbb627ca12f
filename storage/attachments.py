"""Files archived on tickets; their contents lie in the file store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.domain.times import from_ms, to_ms
from bot.ports import Attachment
from storage import columns as c
from storage.plain import clean_text
from storage.sessions import Row, Session
from storage.statements import Statement, insert_id
from storage.tables import AttachmentRow

_ALL: Any = select(AttachmentRow.__table__)  # type: ignore[attr-defined]
_THIS = c.attachment.id == bindparam("number")
_ADD = insert_id(AttachmentRow)
_OF_TICKET = Statement(
    _ALL.where(c.attachment.ticket == bindparam("ticket")).order_by(c.attachment.id)
)
_WAITING = Statement(
    _ALL.where(c.IS_WAITING_FILE).order_by(c.attachment.id).limit(bindparam("most"))
)
_STORED = Statement(
    update(AttachmentRow)
    .where(_THIS)
    .values(sha256=bindparam("sha256"), size=bindparam("size"),
            media_type=bindparam("media_type"), state="stored")
)  # fmt: skip
_FAILED = Statement(
    update(AttachmentRow).where(_THIS).values(state="failed", error=bindparam("error"))
)


class StoredAttachments:
    """bot.ports.Attachments."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(
        self, *, ticket: int, name: str, media_type: str, by: int, ref: str, platform: str
    ) -> Attachment:
        """A file named in a message, not fetched yet."""
        name, at = clean_text(name), to_ms(self._now)
        number = self._session.rows(
            _ADD, ticket=ticket, name=name, media_type=media_type, size=0, sha256=None, by=by,
            at=at, ref=ref, platform=platform, state="waiting", error=None,
        )[0][0]  # fmt: skip
        return Attachment(
            number, ticket, name, media_type, 0, None, by, from_ms(at), ref, platform
        )

    def of_ticket(self, ticket: int) -> Sequence[Attachment]:
        """A ticket's files, oldest first."""
        return [_attachment(row) for row in self._session.rows(_OF_TICKET, ticket=ticket)]

    def waiting(self, limit: int) -> Sequence[Attachment]:
        """Files still to be fetched, oldest first."""
        return [_attachment(row) for row in self._session.rows(_WAITING, most=limit)]

    def stored(self, attachment: int, sha256: str, size: int, media_type: str) -> None:
        """It lies in the file store now."""
        self._session.write(
            _STORED, number=attachment, sha256=sha256, size=size, media_type=media_type
        )

    def failed(self, attachment: int, error: str) -> None:
        """It cannot be had."""
        self._session.write(_FAILED, number=attachment, error=clean_text(error))


def _attachment(row: Row) -> Attachment:
    number, ticket, name, media_type, size, sha256, by, at, ref, platform, state, _ = row
    return Attachment(
        number, ticket, name, media_type, size, sha256, by, from_ms(at), ref, platform, state
    )
