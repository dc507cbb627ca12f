"""What people want with suggestions and repeated faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.intents.ticket import Intent


@dataclass(frozen=True, slots=True)
class Adopt(Intent):
    """采用建议: what the card suggests becomes so. `values`: what it showed, by field; empty: all
    that is suggested now."""

    ticket: int = 0
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rerate(Intent):
    """How bad it is: impact and urgency from 1 (the worst) to 3; 0 is still to be asked."""

    ticket: int = 0
    impact: int = 0
    urgency: int = 0


@dataclass(frozen=True, slots=True)
class Repeats(Intent):
    """Things that break again and again; with a ticket, its own asset or place (`kind`)."""

    kind: str = ""
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class RootCause(Intent):
    """A ticket for what is behind the repeated faults of this ticket's asset or place; `text` is
    what it says."""

    kind: str
    ticket: int
    text: str
