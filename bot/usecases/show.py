"""Looking: one ticket, or a list. Nothing changes; the answer is composed when it is sent."""

from __future__ import annotations

from bot.domain.intents import Browse, Show
from bot.domain.notices import InChat, Say
from bot.usecases.call import Call, Outcome
from bot.usecases.which import which

PRIVATE_LISTS = frozenset({"mine", "todo"})


def show(intent: Show, call: Call) -> Outcome:
    """A ticket's card, history, times, reasons, files or further actions."""
    ticket = call.ticket(intent.ticket or which("comment", call))
    kind = "ticket" if intent.what == "card" else intent.what
    private = ticket.private and ticket.home != call.chat
    speak = call.whisper if private or intent.what == "menu" or call.clicked else call.reply
    speak(kind, ticket.id, after=intent.after)
    return Outcome("toast.menu" if intent.what == "menu" else "toast.done", redraw=True)


def browse(intent: Browse, call: Call) -> Outcome:
    """A list. One's own lists go to oneself alone; paging redraws the list that was clicked."""
    assert call.chat is not None
    facts = {"list": intent.kind, "words": intent.words, "after": intent.after,
             "page": intent.page, "viewer": call.actor.id,
             "chat": list(call.chat)}
    if call.clicking and intent.page > 1:
        return Outcome(show=Say("list", InChat(call.chat), None, facts))
    speak = call.whisper if intent.kind in PRIVATE_LISTS else call.reply
    speak("list", None, **facts)
    return Outcome("toast.done", redraw=False)
