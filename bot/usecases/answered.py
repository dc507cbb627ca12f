"""What a requester adds later; a ticket that waited for it goes on."""

from __future__ import annotations

from bot.domain.escalation import UNANSWERED
from bot.domain.intents import Complete
from bot.domain.lifecycle import Event, moved
from bot.domain.permissions import allow
from bot.domain.ticket import State, Ticket
from bot.errors import BadInput
from bot.usecases import fields
from bot.usecases.call import Call, Outcome
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
    answered(call.record(ticket, Event("edited", call.now, call.actor.id, {"fields": found})), call)
    if not call.clicking:
        call.whisper("line", ticket.id, **call.line("reply.completed", number=ticket.id))
    return Outcome("reply.completed", {"number": ticket.id})
