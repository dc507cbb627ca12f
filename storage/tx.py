"""One unit of work: the repositories over one session, and the bench they are made on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from bot import ports
from bot.domain.times import from_ms, to_ms
from storage.attachments import StoredAttachments
from storage.cache import Memory
from storage.chats import StoredChats
from storage.configuration import StoredSettings
from storage.dialogs import StoredDialogs
from storage.faults import StoredFaults
from storage.inbox import StoredInbox
from storage.models import Judges, StoredModels
from storage.outbox import LaneRepairs, StoredOutbox
from storage.people import StoredPeople
from storage.placements import StoredPlacements
from storage.records import StoredRecords
from storage.reports import StoredReports
from storage.sessions import Session
from storage.tickets import StoredTickets
from storage.writer import Unit

T = TypeVar("T")


class _once(Generic[T]):
    """Made when first asked for, for most units of work need a few of the stores: what
    functools.cached_property does, without its lock."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, tx: Any, owner: type) -> T:
        made = tx.__dict__[self._name] = self._make(tx)
        return made


class StoredTx:
    """bot.ports.Tx on a database, for one unit of work after the other of a transaction.
    `session` is for the storage room's own functions."""

    def __init__(
        self, session: Session, now: datetime, installation: str, memory: Memory,
        repairs: LaneRepairs, judges: Judges,
    ) -> None:  # fmt: skip
        self.session = session
        self.now = now
        self._installation = installation
        self._memory = memory
        self._repairs = repairs
        self._judges = judges

    def known(self, what: str, make: Callable[[], T]) -> T:
        """See ports.Tx."""
        found: T | None = self._memory.recall(self.session, "known", what)
        if found is None:
            found = make()
            self._memory.keep(self.session, "known", what, found)
        return found

    @_once
    def tickets(self) -> ports.Tickets:
        return StoredTickets(self.session, self._memory)

    @_once
    def people(self) -> ports.People:
        return StoredPeople(self.session, self._memory)

    @_once
    def chats(self) -> ports.Chats:
        return StoredChats(self.session, self._memory)

    @_once
    def inbox(self) -> ports.Inbox:
        return StoredInbox(self.session, self.now, self._memory.claims)

    @_once
    def outbox(self) -> ports.Outbox:
        return StoredOutbox(self.session, self.now, self._installation, self._repairs)

    @_once
    def placements(self) -> ports.Placements:
        return StoredPlacements(self.session, self.now)

    @_once
    def attachments(self) -> ports.Attachments:
        return StoredAttachments(self.session, self.now)

    @_once
    def dialogs(self) -> ports.Dialogs:
        return StoredDialogs(self.session, self.now, self._memory.questions)

    @_once
    def settings(self) -> ports.Settings:
        return StoredSettings(self.session, self.now, self._memory)

    @_once
    def records(self) -> ports.Records:
        return StoredRecords(self.session, self._memory)

    @_once
    def models(self) -> ports.Models:
        return StoredModels(self.session, self._judges)

    @_once
    def faults(self) -> ports.Faults:
        return StoredFaults(self.session)

    @_once
    def reports(self) -> ports.Reports:
        return StoredReports(self.session)


@dataclass(frozen=True, slots=True)
class Bench:
    """What every unit of work of one process shares; `memory` and `repairs` are the writer's,
    `judges` everybody's."""

    now: Callable[[], datetime]
    installation: str
    memory: Memory = field(default_factory=Memory)
    repairs: LaneRepairs = field(default_factory=LaneRepairs)
    judges: Judges = field(default_factory=Judges)

    def begin(self, session: Session, units: Sequence[Unit]) -> None:
        """A new transaction of these units: what they will ask is asked for all at once."""
        claims = [key for unit in units for key in unit.claims]
        self.memory.begin(session, self.now(), claims)

    def writing(self, session: Session) -> StoredTx:
        """For the units of a transaction, which may change things: all happen at one moment. A
        unit that was undone leaves a StoredTx whose stores remember it; the next needs its own."""
        return StoredTx(
            session, self._moment(), self.installation, self.memory, self.repairs, self.judges
        )

    def reading(self, session: Session, memory: Memory) -> StoredTx:
        """For one unit of work on a snapshot, with the memory of the connection it is read on."""
        memory.begin(session, self.now())
        return StoredTx(
            session, self._moment(), self.installation, memory, LaneRepairs(), self.judges
        )

    def _moment(self) -> datetime:
        """The time now, as fine as it is stored."""
        return from_ms(to_ms(self.now()))
