"""Duty: who is on it, tables that are pasted, contacts, and the hand-over pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.deadline import Reading, read
from bot.domain.intents import AskContact, AskDuty, HandOver, ImportRoster
from bot.domain.permissions import is_admin
from bot.domain.policy import Policy, Shift, Team
from bot.domain.policy.change import set_roster
from bot.domain.roster import on_duty, parse_roster, zone_of_team
from bot.domain.roster.merge import merged
from bot.domain.sla import calendar_named
from bot.domain.times import to_ms
from bot.errors import BadInput, NotAllowed, NotFound
from bot.ports import Record, Tx
from bot.usecases import drafts
from bot.usecases.call import Call, Outcome
from bot.usecases.dispatch import covers
from bot.usecases.versions import new_version
from bot.usecases.words import reason

NOTE_KEPT = timedelta(days=8)  # one week of duty and a day
SHOWN = 6  # lines of a preview


def ask_duty(intent: AskDuty, call: Call) -> Outcome:
    """Answers in any group; phones stay out of it."""
    teams, said = _meant(intent.said, call)
    at = _at(said, call) if said else call.now
    rows = [duty_row(team, at, call.tx, call.policy) for team in teams]
    call.reply("duty", None, rows=rows, at=to_ms(at) if said else None)
    return Outcome("toast.done", redraw=False)


def duty_row(team: Team, at: datetime, tx: Tx, policy: Policy) -> dict[str, Any]:
    """One team's line: person ids of main and backup, until when, and the leads."""
    now = on_duty(team, at, covers(tx), zone=zone_of_team(policy, team))
    wanted = [h for h in (now.main, now.backup, *team.leads) if h]
    found = tx.people.by_handles(wanted)
    return {
        "team": team.name,
        "main": found[now.main].id if now.main and now.main in found else None,
        "backup": found[now.backup].id if now.backup and now.backup in found else None,
        "until": to_ms(now.until) if now.until else None,
        "leads": [found[h].id for h in team.leads if h in found],
        "planned": bool(team.roster),
    }


def _meant(said: str, call: Call) -> tuple[list[Team], str]:
    """The teams a question is about, and what is left of its words."""
    every = call.policy.teams
    named = [team for name, team in every.items() if name and name in said]
    if named:
        return named, said.replace(named[0].name, " ").strip()
    here = call.policy.team_of(call.chat_policy.team) if call.chat_policy else None
    if here is not None:
        return [here], said
    own = [t for t in call.policy.teams_of(call.actor.handle) if t.roster]
    rostered = [t for t in every.values() if t.roster]
    return own or rostered or list(every.values())[:SHOWN], said


def _at(said: str, call: Call) -> datetime:
    reading = read(said, call.now, call.policy.calendars["default"], "loose")
    if not isinstance(reading, Reading):
        raise BadInput("error.deadline", said=said[:40])
    return reading.at


def ask_contact(intent: AskContact, call: Call) -> Outcome:
    """A person's phone, to one pair of eyes."""
    person = call.tx.people.get_many([intent.person]).get(intent.person)
    if person is None or not person.active:
        raise NotFound("error.no_person")
    key = "duty.contact" if person.mobile else "duty.no_contact"
    call.whisper("line", None, **call.line(key, to=person.id, mobile=person.mobile or ""))
    return Outcome("toast.contact", redraw=False)


# ---- pasted tables --------------------------------------------------------------------------


def led_team(name: str, call: Call) -> Team:
    """The team a lead or admin means; raises BadInput or NotAllowed."""
    policy, me = call.policy, call.actor.handle
    admin = is_admin(call.actor, policy)
    team = policy.team_of(name) if name else None
    if name and team is None:
        raise NotFound("policy.no_team", name=name)
    if team is None and call.chat_policy is not None:
        team = policy.team_of(call.chat_policy.team)
    if team is None:
        mine = [t for t in policy.teams.values() if me in t.leads or admin]
        if len(mine) != 1:
            raise BadInput("error.which_team", names=[t.name for t in mine or
                                                      policy.teams.values()])
        team = mine[0]
    if not admin and me not in team.leads and me != team.manager:
        raise NotAllowed("error.leads_only", team=team.name)
    return team


