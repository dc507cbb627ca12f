"""Because time passed: one ticket's due steps, each done once.

A step is done when its mark stands in the ticket's history, written in the same commit as the
notices it sends. Nothing rings outside working hours unless the ticket is P1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.calendar import WorkCalendar
from bot.domain.escalation import Step, next_check, pending
from bot.domain.lifecycle import Event, moved
from bot.domain.notices import InChat, Say
from bot.domain.people import Person
from bot.domain.policy import Ladder, Policy
from bot.domain.policy.steps import ladder_of
from bot.domain.sla import calendar_named, calendars_of
from bot.domain.ticket import WORKING, Priority, State, Ticket
from bot.domain.times import to_ms
from bot.ports import Record, Tx
from bot.usecases import dispatch, quiet
from bot.usecases.call import Call
from bot.usecases.hearers import above, hearers
from bot.usecases.move import walk

BOT = Person(id=0, handle="bot", name="bot")
LATE = timedelta(minutes=10)  # a reminder later than this says when it was meant to come
ENDINGS = frozenset({"approve", "close"})
RINGS = frozenset({"ping", "handover", "remind_accept", "remind_info"})


def look_at(ticket: Ticket, tx: Tx, policy: Policy) -> None:
    """Does every due step of a ticket and sets the next moment to look."""
    call = Call(tx=tx, policy=policy, actor=BOT)
    history = [line.event for line in tx.tickets.history(ticket.id)]
    due = [step for step in pending(ticket, history, policy) if step.at <= tx.now]
    rings = any(step.action in RINGS for step in due)
    rings_at = _opening(ticket, policy, tx.now) if rings else tx.now
    if rings_at > tx.now:
        tx.tickets.set_check(ticket.id, rings_at)
        return
    if not due:
        tx.tickets.set_check(ticket.id, next_check(ticket, history, policy))
        return
    acting = next((step for step in due if step.action in _ACTS), None)
    if acting is not None and acting.action in ENDINGS and rings:
        due = [step for step in due if step.action not in ENDINGS]
        acting = None  # whoever is to answer hears of it first, and has time to
    if acting is not None:  # what follows it is seen again in the state it leads to
        due = [step for step in due if step.at <= acting.at]
    ticket = _mark(ticket, due, history, call)
    _ring(ticket, [step for step in due if step is not acting], call)
    if acting is not None:
        _ACTS[acting.action](ticket, acting, call)


def _opening(ticket: Ticket, policy: Policy, now: datetime) -> datetime:
    """When the ticket's alarms may ring: now, or the next working moment."""
    hours = _hours(ticket, policy)
    return hours.next_opening(now) if hours is not None else now


def _hours(ticket: Ticket, policy: Policy) -> WorkCalendar | None:
    """The working time in which the ticket's alarms ring; None: at any hour."""
    if ticket.priority is Priority.P1 or calendars_of(ticket.plan, policy)[1].always:
        return None
    team = policy.team_of(ticket.team)
    return calendar_named(team.calendar if team else "default", policy)


def _mark(
    ticket: Ticket, due: Sequence[Step], history: Sequence[Event], call: Call
) -> Ticket:
    heat = max([ticket.heat, *(step.percent for step in due if step.key.startswith("resolve"))])
    event = Event(
        "warned", call.now, None,
        {"steps": [list(step.mark) for step in due], "heat": heat,
         "who": sorted({who for step in due for who in step.who})},
    )
    return call.record(ticket, event, history=history)


def _ring(ticket: Ticket, due: Sequence[Step], call: Call) -> None:
    """Tells each person once, in the words of the highest step that concerns them."""
    rungs = [step for step in due if step.who]
    told: set[int] = set()
    here = call.policy.chats.get(ticket.home) if ticket.home else None
    silent = here is not None and here.silent  # its team hears what the group is spared
    for step in reversed(rungs):
        for word in reversed(step.who):
            spared = silent and word == "chat"
            role, people = hearers("team" if spared else word, ticket, call)
            for person in people:
                if person not in told:
                    told.add(person)
                    _tell(person, role, ticket, step, call)
        if "chat" in step.who and ticket.home is not None and not silent:
            _tell_chat(ticket, step, call)


def _key(role: str, ticket: Ticket, step: Step) -> str:
    if step.action == "remind_accept":
        return "ping.approve"
    if step.action == "remind_info":
        return "ping.info"
    if step.key.startswith("respond"):
        return "ping.accept" if ticket.owner else "ping.pool"
    if role == "manager":
        return "ping.manager"
    if role == "lead":
        return "ping.lead"
    return "ping.late" if step.percent >= 100 else "ping.resolve"


