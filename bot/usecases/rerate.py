"""加急, 急!!!: how bad is it? Two taps, and the matrix of impact and urgency re-rates; nothing is
P1 by shouting alone, and asking never makes a ticket slower (product.md §7.2, §8)."""

from __future__ import annotations

from bot.domain.intents import Rerate
from bot.domain.notices import InChat, Say
from bot.domain.permissions import allow
from bot.domain.triage import matrix
from bot.errors import BadInput
from bot.usecases.call import Call, Outcome
from bot.usecases.press import set_priority
from bot.usecases.which import which


def rerate(intent: Rerate, call: Call) -> Outcome:
    """Asks for what is not known yet, then sets the priority."""
    assert call.chat is not None
    ticket = call.ticket(intent.ticket or which("prioritise", call))
    allow(call.actor, "prioritise", ticket, call.policy)
    impact, urgency = intent.impact, intent.urgency
    if impact not in range(4) or urgency not in range(4):
        raise BadInput("error.button")
    if not impact or not urgency:
        if not call.clicking or call.clicked is not None:
            call.whisper("urgent", ticket.id, impact=impact)
            return Outcome("toast.form", level="info")
        return Outcome(show=Say("urgent", InChat(call.chat), ticket.id, {"impact": impact}))
    rated = matrix(impact, urgency)
    facts = {"number": ticket.id, "impact": impact, "urgency": urgency}
    if rated < ticket.priority:
        set_priority(ticket, rated, {"impact": impact, "urgency": urgency}, call)
        facts["priority"], key = int(rated), "reply.rerated"
    else:
        facts["priority"], key = int(ticket.priority), "reply.rerated_same"
    line = call.line(key, **facts)
    if not call.clicking:
        call.whisper("line", ticket.id, **line)
        return Outcome()
    return Outcome(key, facts, show=Say("line", InChat(call.chat), ticket.id, line))
