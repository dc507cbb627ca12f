"""Words and wishes about a ticket that leave its state alone: comment, follow, rate, correct."""

from __future__ import annotations

from bot.domain.intents import Ask, Edit, Follow, Rate, Remark
from bot.domain.lifecycle import Event
from bot.domain.permissions import allow
from bot.domain.ticket import State
from bot.errors import BadInput, IllegalMove
from bot.usecases.ask import ask
from bot.usecases.attach import attach, attached
from bot.usecases.call import Call, Outcome
from bot.usecases.mirror import pass_on
from bot.usecases.which import which
from bot.usecases.words import clean, reason

EDITABLE = frozenset({"title", "category", "place", "asset"})


def remark(intent: Remark, call: Call) -> Outcome:
    """A comment, with or without files; those who follow the ticket hear of it."""
    ticket = call.ticket(intent.ticket or which("comment", call))
    allow(call.actor, "comment", ticket, call.policy)
    words = reason(intent.text, 2000)
    if not words and not intent.files:
        return ask(Ask("comment", ticket.id, ticket.version), call)
    events = attached(intent.files, call)
    if words:
        events.insert(0, Event("commented", call.now, call.actor.id, {"text": words}))
    attach(ticket, intent.files, call)
    after = call.record(ticket, *events)
    if words:
        call.tell(
            [after.owner, after.requester, *after.followers], "line", after.id,
            **call.line(
                "tell.commented", who=call.actor.id, number=after.id, title=after.title,
                text=words,
            ),
        )
        source = call.chat.platform if call.chat else ""
        pass_on(after, "mirrored", call.chat, call.tx, who=call.actor.id, platform=source,
                text=words)
    if not call.clicking and call.chat is not None:
        key = "reply.commented" if words else "reply.files"
        call.reply("line", after.id, **call.line(key, number=after.id, n=len(intent.files)))
    return Outcome("toast.done")


def follow(intent: Follow, call: Call) -> Outcome:
    """Starts or stops telling a person about the ticket."""
    ticket = call.ticket(intent.ticket or which("follow", call))
    allow(call.actor, "follow", ticket, call.policy)
    who = call.person(intent.who) if intent.who else call.actor
    known = who.id in ticket.followers
    if known is intent.off:
        kind = "unfollowed" if intent.off else "followed"
        call.record(ticket, Event(kind, call.now, call.actor.id, {"person": who.id}))
    key = "toast.unfollowed" if intent.off else "toast.followed"
    if not call.clicking and call.chat is not None:
        call.whisper("line", ticket.id, **call.line(key))
    return Outcome(key)


def rate(intent: Rate, call: Call) -> Outcome:
    """A rating of a closed ticket by its requester."""
    number = intent.ticket or which("rate", call)
    ticket = call.ticket(number)
    if ticket.state is not State.CLOSED:
        raise IllegalMove(
            "error.illegal", number=number, state=ticket.state.value, verb="rate", can=[]
        )
    allow(call.actor, "rate", ticket, call.policy)
    if intent.rating not in range(1, 6):
        raise BadInput("error.rating", number=number)
    call.record(
        ticket,
        Event(
            "rated", call.now, call.actor.id,
            {"rating": intent.rating, "text": reason(intent.text)},
        ),
    )
    if not call.clicking and call.chat is not None:
        call.reply("line", number, **call.line("reply.rated", rating=intent.rating))
    return Outcome("reply.rated", {"rating": intent.rating})


def edit(intent: Edit, call: Call) -> Outcome:
    """A corrected title, category, place or asset."""
    ticket = call.ticket(intent.ticket)
    allow(call.actor, "edit", ticket, call.policy)
    if intent.name not in EDITABLE:
        raise BadInput("error.button")
    value = clean(intent.value)[:120]
    if not value:
        return ask(Ask("edit", ticket.id, ticket.version), call)
    call.record(ticket, Event("edited", call.now, call.actor.id, {intent.name: value}))
    return Outcome("reply.edited", {"number": ticket.id, "field": intent.name, "value": value})
