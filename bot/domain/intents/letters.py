"""What could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.intents.ticket import Intent


@dataclass(frozen=True, slots=True)
class Undelivered(Intent):
    """The dead letters; `again`: the one to be sent once more (0: none)."""

    again: int = 0
