"""How a deadline is said back: its parts for the texts, and a canonical form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.zones import zone_of

Relative = Literal["today", "tomorrow", "day_after_tomorrow"]
_RELATIVE: tuple[Relative, ...] = ("today", "tomorrow", "day_after_tomorrow")


@dataclass(frozen=True)
class Echo:
    """A moment in the reader's zone. `weekday`: Monday 0. `relative` only within three days;
    `this_year` tells whether the year may be left out."""

    year: int
    month: int
    day: int
    weekday: int
    hour: int
    minute: int
    relative: Relative | None
    this_year: bool


def echo(at: datetime, now: datetime, zone: str) -> Echo:
    """The parts from which texts make "11月27日(周五)18:00" or "明天(周四)15:00"."""
    local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone)).date()
    days = (local.date() - today).days
    return Echo(
        local.year,
        local.month,
        local.day,
        local.weekday(),
        local.hour,
        local.minute,
        _RELATIVE[days] if 0 <= days < len(_RELATIVE) else None,
        local.year == today.year,
    )


def canonical(at: datetime, zone: str) -> str:
    """The full form "2026-11-27 18:00" in the zone; reading it gives the same moment."""
    return at.astimezone(zone_of(zone)).strftime("%Y-%m-%d %H:%M")
