"""A unit of work, and the one who runs it.

Everything inside a transaction is plain `def`: a use case cannot await, so no platform is ever
called while a transaction is open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bot.ports.reports import Reports
from bot.ports.stores import (
    Attachments,
    Chats,
    Dialogs,
    Faults,
    Inbox,
    Models,
    Outbox,
    People,
    Placements,
    Records,
    Settings,
    Tickets,
)

T = TypeVar("T")


class Tx(Protocol):
    """One unit of work. Times come from `now`, which does not move inside it."""

    now: datetime
    tickets: Tickets
    people: People
    chats: Chats
    inbox: Inbox
    outbox: Outbox
    placements: Placements
    attachments: Attachments
    dialogs: Dialogs
    settings: Settings
    records: Records
    models: Models
    faults: Faults
    reports: Reports

    def known(self, what: str, make: Callable[[], T]) -> T:
        """What `make` works out from people, configuration, leave and covers alone; kept until
        any of these changes, so it must never be changed itself."""
        ...


class Transactions(Protocol):
    """Runs units of work. A unit may be run again after a conflict, so it touches only its Tx."""

    @property
    def late(self) -> bool:
        """Whether who comes now would wait for longer than a messenger does (3 s); what it
        delivers again had better be refused at once."""

    async def run(
        self, work: Callable[[Tx], T], *, claims: Sequence[str] = (), patiently: bool = False
    ) -> T:
        """Commits what `work` did, durably, and returns its result; rolls back if it raises.

        `claims`: the inbox keys it is going to claim, so that those of many units are looked up
        at once. `patiently`: nobody waits for it, so while others come it lets them go first for
        a moment and shares its commit with what is as patient.
        """

    async def read(self, work: Callable[[Tx], T], *, patiently: bool = False) -> T:
        """Runs `work` on a read-only snapshot, beside the writers.

        `patiently`: nobody waits for it, so it lets commits go first for a moment, and no two
        such reads run at once. It should take some milliseconds at most.
        """

    async def close(self) -> None: ...
