"""Words and wishes about a ticket that leave its state alone: comment, follow, rate, correct."""

from __future__ import annotations

from typing import Any

from bot.domain.intents import Ask, Edit, Follow, Rate, Remark
from bot.domain.lifecycle import Event
from bot.domain.permissions import allow
from bot.domain.ticket import State, Ticket
from bot.errors import BadInput, IllegalMove
from bot.usecases.answered import answered
from bot.usecases.ask import ask
from bot.usecases.attach import attach, attached
from bot.usecases.call import Call, Outcome
from bot.usecases.correct import correct
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
    after = answered(after, call)
    if words:
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
    """A corrected title, category, place or asset. A category is spelled as the template has it."""
    ticket = call.ticket(intent.ticket or which("edit", call))
    allow(call.actor, "edit", ticket, call.policy)
    if intent.name not in EDITABLE:
        raise BadInput("error.button")
    value = clean(intent.value)[:120]
    if not value:
        return ask(Ask("edit", ticket.id, ticket.version), call)
    if intent.name == "category":
        value = _as_configured(value, ticket, call)
    correct(ticket, {intent.name: value}, call)
    facts: dict[str, Any] = {"number": ticket.id, "field": intent.name, "value": value}
    if not call.clicking and call.chat is not None:
        call.reply("line", ticket.id, **call.line("reply.edited", **facts))
    return Outcome("reply.edited", facts)


def _as_configured(said: str, ticket: Ticket, call: Call) -> str:
    """打印机 is 硬件/打印机, where that is the only one it can be."""
    template = call.policy.templates.get(ticket.template) if ticket.template else None
    names = [c.name for c in template.categories] if template else []
    if said in names:
        return said
    like = [name for name in names if said.casefold() in name.casefold()]
    return like[0] if len(like) == 1 else said
