"""The form for a verb: a card with inputs where the place can, questions one by one elsewhere."""

from __future__ import annotations

from bot.domain.intents import Ask
from bot.domain.permissions import allow
from bot.usecases.call import Call, Outcome


def ask(intent: Ask, call: Call) -> Outcome:
    """Sends the form to the one who asked; refuses early what they may not do."""
    if intent.ticket and intent.verb in FORMS_WITH_RIGHTS:
        ticket = call.ticket(intent.ticket)
        allow(call.actor, intent.verb, ticket, call.policy)
    call.whisper(
        "form", intent.ticket or None, verb=intent.verb, version=intent.version,
        prefill=dict(intent.prefill),
    )
    return Outcome("toast.form", level="info", redraw=bool(call.clicked))


FORMS_WITH_RIGHTS = frozenset(
    {
        "assign", "transfer", "decline", "hold", "resolve", "send_back", "reopen", "cancel",
        "reschedule", "prioritise", "comment", "rate", "escalate", "supervise", "edit",
    }
)
