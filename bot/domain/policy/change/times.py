"""Edits of working hours, days off and SLA targets. Hours and durations are given as
people write them ("09:00-12:00 13:30-18:00", "4h", "3wd")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.calendar import CalendarFault, NoWorkingTime, Pattern, WorkCalendar
from bot.domain.holidays import HolidayYear, with_holidays
from bot.domain.policy.calendars import rebuilt, sketch_of
from bot.domain.policy.change.parts import fresh, required
from bot.domain.policy.defaults import office_calendar
from bot.domain.policy.durations import (
    Duration,
    overlaps,
    parse_duration,
    parse_hours,
    parse_weekdays,
)
from bot.domain.policy.model import Policy, SlaPolicy
from bot.domain.ticket import Priority
from bot.errors import BadInput


def add_calendar(policy: Policy, name: str, zone: str = "Asia/Shanghai") -> Policy:
    """A new calendar with the usual office hours and Chinese holidays."""
    name = fresh(policy.calendars, name, "calendar")
    try:
        return _put(policy, office_calendar(name, zone))
    except CalendarFault as fault:
        raise BadInput(fault.key, **fault.facts) from fault


def set_hours(policy: Policy, name: str, weekdays: str, hours: str) -> Policy:
    """New hours for some weekdays ("mon-fri", "sat"); "off" frees them. Make-up days follow."""
    calendar = required(policy.calendars, name, "calendar")
    days = parse_weekdays(weekdays)
    if days is None:
        raise BadInput("policy.weekday", value=weekdays)
    pattern = _hours(hours)
    week = {**calendar.week, **dict.fromkeys(days, pattern)}
    week = {day: hours for day, hours in sorted(week.items()) if hours}
    if not week:
        raise BadInput("policy.calendar_empty", name=name)
    return _put(policy, rebuilt(calendar, week=week, always=False))


def set_day(
    policy: Policy, name: str, first: date, hours: str | None, last: date | None = None
) -> Policy:
    """A date, or the days up to `last`: "off", own hours, "work" (like the nearest usual working
    day of the week) or None (as the week and the holidays say)."""
    calendar = required(policy.calendars, name, "calendar")
    last = last or first
    if not timedelta(0) <= last - first <= timedelta(days=60):
        raise BadInput("policy.bad_dates", first=str(first), last=str(last))
    sketch = sketch_of(calendar)
    days, names = dict(sketch.days), dict(sketch.names)
    pattern = _usual_day(calendar) if hours == "work" else _hours(hours) if hours else None
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        names.pop(day, None)
        if pattern is None:
            days.pop(day, None)
        else:
            days[day] = pattern
    return _put(policy, rebuilt(calendar, days=days, names=names))


def set_alternate_saturdays(policy: Policy, name: str, first: date | None) -> Policy:
    """Every second Saturday works, counted from one that does; None ends it."""
    calendar = required(policy.calendars, name, "calendar")
    try:
        return _put(policy, rebuilt(calendar, working_saturday=first))
    except CalendarFault as fault:
        raise BadInput(fault.key, **fault.facts) from fault


def set_always(policy: Policy, name: str) -> Policy:
    """Around the clock, every day."""
    calendar = required(policy.calendars, name, "calendar")
    return _put(policy, rebuilt(calendar, always=True))


def set_china(policy: Policy, name: str, on: bool) -> Policy:
    """Whether the state's holidays and make-up days count; the site's own days stay."""
    calendar = required(policy.calendars, name, "calendar")
    return _put(policy, rebuilt(calendar, china=on))


def set_zone(policy: Policy, name: str, zone: str) -> Policy:
    """The time zone of a calendar."""
    calendar = required(policy.calendars, name, "calendar")
    try:
        return _put(policy, rebuilt(calendar, zone=zone))
    except CalendarFault as fault:
        raise BadInput(fault.key, **fault.facts) from fault


def add_holidays(policy: Policy, name: str, table: HolidayYear) -> Policy:
    """An imported or pasted year of holidays; days the site set itself stay."""
    calendar = required(policy.calendars, name, "calendar")
    return _put(policy, with_holidays(calendar, [table]))


def set_target(
    policy: Policy, sla: str, priority: Priority, *, respond: str | None = None,
    resolve: str | None = None, calendar: str | None = None,
) -> Policy:
    """Changes targets of one priority ("30m", "4h", "3wd"). An unknown SLA name makes a new one
    from the default's targets. `calendar` "" is the team's own."""
    base = policy.slas.get(sla)
    if base is None:
        name = fresh(policy.slas, sla, "sla")
        base = SlaPolicy(name, policy.slas["default"].targets)
    target = base.targets[priority]
    if respond is not None:
        duration = _duration(respond)
        target = replace(target, respond=duration.minutes, respond_days=duration.days)
    if resolve is not None:
        duration = _duration(resolve)
        target = replace(target, resolve=duration.minutes, resolve_days=duration.days)
    if calendar is not None:
        if calendar:
            required(policy.calendars, calendar, "calendar")
        target = replace(target, calendar=calendar)
    changed = replace(base, targets={**base.targets, priority: target})
    return replace(policy, slas={**policy.slas, base.name: changed})


def _hours(text: str) -> Pattern:
    pattern = parse_hours(text)
    if pattern is None:
        raise BadInput("policy.hours", value=text)
    if overlaps(pattern):
        raise BadInput("policy.hours_overlap", value=text)
    return pattern


def _usual_day(calendar: WorkCalendar) -> Pattern:
    for day in range(7):
        if calendar.week.get(day):
            return calendar.week[day]
    raise BadInput(NoWorkingTime("calendar.no_working_time").key, calendar=calendar.name)


def _duration(text: str) -> Duration:
    duration = parse_duration(text)
    if duration is None:
        raise BadInput("policy.duration", value=text)
    return duration


def _put(policy: Policy, calendar: WorkCalendar) -> Policy:
    return replace(policy, calendars={**policy.calendars, calendar.name: calendar})
