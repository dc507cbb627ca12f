"""What a group is for, asked once: purpose, people, hours, who hears escalations. The answers
become one draft: team, template and chat together."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot.domain.intents import OpenSetup, SetUp, Who
from bot.domain.people import ChatId
from bot.domain.policy import Policy
from bot.domain.policy.durations import parse_hours
from bot.domain.policy.edits import Edit
from bot.domain.policy.starters import STARTERS
from bot.errors import BadInput, NotAllowed
from bot.ports import Record
from bot.usecases.call import Call, Outcome
from bot.usecases.proposals import propose, require_admin

KEPT = timedelta(days=1)
WORKDAYS = "mon-fri"
USUAL = "09:00-12:00 13:30-18:00"
_KIND = "setup"


def open_setup(intent: OpenSetup, call: Call) -> Outcome:
    """The form for this group; the admin alone sees it."""
    require_admin(call)
    if call.direct or call.chat is None:
        raise BadInput("config.in_group")
    session = uuid.uuid4().hex[:12]
    data = {"chat": list(call.chat), "by": call.actor.id, "values": {}}
    call.tx.records.put(Record(_KIND, session, data, call.now + KEPT))
    call.whisper("config_form", None, verb=f"setup:{session}", session=session)
    return Outcome("toast.form", level="info", redraw=False)


def set_up(intent: SetUp, call: Call) -> Outcome:
    """The sent form as a draft. Raises BadInput for hours or names that cannot be read."""
    require_admin(call)
    record = call.tx.records.get(_KIND, intent.session)
    if record is None or record.data["by"] != call.actor.id:
        raise NotAllowed("error.form_gone")
    values = {k: list(v) if isinstance(v, tuple) else v for k, v in intent.values.items()}
    call.tx.records.put(
        Record(_KIND, intent.session, {**record.data, "values": values}, call.now + KEPT)
    )
    chat = ChatId(*record.data["chat"])
    edits = list(_edits(values, chat, call))
    return propose(edits, call, said="/setup", form=intent.session, greet=":".join(chat))


def _edits(values: Mapping[str, Any], chat: ChatId, call: Call) -> Iterable[Edit]:
    purpose = _text(values, "purpose")
    if purpose not in STARTERS:
        raise BadInput("policy.no_starter", name=purpose, choices=list(STARTERS))
    name = _text(values, "team") or purpose
    members = _people(values.get("members"), chat, call)
    leads = _people(values.get("lead"), chat, call)
    managers = _people(values.get("manager"), chat, call)
    manager = managers[0] if managers else None
    yield "use_starter", {"name": purpose}
    yield from _team(name, members, leads, manager, call.policy)
    yield from _hours(_text(values, "hours"), name, call.policy)
    where = ":".join(chat)
    team = call.policy.teams.get(name)
    if team is None or team.home is None:
        yield "set_team", {"team": name, "home": where}
    yield "set_chat", {"chat": where, "team": name, "template": purpose}


def _team(
    name: str, members: list[str], leads: list[str], manager: str | None, policy: Policy
) -> Iterable[Edit]:
    """A new team, or the one of that name with whoever is missing."""
    old = policy.teams.get(name)
    if old is None:
        yield "add_team", {"name": name, "members": members, "leads": leads, "manager": manager}
        return
    for handle in members:
        if old.member(handle) is None:
            yield "add_member", {"team_name": name, "handle": handle}
    for handle in leads:
        if handle not in old.leads:
            yield "add_lead", {"team_name": name, "handle": handle}
    if manager and manager != old.manager:
        yield "set_manager", {"team_name": name, "handle": manager}


def _hours(text: str, team: str, policy: Policy) -> Iterable[Edit]:
    """A calendar of the team's own, where its hours are not the usual ones."""
    if not text or text == "default":
        return
    if text == "always":
        yield "set_team", {"team": team, "calendar": "always"}
        return
    days, hours = _split_hours(text)
    usual = policy.calendars["default"].week
    if days == WORKDAYS and parse_hours(hours) == usual.get(0):
        return
    if team not in policy.calendars:
        yield "add_calendar", {"name": team}
    yield "set_hours", {"name": team, "weekdays": days, "hours": hours}
    yield "set_team", {"team": team, "calendar": team}


def _split_hours(text: str) -> tuple[str, str]:
    """Weekdays, if they are named, and the hours."""
    head, _, rest = text.strip().partition(" ")
    return (WORKDAYS, text) if head[:1].isdigit() else (head, rest or USUAL)


def _people(value: Any, chat: ChatId, call: Call) -> list[str]:
    """Handles of ids and names, as a form or a spoken answer gives them."""
    found = []
    for part in value if isinstance(value, list) else [value]:
        text = str(part or "").strip()
        if not text:
            continue
        who = Who(person=int(text)) if text.isascii() and text.isdigit() else Who(text)
        found.append(call.person(who).handle)
    return list(dict.fromkeys(found))


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name) or ""
    return str(value[0] if isinstance(value, list) else value).strip()


