"""Shifts of rotations: every week or day the next one, and four crews on three shifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.policy.model import Shift

_FORM = "%Y-%m-%d %H:%M"
# Two days early, two late, two night, two free; each crew is two days behind the one before it.
CYCLE = ("early", "early", "late", "late", "night", "night", "", "")


def shift(day: date, start: int, end: int, main: str, backup: str | None, kind: str) -> Shift:
    """A shift from minute `start` to minute `end` of a day (minutes may pass 1440)."""
    return Shift(_wall(day, start), _wall(day, end), main, backup, kind)


def rotation(
    first: date, days: int, minute: int, mains: Sequence[str], backups: Sequence[str], until: date
) -> list[Shift]:
    """One after the other, `days` days each, changing hands at `minute`; backups rotate along.

    The last shift is the one that covers `until`.
    """
    out: list[Shift] = []
    day = first
    while day <= until:
        turn = len(out)
        backup = backups[turn % len(backups)] if backups else None
        end = day + timedelta(days=days)
        main = mains[turn % len(mains)]
        out.append(
            Shift(_wall(day, minute), _wall(end, minute), main, backup if backup != main else None)
        )
        day = end
    return out


def four_crews(
    first: date, crews: Sequence[str], hours: dict[str, tuple[int, int]], until: date
) -> list[Shift]:
    """Four crews on three shifts from `first` to `until`, both included."""
    out: list[Shift] = []
    day = first
    while day <= until:
        passed = (day - first).days
        for kind, (start, end) in sorted(hours.items(), key=lambda item: item[1]):
            for k, crew in enumerate(crews):
                if CYCLE[(passed - 2 * k) % len(CYCLE)] == kind:
                    out.append(shift(day, start, end, crew, None, kind))
        day += timedelta(days=1)
    return out


def _wall(day: date, minute: int) -> str:
    moment = datetime.combine(day, time()) + timedelta(minutes=minute)
    return moment.strftime(_FORM)
