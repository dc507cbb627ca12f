"""换班 and 代班: asked by one, confirmed by the other, then a fact the roster reads as covers."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from bot.domain.deadline.words.days import TODAY
from bot.domain.intents import AnswerSwap, AskSwap
from bot.domain.notices import InChat, Say
from bot.domain.policy import Policy, Team
from bot.domain.roster import zone_of_team
from bot.domain.roster.stints import Stint, next_stint, stint
from bot.domain.sla import calendar_named
from bot.domain.times import from_ms, to_ms
from bot.errors import BadInput, NotAllowed
from bot.ports import Record, Tx
from bot.usecases import rounds
from bot.usecases.call import Call, Outcome
from bot.usecases.daywords import day_of
from bot.usecases.dispatch import covers

KEPT = timedelta(days=31)  # how long past covers stay readable


def ask_swap(intent: AskSwap, call: Call) -> Outcome:
    """Asks the other person; nothing changes before they say yes."""
    if intent.who is None:
        raise BadInput("error.swap_who")
    other = call.person(intent.who)
    me = call.actor
    if other.id == me.id:
        raise BadInput("error.swap_self")
    team = _common_team(me.handle, other.handle, call.policy)
    zone, agreed = zone_of_team(call.policy, team), covers(call.tx)
    calendar = calendar_named(team.calendar, call.policy)
    words = intent.said.split() or [TODAY]
    days = [day_of(word, call.now, calendar) for word in words[:2]]
    mine = stint(team, me.handle, days[0], agreed, zone=zone)
    if mine is None or mine.end <= call.now:
        raise BadInput("error.swap_not_on_duty", day=str(days[0]))
    theirs: Stint | None = None
    if intent.give_back:
        theirs = (
            stint(team, other.handle, days[1], agreed, zone=zone)
            if len(days) > 1
            else next_stint(team, other.handle, days[0], agreed, zone=zone)
        )
        if theirs is None:
            raise BadInput("error.swap_no_return", to=other.id)
    name = uuid.uuid4().hex[:16]
    data: dict[str, Any] = {
        "team": team.name, "asker": me.id, "other": other.id, "mine": _plain(mine),
        "theirs": _plain(theirs) if theirs else None,
    }
    call.tx.records.put(Record("swap", name, data, mine.end))
    call.tell([other.id], "swap", None, swap=name, **data)
    call.reply("line", None, **call.line("swap.asked", to=other.id))
    return Outcome("toast.done")


def _common_team(one: str, other: str, policy: Policy) -> Team:
    for team in policy.teams_of(one):
        if team.roster and (team.member(other) is not None or other in team.leads):
            return team
    raise BadInput("error.swap_no_team")


def _plain(part: Stint) -> list[int]:
    return [to_ms(part.start), to_ms(part.end)]


def answer_swap(intent: AnswerSwap, call: Call) -> Outcome:
    """Yes makes the covers; both and the leads are told. Raises NotAllowed for anybody else."""
    record = call.tx.records.get("swap", intent.swap)
    if record is None or record.data["other"] != call.actor.id:
        raise NotAllowed("error.swap_gone")
    call.tx.records.drop("swap", intent.swap)
    data = record.data
    assert call.chat is not None
    said = "swap.agreed" if intent.yes else "swap.refused"
    facts = {"who": call.actor.id, "to": data["asker"]}
    if intent.yes:
        _agree(data, call)
    call.tell([data["asker"]], "line", None, **call.line(said, **facts))
    if intent.yes:
        team = call.policy.team_of(data["team"])
        leads = [i for i in call.ids(team.leads if team else ()) if i != data["asker"]]
        call.tell(leads, "line", None, **call.line(
            "swap.told", **facts, start_at=data["mine"][0], end_at=data["mine"][1]))
    shown = Say("done", InChat(call.chat), None, {"key": said, "facts": facts})
    return Outcome("toast.done", show=shown)


def _agree(data: Any, call: Call) -> None:
    people = call.tx.people.get_many([data["asker"], data["other"]])
    asker, other = people[data["asker"]].handle, people[data["other"]].handle
    team = call.policy.team_of(data["team"])
    if team is None or not _still(team, asker, data["mine"], call) or (
        data["theirs"] and not _still(team, other, data["theirs"], call)
    ):
        raise BadInput("error.swap_changed")
    _cover(asker, other, data["mine"], data["team"], 1, call.tx)
    if data["theirs"]:
        _cover(other, asker, data["theirs"], data["team"], 2, call.tx)
    rounds.notice(call.tx)


def _still(team: Team, handle: str, part: list[int], call: Call) -> bool:
    """Whether the stretch is still that person's: the roster may have changed since."""
    zone = zone_of_team(call.policy, team)
    start = from_ms(part[0])
    day = calendar_named(team.calendar, call.policy).local_date(start)
    found = stint(team, handle, day, covers(call.tx), zone=zone)
    return found is not None and _plain(found) == part


def _cover(
    instead_of: str, by: str, part: list[int], team: str, number: int, tx: Tx
) -> None:
    """Keys grow with time: of two agreements about one stretch the later counts."""
    start, end = part
    tx.records.put(
        Record(
            "cover", f"{to_ms(tx.now):015d}:{number}:{instead_of}",
            {"instead_of": instead_of, "by": by, "start": start, "end": end, "team": team},
            from_ms(end) + KEPT,
        )
    )


def expired(record: Record, now: datetime, call: Call) -> None:
    """A swap nobody answered in time: the asker is told that nothing changed."""
    call.tx.records.drop("swap", record.key)
    call.tell([record.data["asker"]], "line", None, **call.line(
        "swap.expired", to=record.data["other"]))
