"""Where cards hang, so that they can be redrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.domain.people import AccountId, ChatId
from bot.domain.times import from_ms, to_ms
from bot.ports import Placement
from storage import columns as c
from storage.mapping import account_of, account_text
from storage.plain import dump, load
from storage.sessions import Row, Session
from storage.statements import Statement, insert_id
from storage.tables import PlacementRow

_ALL: Any = select(PlacementRow.__table__)  # type: ignore[attr-defined]
_THIS = c.placement.id == bindparam("number")
_MESSAGE = (
    c.placement.platform == bindparam("platform"),
    c.placement.tenant == bindparam("tenant"),
    c.placement.message == bindparam("message"),
)
_ADD = insert_id(PlacementRow)
_GET = Statement(_ALL.where(_THIS))
_OF_TICKET = Statement(
    _ALL.where(c.placement.ticket == bindparam("ticket")).order_by(c.placement.id)
)
_BY_MESSAGE = Statement(_ALL.where(*_MESSAGE).order_by(c.placement.id.desc()).limit(1))
_AT = Statement(
    _ALL.where(*_MESSAGE, c.placement.chat == bindparam("chat"))
    .order_by(c.placement.id.desc())
    .limit(1)
)
_SHOWS = Statement(
    update(PlacementRow)
    .where(_THIS)
    .values(
        shown=bindparam("version"),
        message=func.coalesce(bindparam("as_message", type_=c.placement.message.type),
                              c.placement.message),
        meta=func.coalesce(bindparam("with_meta", type_=c.placement.meta.type), c.placement.meta),
    )
)  # fmt: skip
_DROP = Statement(delete(PlacementRow).where(_THIS))
_DROP_CHAT = Statement(
    delete(PlacementRow).where(
        c.placement.platform == bindparam("platform"),
        c.placement.tenant == bindparam("tenant"),
        c.placement.chat == bindparam("chat"),
    )
)


class StoredPlacements:
    """bot.ports.Placements."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def add(
        self, *, ticket: int, kind: str, chat: ChatId, message: str, shown: int,
        person: int | None = None, account: AccountId | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Placement:  # fmt: skip
        """A card that now hangs there, sent now."""
        sent_at = to_ms(self._now)
        number = self._session.rows(
            _ADD, ticket=ticket, kind=kind, **chat._asdict(), message=message, person=person,
            account=account_text(account), shown=shown, sent_at=sent_at, meta=dump(meta or {}),
        )[0][0]  # fmt: skip
        return Placement(
            number, ticket, kind, chat, message, person, shown, from_ms(sent_at), account,
            dict(meta or {}),
        )  # fmt: skip

    def get(self, placement: int) -> Placement | None:
        """The placement, if it still hangs."""
        return _one(self._session.row(_GET, number=placement))

    def of_ticket(self, ticket: int) -> Sequence[Placement]:
        """All of a ticket's cards, oldest first."""
        return [_placement(row) for row in self._session.rows(_OF_TICKET, ticket=ticket)]

    def at(self, chat: ChatId, message: str) -> Placement | None:
        """The card that is this message of this chat."""
        return _one(self._session.row(_AT, **chat._asdict(), message=message))

    def by_message(self, platform: str, tenant: str, message: str) -> Placement | None:
        """The card that is this message, where the chat is not told."""
        return _one(
            self._session.row(_BY_MESSAGE, platform=platform, tenant=tenant, message=message)
        )

    def shows(
        self, placement: int, version: int, message: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """It now shows this version; message and meta stay where None is given."""
        self._session.write(
            _SHOWS, number=placement, version=version, as_message=message,
            with_meta=None if meta is None else dump(meta),
        )  # fmt: skip

    def drop(self, placement: int) -> None:
        """It no longer hangs."""
        self._session.write(_DROP, number=placement)

    def drop_chat(self, chat: ChatId) -> int:
        """No card hangs in that chat any more; returns how many did."""
        return self._session.count(_DROP_CHAT, **chat._asdict())


def _one(row: Row | None) -> Placement | None:
    return _placement(row) if row else None


def _placement(row: Row) -> Placement:
    number, ticket, kind, platform, tenant, chat, message, person, account, shown, at, meta = row
    return Placement(
        number, ticket, kind, ChatId(platform, tenant, chat), message, person, shown, from_ms(at),
        account_of(account), load(meta),
    )  # fmt: skip
