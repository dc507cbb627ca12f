"""The evening before a shift, and its start: who comes on is told, with what they take over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.domain.policy import Team
from bot.domain.roster import Duty, Handover, handovers, zone_of_team
from bot.domain.sla import calendar_named
from bot.domain.times import to_ms
from bot.domain.zones import zone_of
from bot.usecases.call import Call
from bot.usecases.daywords import start_of
from bot.usecases.dispatch import covers
from bot.usecases.duty import pack_of

EVENING = 20 * 60  # minute of the local day before at which the next shift is told
AHEAD = timedelta(days=2)  # a shift is told the evening before, so this far is looked
LONG_GAP = timedelta(hours=24)  # a hole of at least this is no usual pause


def duty_round(since: datetime, call: Call) -> datetime | None:
    """Tells shifts that begin and shifts of tomorrow; returns the next such moment."""
    agreed, following = covers(call.tx), []
    for team in call.policy.teams.values():
        if not team.roster:
            continue
        zone = zone_of_team(call.policy, team)
        for change in handovers(team, since, call.now + AHEAD, agreed, zone=zone):
            evening = _evening(change.at, team, call)
            for at, tell in ((change.at, _start), (evening, _tomorrow)):
                if since < at <= call.now:
                    tell(team, change, call)
                elif at > call.now:
                    following.append(at)
    return min(following, default=None)


def _evening(at: datetime, team: Team, call: Call) -> datetime:
    """20:00 local on the day before."""
    calendar = calendar_named(team.calendar, call.policy)
    day = at.astimezone(zone_of(calendar.zone)).date() - timedelta(days=1)
    return start_of(day, calendar, EVENING)


def _tomorrow(team: Team, change: Handover, call: Call) -> None:
    if change.at <= call.now:  # caught up after a standstill: the start itself is told instead
        return
    after = change.after
    once = f"duty:{team.name}:{to_ms(change.at)}:eve"
    if after.main is None:
        if after.until is None or after.until - change.at >= LONG_GAP:
            call.tell(call.ids(team.leads), "line", None, urgent=True, once=once, **call.line(
                "duty.hole", team=team.name, start_at=to_ms(change.at)))
        return
    _each(change.before, after, "duty.tomorrow", once, team, change, call)


def _each(
    before: Duty, after: Duty, key: str, once: str, team: Team, change: Handover, call: Call
) -> None:
    """The main and the backup, unless they were on duty in the same place already."""
    main, backup = _id(after.main, call), _id(after.backup, call)
    facts: dict[str, Any] = {"team": team.name, "start_at": to_ms(change.at)}
    if after.until is not None:
        facts["end_at"] = to_ms(after.until)

    def tell(person: int, place: str, text: str, other: int | None) -> None:
        known = {"to": other} if other is not None else {}
        call.tell([person], "line", None, once=f"{once}:{place}",
                  **call.line(text, **facts, **known))

    if main is not None and after.main != before.main:
        tell(main, "main", key, backup)
    if backup is not None and after.backup != before.backup:
        tell(backup, "backup", f"{key}_backup", main)


def _id(handle: str | None, call: Call) -> int | None:
    return next(iter(call.ids([handle])), None) if handle else None


def _start(team: Team, change: Handover, call: Call) -> None:
    before, after = change.before, change.after
    if after.main is None or (after.until is not None and after.until <= call.now):
        return  # nobody comes on, or the shift is over before we could tell
    once = f"duty:{team.name}:{to_ms(change.at)}:start"
    if after.main != before.main:
        gone = _id(before.main, call)
        call.tell(
            call.ids([after.main]), "handover", None, once=f"{once}:main", starts=True,
            backup=_id(after.backup, call), until=to_ms(after.until) if after.until else None,
            **pack_of(team, [gone] if gone is not None else [], call.tx),
        )
        for note in call.tx.records.all("handover_note", f"{team.name}:"):
            call.tx.records.drop(note.kind, note.key)
    only_backup = Duty(None, after.backup, after.until)
    _each(before, only_backup, "duty.now", once, team, change, call)
