"""Sections of the document that deal with time: calendars, SLA targets, escalation ladders."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, get_args

from bot.domain.calendar import CalendarFault, Pattern, WorkCalendar
from bot.domain.policy.calendars import Sketch, build
from bot.domain.policy.durations import (
    Duration,
    overlaps,
    parse_duration,
    parse_hours,
    parse_weekdays,
)
from bot.domain.policy.model import Ladder, Rung, RungTarget, SlaPolicy, Target
from bot.domain.policy.node import Node
from bot.domain.ticket import Priority

RUNG_TARGETS: tuple[RungTarget, ...] = get_args(RungTarget)
USUAL = "usual"  # a day on which the holiday table does not count
HOURS_EXAMPLE = "09:00-12:00 13:30-18:00"


def read_calendar(name: str, node: Node) -> WorkCalendar | None:
    """A working calendar; None with a fault where the zone or hours make no sense."""
    fields = node.fields(
        "zone", "week", "alternate_saturdays", "holidays", "days", "known_years", "version",
        "always",
    )  # fmt: skip
    values: dict[str, Any] = {}
    if "zone" in fields:
        values["zone"] = fields["zone"].text()
    if "week" in fields:
        values["week"] = _week(fields["week"])
    if "alternate_saturdays" in fields:
        values["working_saturday"] = fields["alternate_saturdays"].parsed(
            read_date, "policy.date", "2026-11-21", None
        )
    if "holidays" in fields:
        values["china"] = fields["holidays"].one_of(("china", "none"), "none") == "china"
    if "days" in fields:
        values["days"], values["names"] = _days(fields["days"])
    if "known_years" in fields:
        values["known_years"] = frozenset(
            item.number(2026, 1970, 2200) for item in fields["known_years"].items()
        )
    if "version" in fields:
        values["version"] = fields["version"].number(1, 1, 10**8)
    if "always" in fields:
        values["always"] = fields["always"].flag(False)
    try:
        return build(name, Sketch(**values))
    except CalendarFault as error:
        where = fields.get("zone" if error.key == "calendar.zone_unknown" else "week", node)
        if error.key == "calendar.not_a_saturday":
            where = fields["alternate_saturdays"]
        where.fault(error.key, None, **dict[str, Any](error.facts))
        return None


def _week(node: Node) -> dict[int, Pattern]:
    if isinstance(node.value, str):
        return dict.fromkeys(range(5), _hours(node))
    week: dict[int, Pattern] = {}
    for name, child in node.entries():
        weekdays = parse_weekdays(name)
        if weekdays is None:
            child.fault("policy.weekday", "mon-fri", value=name)
            continue
        pattern = _hours(child)
        for day in weekdays:
            if day in week:
                child.fault("policy.weekday_twice", value=name)
            week[day] = pattern
    return week


def _hours(node: Node) -> Pattern:
    # What cannot be read counts as usual hours: a calendar without any would be a second fault.
    usual = parse_hours(HOURS_EXAMPLE) or ()
    pattern: Pattern = node.parsed(parse_hours, "policy.hours", HOURS_EXAMPLE, usual)
    if overlaps(pattern):
        node.fault("policy.hours_overlap", value=node.value)
    return pattern


def _days(node: Node) -> tuple[dict[date, Pattern | None], dict[date, str]]:
    days: dict[date, Pattern | None] = {}
    names: dict[date, str] = {}
    for name, child in node.entries():
        day = read_date(name)
        if day is None:
            child.fault("policy.date", "2026-11-21", value=name)
            continue
        text = child.text().strip()
        hours, bracket, festival = text.partition(" (")
        if bracket and festival.endswith(")"):
            names[day] = festival[:-1]
            text = hours
        if text.lower() == USUAL:
            days[day] = None
            continue
        pattern = parse_hours(text)
        if pattern is None:
            child.fault("policy.hours", "off", value=text)
            continue
        if overlaps(pattern):
            child.fault("policy.hours_overlap", value=text)
        days[day] = pattern
    return days, names


def read_date(text: str) -> date | None:
    """YYYY-MM-DD."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def read_sla(name: str, node: Node) -> SlaPolicy:
    """Targets per priority."""
    targets = {}
    for priority, child in node.fields(*(p.name for p in Priority)).items():
        fields = child.fields("respond", "resolve", "calendar")
        missing = [key for key in ("respond", "resolve") if key not in fields]
        if missing:
            child.fault("policy.key_missing", names=missing)
            continue
        respond, resolve = (_duration(fields[key]) for key in ("respond", "resolve"))
        calendar = fields["calendar"].text() if "calendar" in fields else ""
        targets[Priority[priority]] = Target(
            respond.minutes, resolve.minutes, calendar, respond.days, resolve.days
        )
    return SlaPolicy(name, targets)


def read_ladder(name: str, node: Node) -> Ladder:
    """An escalation ladder."""
    fields = node.fields("steps", "acknowledge", "budget")
    values: dict[str, Any] = {}
    if "acknowledge" in fields:
        values["acknowledge_minutes"] = _duration(fields["acknowledge"]).minutes or 30
    if "budget" in fields:
        values["budget"] = fields["budget"].number(6, 1, 1000)
    steps = [_rung(item) for item in fields["steps"].items()] if "steps" in fields else []
    return Ladder(name, tuple(rung for rung in steps if rung is not None), **values)


def _rung(node: Node) -> Rung | None:
    fields = node.fields("clock", "at", "after", "after_p1", "ping")
    if "clock" not in fields or ("at" in fields) == ("after" in fields):
        node.fault("policy.step_incomplete")
        return None
    values: dict[str, Any] = {}
    if "at" in fields:
        values["percent"] = fields["at"].parsed(_percent, "policy.percent", "80%", 100)
    if "after" in fields:
        values["minutes"] = _duration(fields["after"]).minutes
    if "after_p1" in fields:
        values["minutes_p1"] = _duration(fields["after_p1"]).minutes
    who = [item.one_of(RUNG_TARGETS, None) for item in fields["ping"].items()] \
        if "ping" in fields else []
    clocks: tuple[Literal["respond", "resolve"], ...] = ("respond", "resolve")
    clock = fields["clock"].one_of(clocks, clocks[0])
    return Rung(clock, tuple(dict.fromkeys(target for target in who if target)), **values)


def _duration(node: Node) -> Duration:
    return node.parsed(parse_duration, "policy.duration", "30m", Duration(0))


def _percent(text: str) -> int | None:
    number = text.strip().removesuffix("%")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        return None
    return int(number) if 0 < int(number) <= 1000 else None
