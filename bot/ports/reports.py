"""What reports ask of storage: counts along indexes, never a walk over all tickets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.figures import Finished, Tally
from bot.domain.lifecycle import Event
from bot.domain.ticket import Ticket
from bot.domain.triage import Fault


class Reports(Protocol):
    """A period is (start, end]: what falls on its end belongs to it.

    Tickets that were merged into others are left out everywhere.
    """

    def tally(self, team: str, start: datetime, end: datetime) -> Tally: ...

    def accepted(
        self, team: str, start: datetime, end: datetime
    ) -> Sequence[tuple[datetime, datetime]]:
        """(filed, accepted) of the tickets accepted in the period."""

    def finished(self, team: str, start: datetime, end: datetime) -> Sequence[Finished]:
        """The tickets finished in the period, newest first."""

    def top(
        self, team: str, start: datetime, end: datetime, limit: int
    ) -> tuple[Sequence[tuple[str, int]], Sequence[tuple[str, int]]]:
        """The categories and the assets most often filed."""

    def faults(self, team: str, start: datetime, end: datetime) -> Sequence[Fault]:
        """The tickets filed in the period that name an asset or a place."""

    def tickets(
        self, team: str, start: datetime, end: datetime, limit: int
    ) -> Sequence[Ticket]:
        """Those filed, finished or closed in the period, newest number first."""

    def histories(self, numbers: Iterable[int]) -> Mapping[int, Sequence[Event]]: ...