def import_roster(intent: ImportRoster, call: Call) -> Outcome:
    """Shows what a pasted table means, with its faults; nothing counts yet."""
    team = led_team(intent.team, call)
    if not intent.table.strip():
        raise BadInput("roster.nothing_found")
    calendar = calendar_named(team.calendar, call.policy)
    draft = parse_roster(
        intent.table, people=_names(call.tx), today=calendar.local_date(call.now)
    )
    facts = {
        "team": team.name,
        "count": len(draft.shifts),
        "shifts": [_plain(shift) for shift in draft.shifts[:SHOWN]],
        "faults": [
            {"line": f.line, "key": f.key, "facts": _said(f.facts), "near": f.proposal,
             "warning": f.warning}
            for f in draft.faults
        ],
        "usable": draft.usable,
    }
    if draft.usable:
        kept = {"team": team.name, "shifts": [_plain(shift) for shift in draft.shifts]}
        facts["draft"] = drafts.keep("roster", kept, call)
    call.reply("roster", None, **facts)
    return Outcome("toast.done")


def _names(tx: Tx) -> dict[str, str]:
    """Every unique name, alias and handle → the handle."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    people = [p for p in tx.people.everybody() if p.active]
    for person in people:
        for name in {person.name, *person.aliases} - {""}:
            if found.get(name, person.handle) != person.handle:
                twice.add(name)
            found[name] = person.handle
    kept = {name: handle for name, handle in found.items() if name not in twice}
    return kept | {p.handle: p.handle for p in people}


def _plain(shift: Shift) -> list[Any]:
    return [shift.start, shift.end, shift.main, shift.backup, shift.kind]


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {k: "、".join(map(str, v)) if isinstance(v, list) else v for k, v in facts.items()}


def _apply(data: Mapping[str, Any], call: Call) -> tuple[str, Mapping[str, Any]]:
    team = led_team(data["team"], call)
    new = [Shift(*shift) for shift in data["shifts"]]
    today = calendar_named(team.calendar, call.policy).local_date(call.now)
    policy = set_roster(call.policy, team.name, merged(team.roster, new, today))
    saved = new_version(policy, f"roster: {team.name}", call)
    return "duty.imported", {"team": team.name, "count": len(new), "version": saved.version}


drafts.APPLY["roster"] = _apply


# ---- hand-over ------------------------------------------------------------------------------


def hand_over(intent: HandOver, call: Call) -> Outcome:
    """Shows the pack of one's shift, or keeps a note in it for whoever comes next."""
    teams = call.policy.teams_of(call.actor.handle)
    if not teams:
        raise BadInput("error.no_team")
    team = next((t for t in teams if t.roster), teams[0])
    if intent.note:
        call.tx.records.put(
            Record(
                "handover_note", f"{team.name}:{to_ms(call.now):015d}:{call.actor.id}",
                {"text": reason(intent.note), "by": call.actor.id}, call.now + NOTE_KEPT,
            )
        )
        call.whisper("line", None, **call.line("duty.noted"))
        return Outcome("toast.done")
    call.whisper("handover", None, **pack_of(team, [call.actor.id], call.tx))
    return Outcome("toast.done", redraw=False)


def pack_of(team: Team, people: Sequence[int], tx: Tx) -> dict[str, Any]:
    """The facts of a hand-over pack: whose tickets, and the notes left for the next shift."""
    notes = tx.records.all("handover_note", f"{team.name}:")
    return {
        "team": team.name, "of": list(people),
        "notes": [[n.data["by"], n.data["text"]] for n in notes[-3:]],
    }
