"""Greetings, help, thanks and other words that change nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.intents import Remark, Silence, Talk, Unknown
from bot.domain.lifecycle import EDGES
from bot.domain.permissions import is_admin, may
from bot.domain.ticket import OPEN, State
from bot.ports import Dialog
from bot.usecases.call import Call, Outcome
from bot.usecases.remark import remark
from bot.usecases.which import LOOKED_AT, candidates

PHOTO_WAITS = timedelta(minutes=10)
WAITED_FOR = OPEN - {State.RESOLVED}


def talk(intent: Talk, call: Call) -> Outcome:
    """Answers small talk; a thanks never changes a state, it offers the next step."""
    if intent.kind == "thanks":
        _thanks(call)
    elif intent.kind == "photo":
        _photo(intent, call)
    elif intent.kind == "complain":
        _complain(call)
    elif intent.kind == "assign":
        if not _offer_to(intent, call) and intent.text:  # said to us: then it is a word about it
            return remark(Remark(intent.quoted, intent.text, intent.files), call)
    elif intent.kind == "urgent":
        call.whisper("urgent", _urged(intent, call))
    else:
        call.reply(intent.kind, None, role=role_of(call))
    return Outcome("toast.done")


def role_of(call: Call) -> str:
    """staff, owner or admin: which help fits."""
    if is_admin(call.actor, call.policy):
        return "admin"
    return "owner" if call.policy.teams_of(call.actor.handle) else "staff"


def _thanks(call: Call) -> None:
    for ticket in candidates(call):
        if ticket.state is State.RESOLVED and may(call.actor, "approve", ticket, call.policy):
            call.whisper("offer", ticket.id, verb="approve", key="talk.approve")
            return
        if ticket.state is State.ASSIGNED and ticket.owner == call.actor.id:
            call.whisper("offer", ticket.id, verb="accept", key="talk.accept")
            return
    if call.direct:
        call.reply("line", None, **call.line("talk.thanks"))


def _photo(intent: Talk, call: Call) -> None:
    """Keeps the photo and asks the one question; the next words here file the ticket."""
    assert call.chat is not None
    call.tx.dialogs.open(
        Dialog(
            call.actor.id, call.chat, "photo",
            {"files": [[f.ref, f.name, f.media_type] for f in intent.files]},
            call.now + PHOTO_WAITS,
        )
    )
    call.reply("line", None, **call.line("talk.photo"))


def _offer_to(intent: Talk, call: Call) -> bool:
    """Somebody was named under a ticket's card: those who may assign are offered to do so; to
    others it was talk between people. Whether it was offered."""
    ticket = call.tx.tickets.find(intent.quoted)
    if ticket is None or intent.who is None:
        return False
    for verb in ("transfer", "assign"):
        legal = (ticket.state, verb) in EDGES
        if legal and may(call.actor, verb, ticket, call.policy):
            person = call.person(intent.who)
            if person.id != ticket.owner:
                call.whisper("offer_to", ticket.id, verb=verb, to=person.id)
                return True
            return False
    return False


def _urged(intent: Talk, call: Call) -> int | None:
    """The ticket that is suddenly urgent: the one quoted, else the newest the person waits for."""
    asked = call.tx.tickets.of_requester(call.actor.id, None, LOOKED_AT).tickets
    open_ = [ticket.id for ticket in asked if ticket.state in WAITED_FOR]
    return intent.quoted or max(open_, default=None)


def _complain(call: Call) -> None:
    found = candidates(call)
    if found:
        call.whisper("complain", found[0].id)
    else:
        call.reply("line", None, **call.line("talk.file_too"))


def unknown(intent: Unknown, call: Call) -> Outcome:
    """Offers the nearest command as a button, never an error dump."""
    call.reply(
        "unknown", None, said=intent.said[:40], nearest=intent.nearest,
        corrected=intent.corrected[:300],
    )
    return Outcome()


def silence(intent: Silence, call: Call) -> Outcome:
    """Says nothing."""
    return Outcome()
