"""One unit of work: the repositories over one session, and the bench they are made on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.times import from_ms, to_ms
from storage.attachments import StoredAttachments
from storage.cache import PeopleCache
from storage.chats import StoredChats
from storage.configuration import StoredSettings
from storage.dialogs import StoredDialogs
from storage.inbox import StoredInbox
from storage.outbox import StoredOutbox
from storage.people import StoredPeople
from storage.placements import StoredPlacements
from storage.records import StoredRecords
from storage.sessions import Session
from storage.tickets import StoredTickets


class StoredTx:
    """bot.ports.Tx on a database. `session` is for the storage room's own functions."""

    def __init__(
        self, session: Session, now: datetime, installation: str, cache: PeopleCache
    ) -> None:
        self.session = session
        self.now = now
        self.tickets = StoredTickets(session)
        self.people = StoredPeople(session, cache)
        self.chats = StoredChats(session, cache)
        self.inbox = StoredInbox(session, now)
        self.outbox = StoredOutbox(session, now, installation)
        self.placements = StoredPlacements(session, now)
        self.attachments = StoredAttachments(session, now)
        self.dialogs = StoredDialogs(session, now)
        self.settings = StoredSettings(session, now)
        self.records = StoredRecords(session)


@dataclass(frozen=True, slots=True)
class Bench:
    """What every unit of work of one process shares; `cache` is the writer's alone."""

    now: Callable[[], datetime]
    installation: str
    cache: PeopleCache = field(default_factory=PeopleCache)

    def writing(self, session: Session) -> StoredTx:
        """A fresh unit of work that may change things."""
        return StoredTx(session, self._moment(), self.installation, self.cache)

    def reading(self, session: Session) -> StoredTx:
        """A fresh unit of work on a snapshot, with nothing remembered from others."""
        return StoredTx(session, self._moment(), self.installation, PeopleCache())

    def _moment(self) -> datetime:
        """The time now, as fine as it is stored."""
        return from_ms(to_ms(self.now()))
