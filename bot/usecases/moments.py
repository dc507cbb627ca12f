"""A time somebody typed, read with the calendar of the team it concerns."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Ask, Reading, read
from bot.domain.sla import calendar_named
from bot.errors import BadInput
from bot.usecases.call import Call

MIDNIGHT = time()


def calendar_for(team: str | None, call: Call) -> WorkCalendar:
    """The calendar of a team; the default for none."""
    found = call.policy.team_of(team)
    return calendar_named(found.calendar if found else "default", call.policy)


def moment(said: str, team: str | None, call: Call) -> datetime:
    """The future moment an explicit time field means; raises BadInput otherwise."""
    return _read(said, team, call).at


def waking(said: str, team: str | None, call: Call) -> datetime:
    """When something that rests until then goes on: a day without a time begins with its work."""
    found, calendar = _read(said, team, call), calendar_for(team, call)
    if found.kind not in ("day", "days"):
        return found.at
    day = calendar.local_date(found.at)
    begins = calendar.next_opening(datetime.combine(day, MIDNIGHT, ZoneInfo(calendar.zone)))
    return begins if begins > call.now else found.at


def _read(said: str, team: str | None, call: Call) -> Reading:
    found = read(said, call.now, calendar_for(team, call), "loose")
    if isinstance(found, Reading):
        return found
    if isinstance(found, Ask):
        if not found.candidates:
            raise BadInput("error.deadline_past", said=said)
        raise BadInput("error.deadline_which", said=said, choices_at=list(found.candidates))
    raise BadInput("error.deadline", said=said)