def _tell(person: int, role: str, ticket: Ticket, step: Step, call: Call) -> None:
    late = call.now - step.at > LATE
    alarm = f"{step.key}:{step.mark[1]}"
    facts = {
        "key": _key(role, ticket, step), "role": role, "due_at": to_ms(step.due),
        "alarm": alarm, "lead": person,
        **({"planned_at": to_ms(step.at)} if late else {}),
    }
    heard = quiet.ping(
        person, ticket, facts, call, once=f"alarm:{ticket.id}:{alarm}",
        urgent=ticket.priority is Priority.P1 or role == "manager", late=late,
        budget=_ladder(ticket, call).budget,
    )
    if role in ("manager", "lead") and step.percent >= 100:
        call.tx.records.put(
            Record(
                "ack", f"{ticket.id}:{alarm}:{person}",
                {"ticket": ticket.id, "alarm": alarm, "person": person},
                _answer_by(heard, ticket, call),
            )
        )


def _answer_by(heard: datetime, ticket: Ticket, call: Call) -> datetime:
    """Until when an alarm is to be acknowledged, counted in the hours in which it may ring."""
    minutes = _ladder(ticket, call).acknowledge_minutes
    hours = _hours(ticket, call.policy)
    if hours is None:
        return heard + timedelta(minutes=minutes)
    return hours.add_working(heard, minutes=minutes)


def _ladder(ticket: Ticket, call: Call) -> Ladder:
    return ladder_of(ticket.plan, call.policy)


def _tell_chat(ticket: Ticket, step: Step, call: Call) -> None:
    assert ticket.home is not None
    late = call.now - step.at > LATE
    call.tx.outbox.add(
        Say(
            "ping", InChat(ticket.home), ticket.id,
            {"key": _key("team", ticket, step), "role": "team", "due_at": to_ms(step.due),
             **({"planned_at": to_ms(step.at)} if late else {})},
            once=f"alarm:{ticket.id}:{step.key}:{step.mark[1]}:chat",
        )
    )


def _wake(ticket: Ticket, step: Step, call: Call) -> None:
    after = walk(ticket, moved("resume", None, call.now), call)
    call.tell([after.owner, after.requester], "line", after.id,
              **call.line("tell.resumed", number=after.id, title=after.title))


def _approve(ticket: Ticket, step: Step, call: Call) -> None:
    after = walk(ticket, moved("approve", None, call.now, automatic=True), call)
    call.tell([after.owner, after.requester], "line", after.id,
              **call.line("tell.auto_approved", number=after.id, title=after.title))


def _close(ticket: Ticket, step: Step, call: Call) -> None:
    after = walk(
        ticket, moved("cancel", None, call.now, automatic=True, reason="unanswered"), call
    )
    call.tell([after.owner, after.requester], "line", after.id,
              **call.line("tell.auto_closed", number=after.id, title=after.title))


def _hand_over(ticket: Ticket, step: Step, call: Call) -> None:
    """The next candidate gets a ticket nobody accepted; with none left the lead hears."""
    if ticket.state not in (State.NEW, State.ASSIGNED):
        return
    before = ticket.owner
    after = dispatch.hand_over(ticket, call)
    if after.owner == before or after.owner is None:
        role, people = hearers("lead", ticket, call)
        for person in people:
            _tell(person, role, ticket, step, call)
        return
    call.tell(
        [before, *call.leads(after)], "line", after.id,
        **call.line("ping.handover", number=after.id, title=after.title, owner=before,
                    to=after.owner),
    )


_ACTS = {"wake": _wake, "approve": _approve, "close": _close, "handover": _hand_over}


def unanswered(record: Record, tx: Tx, policy: Policy) -> None:
    """An escalation nobody acknowledged goes one level up, once; not while the ticket waits, nor
    after its work is done, and like every alarm in working hours."""
    data = record.data
    ticket = tx.tickets.find(data["ticket"])
    if ticket is None or ticket.state not in WORKING:
        tx.records.drop("ack", record.key)
        return
    rings_at = _opening(ticket, policy, tx.now)
    if rings_at > tx.now:
        tx.records.put(Record("ack", record.key, data, rings_at))
        return
    tx.records.drop("ack", record.key)
    call = Call(tx=tx, policy=policy, actor=BOT)
    person = above(data["person"], ticket, call)
    if person is not None:
        call.tell(
            [person], "ping", ticket.id, urgent=True, key="ping.unanswered", role="manager",
            once=f"alarm:{ticket.id}:{data['alarm']}:up", who=data["person"], lead=person,
            alarm=data["alarm"],
        )
