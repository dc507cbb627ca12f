"""Making a ticket go faster: nudge, priority, deadline, escalation, supervision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bot.domain.escalation import pending
from bot.domain.intents import (
    Acknowledge,
    Ask,
    Escalate,
    Nudge,
    Prioritise,
    Reschedule,
    Supervise,
)
from bot.domain.lifecycle import Event, evolve
from bot.domain.permissions import allow
from bot.domain.sla import dues, plan_for
from bot.domain.ticket import Priority, State, Ticket
from bot.domain.times import from_ms, to_ms
from bot.errors import BadInput, NotAllowed
from bot.usecases.ask import ask
from bot.usecases.call import Call, Outcome
from bot.usecases.hearers import hearers
from bot.usecases.moments import moment
from bot.usecases.which import which
from bot.usecases.words import reason

NUDGE_EVERY = timedelta(minutes=30)  # per ticket, whoever nudges


def nudge(intent: Nudge, call: Call) -> Outcome:
    """Pings the owner once, and tells the asker the last progress and the next reminder."""
    ticket = call.ticket(intent.ticket or which("nudge", call))
    allow(call.actor, "nudge", ticket, call.policy)
    lines = call.tx.tickets.history(ticket.id)
    history = [line.event for line in lines]
    last = next((e for e in reversed(history) if e.kind == "nudged"), None)
    if last is not None and call.now - last.at < NUDGE_EVERY:
        raise BadInput(
            "error.nudge_soon", number=ticket.id, last_at=to_ms(last.at),
            who=ticket.owner, again_at=to_ms(last.at + NUDGE_EVERY),
        )
    after = call.record(
        ticket, Event("nudged", call.now, call.actor.id), history=history
    )
    heard = hearers("owner", ticket, call)[1]  # in place of somebody on leave the lead
    if ticket.state is State.RESOLVED:
        heard = [ticket.requester]
    call.tell(
        heard, "ping", ticket.id, key="ping.nudge", urgent=ticket.priority is Priority.P1,
        who=call.actor.id,
    )
    steps = [s for s in pending(after, history, call.policy) if s.action != "colour"]
    if call.chat is not None:
        call.reply(
            "nudged", ticket.id, last=history[-1].kind,
            next_at=to_ms(steps[0].at) if steps else None,
        )
    return Outcome("toast.nudge", {"owner": ticket.owner})


def prioritise(intent: Prioritise, call: Call) -> Outcome:
    """A new priority: a new plan, with the time already used kept."""
    ticket = call.ticket(intent.ticket or which("prioritise", call))
    allow(call.actor, "prioritise", ticket, call.policy)
    wanted = intent.priority if intent.priority is not None else max(1, ticket.priority - 1)
    if wanted not in (1, 2, 3, 4):
        raise BadInput("error.priority")
    if intent.priority is None and not intent.reason:
        return ask(Ask("prioritise", ticket.id, ticket.version), call)
    data = {"reason": reason(intent.reason)} if intent.reason else {}
    after = set_priority(ticket, Priority(wanted), data, call)
    _confirm(after, call, "reply.prioritised", priority=wanted,
             resolve_at=_ms(after.resolve_due))
    return Outcome("toast.done")


def set_priority(ticket: Ticket, priority: Priority, why: Mapping[str, Any], call: Call) -> Ticket:
    """Records the priority with its new plan and `why`; tells those it concerns."""
    team = call.policy.team_of(ticket.team)
    template = call.policy.templates.get(ticket.template) if ticket.template else None
    plan = plan_for(call.policy, team, template, priority)
    data: dict[str, Any] = {"priority": int(priority), "plan": asdict(plan), **why}
    event = Event("prioritised", call.now, call.actor.id, data)
    after = _with_new_dues(ticket, event, call)
    _tell_all(after, call, "tell.prioritised", priority=int(priority))
    return after


def _with_new_dues(ticket: Ticket, event: Event, call: Call) -> Ticket:
    history = [line.event for line in call.tx.tickets.history(ticket.id)]
    planned = evolve(ticket, event)
    fresh = {k: _ms(v) for k, v in dues(planned, [*history, event], call.policy, call.now).items()}
    full = Event(event.kind, event.at, event.actor, {**event.data, **fresh})
    return call.record(ticket, full, history=history)


def reschedule(intent: Reschedule, call: Call) -> Outcome:
    """A new wished deadline, or none."""
    ticket = call.ticket(intent.ticket or which("reschedule", call))
    allow(call.actor, "reschedule", ticket, call.policy)
    if not intent.deadline and intent.at is None:
        return ask(Ask("reschedule", ticket.id, ticket.version), call)
    at = None
    if intent.at is not None:
        at = from_ms(intent.at)
        if at <= call.now:
            raise BadInput("error.deadline_past", said=intent.deadline)
    elif intent.deadline != "none":
        at = moment(intent.deadline, ticket.team, call)
    data: dict[str, Any] = {"deadline": _ms(at)}
    if intent.reason:
        data["reason"] = reason(intent.reason)
    after = call.record(ticket, Event("rescheduled", call.now, call.actor.id, data))
    if at is not None:
        _tell_all(after, call, "tell.rescheduled", deadline_at=to_ms(at))
        _confirm(after, call, "reply.rescheduled", deadline_at=to_ms(at))
    else:
        _confirm(after, call, "reply.undeadlined", resolve_at=_ms(after.resolve_due))
    return Outcome("toast.done")


def escalate(intent: Escalate, call: Call) -> Outcome:
    """The next level hears of it now: the leads first, the manager when a lead asks."""
    ticket = call.ticket(intent.ticket or which("escalate", call))
    allow(call.actor, "escalate", ticket, call.policy)
    words = reason(intent.reason)
    if not words:
        return ask(Ask("escalate", ticket.id, ticket.version), call)
    leads = call.leads(ticket)
    heard = call.managers(ticket) if call.actor.id in leads else leads
    call.record(
        ticket, Event("escalated", call.now, call.actor.id, {"reason": words, "people": heard})
    )
    call.tell(heard, "ping", ticket.id, urgent=True, key="ping.escalated",
              who=call.actor.id, reason=words, lead=heard[0] if heard else None)
    _confirm(ticket, call, "reply.escalated", names=heard)
    return Outcome("toast.done")


def supervise(intent: Supervise, call: Call) -> Outcome:
    """督办: said in public, to the owner, expecting an answer."""
    ticket = call.ticket(intent.ticket or which("supervise", call))
    allow(call.actor, "supervise", ticket, call.policy)
    words = reason(intent.text)
    call.record(ticket, Event("supervised", call.now, call.actor.id, {"text": words}))
    call.tell([ticket.owner, *call.leads(ticket)], "ping", ticket.id, urgent=True,
              key="ping.supervise", who=call.actor.id, text=words)
    _confirm(ticket, call, "reply.supervised", owner=ticket.owner)
    return Outcome("toast.done")


def acknowledge(intent: Acknowledge, call: Call) -> Outcome:
    """已知晓: the ping stops climbing. Leads may say so where nothing climbs (before the target
    is missed, or later than asked): it is kept all the same."""
    ticket = call.ticket(intent.ticket)
    record = call.tx.records.get("ack", f"{ticket.id}:{intent.alarm}:{call.actor.id}")
    if record is None and call.actor.id not in (*call.leads(ticket), *call.managers(ticket)):
        raise NotAllowed("error.button")
    if record is not None:
        call.tx.records.drop("ack", record.key)
    call.record(
        ticket, Event("acknowledged", call.now, call.actor.id, {"alarm": intent.alarm})
    )
    return Outcome("toast.acknowledged")


def _tell_all(ticket: Ticket, call: Call, key: str, **facts: Any) -> None:
    call.tell(
        [ticket.owner, ticket.requester, *ticket.followers], "line", ticket.id,
        **call.line(key, who=call.actor.id, number=ticket.id, title=ticket.title, **facts),
    )


def _confirm(ticket: Ticket, call: Call, key: str, **facts: Any) -> None:
    if not call.clicking and call.chat is not None:
        call.reply("line", ticket.id, **call.line(key, number=ticket.id, **facts))


def _ms(moment_: Any) -> int | None:
    return to_ms(moment_) if moment_ is not None else None
