"""A time somebody typed, read with the calendar of the team it concerns."""

from __future__ import annotations

from datetime import datetime

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Ask, Reading, read
from bot.domain.sla import calendar_named
from bot.errors import BadInput
from bot.usecases.call import Call


def calendar_for(team: str | None, call: Call) -> WorkCalendar:
    """The calendar of a team; the default for none."""
    found = call.policy.team_of(team)
    return calendar_named(found.calendar if found else "default", call.policy)


def moment(said: str, team: str | None, call: Call) -> datetime:
    """The future moment an explicit time field means; raises BadInput otherwise."""
    found = read(said, call.now, calendar_for(team, call), "loose")
    if isinstance(found, Reading):
        return found.at
    if isinstance(found, Ask):
        if not found.candidates:
            raise BadInput("error.deadline_past", said=said)
        raise BadInput("error.deadline_which", said=said, choices_at=list(found.candidates))
    raise BadInput("error.deadline", said=said)
