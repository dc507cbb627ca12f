"""Leave: routing skips who is away; their open tickets are handed over or kept, as they say."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline.words.days import TODAY
from bot.domain.intents import EndLeave, LeaveTickets, TakeLeave, Who
from bot.domain.notices import InChat, Say
from bot.domain.people import Person
from bot.domain.permissions import is_admin
from bot.domain.roster import zone_of_team
from bot.domain.roster.stints import stint
from bot.domain.sla import calendar_named
from bot.domain.ticket import State
from bot.domain.times import from_ms, to_ms
from bot.domain.words import HALVES, UNTIL
from bot.errors import BadInput, NotAllowed
from bot.ports import Record, Tx
from bot.usecases.arrivals import hand_over_all
from bot.usecases.call import Call, Outcome
from bot.usecases.daywords import day_of, start_of, stretch
from bot.usecases.dispatch import covers

LONGEST = timedelta(days=366)
DAYS_LOOKED_AT = 31  # days of a leave that are compared with the roster
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def take_leave(intent: TakeLeave, call: Call) -> Outcome:
    """Notes the leave, tells the leads, and asks about open tickets."""
    person = _whose(intent.who, call)
    calendar = _calendar(person, call)
    start, end = period(intent.said, call.now, calendar)
    if end <= call.now or end - start > LONGEST:
        raise BadInput("error.deadline_past", said=intent.said[:40])
    key = f"{person.handle}:{to_ms(start)}"
    call.tx.records.put(
        Record(
            "leave", key,
            {"handle": person.handle, "start": to_ms(start), "end": to_ms(end),
             "by": call.actor.id},
            end,
        )
    )
    facts = {"who": person.id, "start_at": to_ms(start), "end_at": to_ms(end - _MINUTE)}
    leads = [
        lead for team in call.policy.teams_of(person.handle) for lead in call.ids(team.leads)
    ]
    heard = [p for p in dict.fromkeys([*leads, person.id]) if p != call.actor.id]
    call.tell(heard, "line", None, **call.line("leave.told", **facts))
    call.reply(
        "leave", None, leave=key, open=open_count(person, call.tx),
        on_duty=_on_duty(person, start, end, calendar, call), **facts,
    )
    return Outcome("toast.done")


def _whose(who: Who | None, call: Call) -> Person:
    """Oneself, or somebody of a team one leads; raises NotAllowed."""
    person = call.person(who) if who is not None else call.actor
    teams = call.policy.teams_of(person.handle)
    leads = any(call.actor.handle in (*team.leads, team.manager) for team in teams)
    if person.id != call.actor.id and not leads and not is_admin(call.actor, call.policy):
        raise NotAllowed("error.leave_of_others", who=person.id)
    return person


def _calendar(person: Person, call: Call) -> WorkCalendar:
    teams = call.policy.teams_of(person.handle)
    return calendar_named(teams[0].calendar if teams else "default", call.policy)


def period(said: str, now: datetime, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """From when to when "明天", "11/25-11/27", "明天下午" or "到周五" is; aware UTC."""
    text = said.strip(" ,\uff0c。")
    if not text:
        raise BadInput("error.leave_when")
    if text[0] in UNTIL:
        last = day_of(text[1:], now, calendar)
        return now, start_of(last + _DAY, calendar)
    half = next((word for word in HALVES if text.endswith(word)), None)
    if half is not None:
        day = day_of(text.removesuffix(half) or TODAY, now, calendar)
        first, last_minute = HALVES[half]
        return start_of(day, calendar, first), start_of(day, calendar, last_minute)
    first_day, last_day = stretch(text, now, calendar)
    return start_of(first_day, calendar), start_of(last_day + _DAY, calendar)


def open_count(person: Person, tx: Tx) -> int:
    """How many tickets the person still has to do."""
    page = tx.tickets.of_owner(person.id, None, 99)
    return sum(ticket.state is not State.RESOLVED for ticket in page.tickets)


def _on_duty(
    person: Person, start: datetime, end: datetime, calendar: WorkCalendar, call: Call
) -> str:
    """The first day of the leave on which the person is on duty, or ""."""
    agreed, day = covers(call.tx), calendar.local_date(start)
    last = calendar.local_date(end - _MINUTE)
    for _ in range(DAYS_LOOKED_AT):
        for team in call.policy.teams_of(person.handle):
            zone = zone_of_team(call.policy, team)
            if stint(team, person.handle, day, agreed, zone=zone) is not None:
                return f"{day.month}/{day.day}"
        day += _DAY
        if day > last:
            break
    return ""


def leave_tickets(intent: LeaveTickets, call: Call) -> Outcome:
    """Hands all open tickets over, or keeps them."""
    record = call.tx.records.get("leave", intent.leave)
    if record is None:
        raise NotAllowed("error.leave_gone")
    person = call.tx.people.by_handle(record.data["handle"])
    if person is None or call.actor.id not in (person.id, record.data["by"]):
        raise NotAllowed("error.leave_gone")
    key, count = "leave.kept", 0
    if intent.hand_over:
        key, count = "leave.handed", hand_over_all(person, call.tx, call.policy)
    assert call.chat is not None
    said = {"key": key, "facts": {"count": count}}
    return Outcome("toast.done", show=Say("done", InChat(call.chat), None, said))


def end_leave(intent: EndLeave, call: Call) -> Outcome:
    """Takes back every leave that is not over."""
    person = _whose(intent.who, call)
    ended = 0
    for record in call.tx.records.all("leave", f"{person.handle}:"):
        if record.data["end"] is None or from_ms(record.data["end"]) > call.now:
            call.tx.records.drop("leave", record.key)
            ended += 1
    key = "leave.ended" if ended else "leave.none"
    call.reply("line", None, **call.line(key, who=person.id))
    return Outcome("toast.done")
