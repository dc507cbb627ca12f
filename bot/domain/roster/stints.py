"""A person's stretch of duty on one day: what can be swapped or covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.policy.model import Shift, Team
from bot.domain.roster.duty import Cover, moment, on_duty

LOOKED_AHEAD = 60  # days in which the other's next duty is looked for
_FORM = "%Y-%m-%d %H:%M"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stint:
    """Duty from `start` to `end`, aware UTC."""

    start: datetime
    end: datetime


def stint(
    team: Team, handle: str, day: date, covers: Sequence[Cover] = (), *, zone: str
) -> Stint | None:
    """The person's duty on a local day: a shift that begins then, or that day's part of a longer
    one (from its hour of hand-over to the same hour next day)."""
    for shift in team.roster:
        part = _part(shift, day)
        if part is None:
            continue
        start, end = moment(part[0], zone), moment(part[1], zone)
        if on_duty(team, start, covers, zone=zone).main == handle:
            return Stint(start, end)
    return None


def next_stint(
    team: Team, handle: str, after: date, covers: Sequence[Cover] = (), *, zone: str
) -> Stint | None:
    """The person's first day of duty later than a local day."""
    for offset in range(1, LOOKED_AHEAD + 1):
        found = stint(team, handle, after + offset * _DAY, covers, zone=zone)
        if found is not None:
            return found
    return None


def _part(shift: Shift, day: date) -> tuple[str, str] | None:
    start, end = _wall(shift.start), _wall(shift.end)
    if end - start <= _DAY:
        return (shift.start, shift.end) if start.date() == day else None
    begin = datetime.combine(day, start.time())
    if not start <= begin < end:
        return None
    return begin.strftime(_FORM), min(begin + _DAY, end).strftime(_FORM)


def _wall(text: str) -> datetime:
    return datetime.strptime(text, _FORM)  # noqa: DTZ007 (a local wall time)
