"""Who is on duty at a moment, until when, and when the duty changes hands.

Shifts carry local wall times of the team's zone; everything returned is aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.policy.model import Policy, Shift, Team
from bot.domain.zones import instant, zone_of

HOLIDAY = "holiday"
DEFAULT_ZONE = "Asia/Shanghai"
_FORM = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Cover:
    """`by` stands in for `instead_of` from `start` to `end` (aware): a swap or a day's cover."""

    instead_of: str
    by: str
    start: datetime
    end: datetime
    team: str | None = None  # None: in every team


class Duty(NamedTuple):
    """`main` None: nobody is on duty. `until` is the next moment something changes, if any."""

    main: str | None
    backup: str | None
    until: datetime | None
    kind: str = ""


class Handover(NamedTuple):
    """At `at` the duty goes from one to the other."""

    at: datetime
    before: Duty
    after: Duty


def on_duty(
    team: Team, at: datetime, swaps: Iterable[Cover] = (), *, zone: str = DEFAULT_ZONE
) -> Duty:
    """The people on duty at an aware moment.

    Of several shifts at once a holiday roster wins, then the one that begins last, then the
    later line.
    """
    wall = at.astimezone(zone_of(zone)).strftime(_FORM)
    covers = [
        cover
        for cover in swaps
        if cover.team in (None, team.name) and cover.end > at
    ]
    shift = _current(team.roster, wall)
    until = _next_change(team.roster, shift, wall, zone)
    for cover in covers:
        edge = cover.end if cover.start <= at else cover.start
        until = edge if until is None or edge < until else until
    if shift is None:
        return Duty(None, None, until)
    active = [cover for cover in covers if cover.start <= at]
    main = _covered(shift.main, active)
    backup = _covered(shift.backup, active) if shift.backup else None
    return Duty(main, backup if backup != main else None, until, shift.kind)


def handovers(
    team: Team,
    start: datetime,
    end: datetime,
    swaps: Sequence[Cover] = (),
    *,
    zone: str = DEFAULT_ZONE,
) -> tuple[Handover, ...]:
    """The moments after `start` and up to `end` at which somebody else takes over."""
    out = []
    before = on_duty(team, start, swaps, zone=zone)
    while before.until is not None and before.until <= end:
        after = on_duty(team, before.until, swaps, zone=zone)
        if (after.main, after.backup) != (before.main, before.backup):
            out.append(Handover(before.until, before, after))
        before = after
    return tuple(out)


def zone_of_team(policy: Policy, team: Team) -> str:
    """The zone a team's roster is written in: that of its calendar."""
    calendar = policy.calendars.get(team.calendar) or policy.calendars.get("default")
    return calendar.zone if calendar else DEFAULT_ZONE


def _current(roster: Sequence[Shift], wall: str) -> Shift | None:
    best: Shift | None = None
    for shift in roster:
        if shift.start <= wall < shift.end and (best is None or _rank(shift) >= _rank(best)):
            best = shift
    return best


def _rank(shift: Shift) -> tuple[bool, str]:
    return shift.kind == HOLIDAY, shift.start


def _next_change(
    roster: Sequence[Shift], current: Shift | None, wall: str, zone: str
) -> datetime | None:
    """The next start of a shift that outranks the current one, or the current one's end."""
    edge = current.end if current else None
    for shift in roster:
        later = shift.start > wall and (edge is None or shift.start < edge)
        if later and (current is None or _rank(shift) >= _rank(current)):
            edge = shift.start
    return moment(edge, zone) if edge else None


def moment(wall: str, zone: str) -> datetime:
    """The UTC moment of a roster's "YYYY-MM-DD HH:MM"."""
    return instant(datetime.strptime(wall, _FORM), zone_of(zone))  # noqa: DTZ007 (made aware)


def _covered(handle: str, covers: Sequence[Cover]) -> str:
    """Who really stands there: the last agreement counts. Covers do not chain, so two people who
    swap simply stand in for each other."""
    return next((cover.by for cover in reversed(covers) if cover.instead_of == handle), handle)
