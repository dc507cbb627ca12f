"""Intents about being away."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.intents.ticket import Intent, Who


@dataclass(frozen=True, slots=True)
class TakeLeave(Intent):
    """Away for the time `said`; of somebody else where `who` is set."""

    said: str
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class EndLeave(Intent):
    """销假: back, and nothing planned any more."""

    who: Who | None = None


@dataclass(frozen=True, slots=True)
class LeaveTickets(Intent):
    """What becomes of the open tickets of somebody who takes leave."""

    leave: str
    hand_over: bool
