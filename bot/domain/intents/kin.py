"""What is wanted of tickets that have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.intents.ticket import Intent, Who


@dataclass(frozen=True, slots=True)
class Merge(Intent):
    """合并 129 到 128: `ticket` is the same problem as `into` (0: not said yet)."""

    ticket: int = 0
    into: int = 0


@dataclass(frozen=True, slots=True)
class Distinct(Intent):
    """不是同一个: `ticket` goes its own way; taken out of the other where it was merged."""

    ticket: int
    other: int = 0


@dataclass(frozen=True, slots=True)
class Join(Intent):
    """我也遇到: the person has the problem of this ticket too."""

    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Split(Intent):
    """拆单: a part of the ticket becomes one of its own."""

    ticket: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sub(Intent):
    """子单: a step of the ticket, for somebody or to be routed."""

    ticket: int = 0
    text: str = ""
    to: Who | None = None


@dataclass(frozen=True, slots=True)
class Relate(Intent):
    """关联单: two tickets point at each other; `off` takes the tie away."""

    ticket: int = 0
    other: int = 0
    off: bool = False
