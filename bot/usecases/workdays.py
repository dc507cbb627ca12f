"""放假日, 加班日 and imported holidays: a new version of the calendars, and open deadlines anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.calendar import WorkCalendar
from bot.domain.escalation import next_check
from bot.domain.holidays import (
    Holiday,
    HolidayFault,
    HolidayYear,
    parse_holiday_cn,
    parse_notice,
)
from bot.domain.intents import ImportHolidays, SetDay, ShowCalendar
from bot.domain.lifecycle import Event
from bot.domain.permissions import is_admin
from bot.domain.policy import Policy
from bot.domain.policy.change import add_holidays, set_day
from bot.domain.sla import dues
from bot.domain.times import to_ms
from bot.errors import BadInput, NotAllowed
from bot.ports import Record, Tx
from bot.usecases import drafts
from bot.usecases.call import Call, Outcome
from bot.usecases.daywords import start_of, stretch
from bot.usecases.tick import BOT
from bot.usecases.versions import new_version

WARN_FROM, WARN_AT = 12, 9 * 60  # month, local minute: the next year's holidays are unknown
_DAY, AHEAD = timedelta(days=1), 9


def set_day_off(intent: SetDay, call: Call) -> Outcome:
    """A day off or a working day, from now on; open deadlines follow."""
    _admin(call)
    said, name = intent.said, "default"
    for calendar in call.policy.calendars:
        if said.endswith(f" {calendar}"):
            said, name = said.removesuffix(calendar).strip(), calendar
    if not said:
        raise BadInput("error.which_day")
    first, last = stretch(said, call.now, call.policy.calendars[name])
    policy = set_day(call.policy, name, first, "work" if intent.works else "off", last)
    saved = new_version(policy, f"{name}: {first}", call)
    key = "calendar.works" if intent.works else "calendar.off"
    call.reply("line", None, **call.line(
        key, name=name, first=str(first), last=str(last) if last != first else "",
        version=saved.version))
    return Outcome("toast.done")


def _admin(call: Call) -> None:
    if not is_admin(call.actor, call.policy):
        raise NotAllowed("error.admins_only")


def show_calendar(intent: ShowCalendar, call: Call) -> Outcome:
    """The special days to come of the default calendar."""
    calendar = call.policy.calendars["default"]
    today = calendar.local_date(call.now)
    days = [
        [day.isoformat(), not pattern] for day, pattern in sorted(calendar.days.items())
        if today <= day <= today + timedelta(days=120)
    ]
    unknown = [y for y in (today.year, today.year + 1) if not calendar.knows(y)]
    call.reply("holidays", None, year=None, days=days, unknown=unknown)
    return Outcome("toast.done")


def import_holidays(intent: ImportHolidays, call: Call) -> Outcome:
    """Shows what a pasted year means; nothing counts yet. Raises BadInput with the place."""
    _admin(call)
    text = intent.text.strip()
    try:
        table = parse_holiday_cn(text) if text.startswith("{") else parse_notice(text)
    except HolidayFault as fault:
        facts = {k: str(v) for k, v in fault.facts.items()}
        raise BadInput(fault.key, **facts) from fault
    days = [[day.isoformat(), holiday.is_off] for day, holiday in sorted(table.days.items())]
    names = {day.isoformat(): holiday.name for day, holiday in table.days.items()}
    draft = drafts.keep("holidays", {"year": table.year, "days": days, "names": names}, call)
    call.reply("holidays", None, year=table.year, days=days, unknown=[], draft=draft)
    return Outcome("toast.done")


def _apply(data: Mapping[str, Any], call: Call) -> tuple[str, Mapping[str, Any]]:
    """Into every calendar that is not around the clock."""
    _admin(call)
    table = HolidayYear(
        data["year"],
        {
            date.fromisoformat(day): Holiday(data["names"][day], off)
            for day, off in data["days"]
        },
    )
    policy = call.policy
    for name, calendar in call.policy.calendars.items():
        if not calendar.always:
            policy = add_holidays(policy, name, table)
    saved = new_version(policy, f"holidays {table.year}", call)
    return "calendar.imported", {"year": str(table.year), "version": saved.version}


drafts.APPLY["holidays"] = _apply


def recalculate(record: Record, tx: Tx, policy: Policy) -> None:
    """Open tickets whose promises fall at other moments now say so, once; the rest only look at
    the new next step."""
    tx.records.drop(record.kind, record.key)
    call = Call(tx=tx, policy=policy, actor=BOT)
    for ticket in tx.tickets.get_many(record.data["numbers"]).values():
        if not ticket.is_open:
            continue
        history = [line.event for line in tx.tickets.history(ticket.id)]
        new = {k: v for k, v in dues(ticket, history, policy, tx.now).items() if v is not None}
        if all(getattr(ticket, name) == due for name, due in new.items()):
            tx.tickets.set_check(ticket.id, next_check(ticket, history, policy))
            continue
        data = {name: to_ms(due) for name, due in new.items()}
        event = Event("rescheduled", tx.now, None, {**data, "reason": "calendar"})
        call.record(ticket, event, history=history)


def calendar_round(since: datetime, call: Call) -> datetime | None:
    """From 1 December admins hear every Monday, and on the first day, that a year is unknown."""
    calendar = call.policy.calendars["default"]
    if not _next_unknown(calendar, call.now) and not _next_unknown(calendar, since):
        return None
    following = []
    day, last = calendar.local_date(since), calendar.local_date(call.now) + AHEAD * _DAY
    while day <= last:
        at = start_of(day, calendar, WARN_AT)
        if day.month == WARN_FROM and (day.day == 1 or day.weekday() == 0):
            if since < at <= call.now and not calendar.knows(day.year + 1):
                call.tell(
                    call.ids(call.policy.admins), "line", None, once=f"year:{day}",
                    **call.line("calendar.unknown_year", year=str(day.year + 1)),
                )
            elif at > call.now:
                following.append(at)
        day += _DAY
    return min(following, default=None)


def _next_unknown(calendar: WorkCalendar, at: datetime) -> bool:
    return not calendar.knows(calendar.local_date(at).year + 1)
