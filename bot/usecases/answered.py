"""What a requester adds later; a ticket that waited for it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.escalation import UNANSWERED
from bot.domain.intents import Complete
from bot.domain.lifecycle import moved
from bot.domain.permissions import allow
from bot.domain.ticket import Priority, State, Ticket
from bot.domain.triage import rated_by
from bot.errors import BadInput
from bot.usecases import fields
from bot.usecases.call import Call, Outcome
from bot.usecases.correct import correct
from bot.usecases.move import walk


def answered(ticket: Ticket, call: Call) -> Ticket:
    """Resumes the ticket if it was for this person's answer that it waited; the owner hears."""
    waited = ticket.state is State.ON_HOLD and ticket.hold_reason == UNANSWERED
    if not waited or ticket.requester not in call.actor.ids:
        return ticket
    after = walk(ticket, moved("resume", call.actor.id, call.now), call)
    call.tell([after.owner], "line", after.id,
              **call.line("tell.answered", who=call.actor.id, number=after.id, title=after.title))
    return after


def complete(intent: Complete, call: Call) -> Outcome:
    """Answers that came after filing. Raises what allow() raises, and BadInput for bad ones."""
    ticket = call.ticket(intent.ticket)
    allow(call.actor, "edit", ticket, call.policy)
    found = fields.answers(intent.fields, fields.template_of(ticket, call))
    if not found:
        raise BadInput("error.empty")
    rated = _rated(ticket, found, call)
    changes: dict[str, Any] = {"fields": found}
    if rated is not None:
        changes["priority"] = rated
    answered(correct(ticket, changes, call), call)
    facts: dict[str, Any] = {"number": ticket.id, "priority": rated}
    if not call.clicking:
        call.whisper("line", ticket.id, **call.line("reply.completed", **facts))
    return Outcome("reply.completed", facts)


def _rated(ticket: Ticket, found: Mapping[str, Any], call: Call) -> int | None:
    """The priority that impact and urgency make, where the answers name both; one that somebody
    chose, or that was called urgent, is not lowered by it."""
    priority = rated_by({**ticket.fields, **found})
    if priority is None or priority is ticket.priority:
        return None
    chosen = any(line.event.kind == "prioritised" for line in call.tx.tickets.history(ticket.id))
    lower = priority > ticket.priority and (chosen or ticket.priority < Priority.P3)
    return None if lower else int(priority)
