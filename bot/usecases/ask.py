"""The form for a verb: a card with inputs where the place can, questions one by one elsewhere."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.intents import Ask, Continue, Dismiss
from bot.domain.notices import InChat, Say
from bot.domain.permissions import allow
from bot.ports import Dialog
from bot.usecases.call import Call, Outcome

ANSWER_WITHIN = timedelta(minutes=10)


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
        "reschedule", "prioritise", "comment", "rate", "escalate", "supervise", "edit", "merge",
        "sub",
    }
)


def carry_on(intent: Continue, call: Call) -> Outcome:
    """Keeps the answer and puts the next question of a spoken form."""
    assert call.chat is not None
    call.tx.dialogs.open(
        Dialog(call.actor.id, call.chat, "form", intent.data, call.now + ANSWER_WITHIN)
    )
    call.reply("question", None, form=dict(intent.data))
    return Outcome()


def dismiss(intent: Dismiss, call: Call) -> Outcome:
    """Gives up a form; nothing was changed."""
    assert call.chat is not None
    call.tx.dialogs.close(call.actor.id, call.chat)
    if call.clicking:
        said = Say("line", InChat(call.chat), None, call.line("form.cancelled"))
        return Outcome("form.cancelled", level="info", show=said)
    call.reply("line", None, **call.line("dialog.cancelled"))
    return Outcome()
