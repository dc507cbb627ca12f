"""Targets, working hours and escalation ladders said as commands.

A team named in the command gets its own as soon as it differs from what all share; without a name
the change is for everybody, or for this group's team where that has its own already.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.intents import Configure
from bot.domain.policy import Policy
from bot.domain.policy.calendars import sketch_of
from bot.domain.policy.change.own import SECTIONS, Part, own_name, shared, users
from bot.domain.policy.change.parts import required
from bot.domain.policy.durations import format_hours, parse_duration
from bot.domain.policy.edits import Edit
from bot.errors import BadInput
from bot.usecases.call import Call
from bot.usecases.daywords import day_of
from bot.usecases.settings import part_named

Edits = list[Edit]
MOST_WEEKS = 53 * 7  # days from which 大小周 may be counted


def times(intent: Configure, call: Call) -> Edits:
    """[name] P2 响应 30分钟 完成 8小时"""
    if intent.act == "drop":
        return [_dropped("sla", intent.name, call)]
    known = {k: v for k, v in intent.options.items() if k in ("respond", "resolve", "calendar")}
    if not known:
        raise BadInput("config.need_times")
    priority = int(intent.options["priority"])
    if intent.act == "new":
        edits: Edits = []
        sla = intent.name
    else:
        edits, sla = _target("sla", intent.name, call)
    return [*edits, ("set_target", {"sla": sla, "priority": priority, **known})]


def ladder(intent: Configure, call: Call) -> Edits:
    """Steps, patience and limits of a ladder."""
    options = intent.options
    if intent.act == "drop" and "ladder" in options:
        return [_dropped("ladder", options["ladder"], call)]
    if intent.act == "reset":
        return _reset("ladder", intent.name, call)
    edits, name = _target("ladder", intent.name, call)
    if intent.act == "drop":
        step: dict[str, Any] = {"number": int(options["number"])} if "number" in options else {
            "clock": options["clock"], **_moment(options)}
        return [*edits, ("remove_step", {"name": name, **step})]
    if intent.act == "patience":
        return [*edits, ("set_patience", {"name": name, **_patience(options)})]
    who = [target for target in options["who"].split(",") if target]
    step = {"clock": options["clock"], "who": who, **_moment(options)}
    return [*edits, ("put_step", {"name": name, "step": step})]


def _moment(options: Mapping[str, str]) -> dict[str, int]:
    if "percent" in options:
        if not 1 <= int(options["percent"][:6]) <= 1000:
            raise BadInput("policy.percent", value=f"{options['percent'][:6]}%")
        return {"percent": int(options["percent"])}
    found = {"minutes": _minutes(options["after"])}
    return found | ({"minutes_p1": _minutes(options["after_p1"])} if "after_p1" in options else {})


def _patience(options: Mapping[str, str]) -> dict[str, int]:
    if "budget" in options:
        return {"budget": int(options["budget"])}
    return {"acknowledge": _minutes(options["acknowledge"])}


def _minutes(said: str) -> int:
    duration = parse_duration(said)
    if duration is None or duration.days is not None:
        raise BadInput("config.ladder_minutes", said=said[:20])
    return duration.minutes


def hours(intent: Configure, call: Call) -> Edits:
    """Weekly hours, alternate Saturdays, shifts, around the clock, zone and holidays."""
    act, name, options = intent.act, intent.name, intent.options
    if act == "new":
        return [("add_calendar", {"name": name}), *_week(name, options["week"])]
    if act == "drop":
        return [_dropped("calendar", name, call)]
    if act == "reset":
        return _reset("calendar", name, call)
    if act == "use":
        team = required(call.policy.teams, name, "team").name
        calendar = _known("calendar", options["calendar"], call)
        return [("set_team", {"team": team, "calendar": calendar})]
    if act == "always" and name in call.policy.teams:
        return [("set_team", {"team": name, "calendar": "always"})]
    edits, calendar = _target("calendar", name, call)
    if act != "always" and calendar == "always":
        raise BadInput("config.hours_always")
    return [*edits, *_hours(act, calendar, options, call)]


def _hours(act: str, calendar: str, options: Mapping[str, str], call: Call) -> Edits:
    if act == "week":
        return _week(calendar, options["week"])
    if act == "free":
        return _free(calendar, options, call.policy)
    if act == "alternate":
        day = _saturday(options["from"], call).isoformat() if "from" in options else None
        return [("set_alternate_saturdays", {"name": calendar, "first": day})]
    if act == "holidays":
        return [("set_china", {"name": calendar, "on": options["on"] == "1"})]
    if act == "zone":
        return [("set_zone", {"name": calendar, "zone": options["zone"]})]
    return [("set_always", {"name": calendar})]


def _week(calendar: str, week: str) -> Edits:
    """Working days first: a week must not be empty on the way."""
    parts = [part.split("=", 1) for part in week.split(";") if part]
    parts.sort(key=lambda part: part[1] == "off")
    return [("set_hours", {"name": calendar, "weekdays": days, "hours": hours_})
            for days, hours_ in parts]


def _free(calendar: str, options: Mapping[str, str], policy: Policy) -> Edits:
    """单休: Saturday is like the other days. 双休: Saturday and Sunday are free."""
    entry = policy.calendars.get(calendar) or policy.calendars["default"]
    week = sketch_of(entry).week
    usual = options["hours"] or format_hours(next((week[d] for d in range(5) if week.get(d)), ()))
    if usual == "off":
        raise BadInput("config.hours_how")
    days, free = ("mon-sat", "sun") if options["kind"] == "one" else ("mon-fri", "sat-sun")
    edits: Edits = []
    if entry.working_saturday:
        edits.append(("set_alternate_saturdays", {"name": calendar, "first": None}))
    if options["hours"] or options["kind"] == "one":
        edits.append(("set_hours", {"name": calendar, "weekdays": days, "hours": usual}))
    return [*edits, ("set_hours", {"name": calendar, "weekdays": free, "hours": "off"})]


def _saturday(said: str, call: Call) -> date:
    """The Saturday meant, which works; raises BadInput for another day or one far away."""
    if not said:
        raise BadInput("config.hours_saturday")
    calendar = call.policy.calendars["default"]
    day = day_of(said, call.now, calendar, past=True)
    if abs((day - calendar.local_date(call.now)).days) > MOST_WEEKS:
        raise BadInput("config.hours_saturday")
    return day


def _target(part: Part, name: str, call: Call) -> tuple[Edits, str]:
    """The calendar, SLA or ladder meant, and the edit that makes a shared one the team's own."""
    policy = call.policy
    if name not in policy.teams or not shared(policy, name, part):
        return [], part_named(part, name, call)
    if name in getattr(policy, SECTIONS[part]) and not users(policy, part, name):
        return [("set_team", {"team": name, part: name})], name
    fresh = own_name(policy, name, part)
    return [("own", {"team": name, "part": part, "name": fresh})], fresh


def _reset(part: Part, name: str, call: Call) -> Edits:
    if name in call.policy.teams:
        return [("share", {"team": name, "part": part})]
    return [("remove_named", {"part": part, "name": _known(part, name or "default", call)})]


def _dropped(part: Part, name: str, call: Call) -> Edit:
    known = _known(part, name, call)
    if known in ("default", "always"):
        raise BadInput("config.built_in", name=known)
    return "remove_named", {"part": part, "name": known}


def _known(part: Part, name: str, call: Call) -> str:
    return part_named(part, name, call) if name else "default"
