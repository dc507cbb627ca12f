"""Short answers: greetings, help, offers, pings, single sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cards.model import Block, Button, Card, Colour, Line, Note, Text, plain
from bot.cards.ticket import button
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.ticket import Ticket


def sentence(line: Line, buttons: Sequence[Button] = ()) -> Card:
    """One sentence, with or without buttons under it."""
    return Card(blocks=(Text(line),), buttons=tuple(buttons), summary=plain(line)[:120])


def hello(role: str, voice: Voice) -> Card:
    """Three lines and the three things people want first."""
    return Card(
        title=voice.say("hello.title"),
        blocks=(Text((voice.say(f"hello.{role}"),)),),
        buttons=starters(voice),
        summary=voice.say("hello.title"),
    )


def starters(voice: Voice) -> tuple[Button, ...]:
    """我要报修, 我的工单, 谁值班."""
    return (
        Button(voice.say("button.file"), pack("ask", verb="file"), "primary",
               command=voice.say("typed.file")),
        Button(voice.say("button.mine"), pack("list", kind="mine"),
               command=voice.say("typed.mine")),
        Button(voice.say("button.duty"), pack("duty"), command=voice.say("typed.duty")),
    )


def help_card(role: str, voice: Voice, limits: Sequence[str] = ()) -> Card:
    """What this person can do here; never a manual."""
    keys = ["help.file", "help.follow"]
    if role in ("owner", "admin"):
        keys += ["help.work", "help.lead"]
    blocks: list[Block] = [Text((voice.say(key),)) for key in keys]
    if role == "admin":
        blocks.append(Text((voice.say("hello.admin"),)))
    if limits:
        said = voice.say("list.separator").join(map(voice.say, limits))
        blocks.append(Note((voice.say("help.limits", limits=said),)))
    return Card(
        title=voice.say("help.title"), blocks=tuple(blocks), buttons=starters(voice),
        summary=voice.say("help.title"),
    )


def offer(ticket: Ticket, verb: str, key: str, voice: Voice) -> Card:
    """A next step offered, nothing done yet."""
    step = button(verb, ticket, voice, first=True)
    if verb == "approve":  # the rating is asked next
        step = replace(step, label=voice.say("button.approve_rate"))
    return sentence(voice.line(key, {"number": ticket.id, "who": ticket.requester}), (step,))


def ping(ticket: Ticket, line: Line, voice: Voice, buttons: Sequence[Button]) -> Card:
    """A reminder: short, by name, with the steps that end it."""
    return Card(
        title=f"#{ticket.id} {ticket.title}",
        colour=Colour.RED if ticket.heat >= 100 else Colour.ORANGE,
        blocks=(Text(line),),
        buttons=(*buttons, Button(
            voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}")),
        summary=f"#{ticket.id} {ticket.title}",
    )


def menu(ticket: Ticket, verbs: Sequence[str], voice: Voice) -> Card:
    """Everything else this person may do with a ticket."""
    extra = [
        Button(voice.say("button.history"), pack("show", ticket.id, what="history"),
               command=voice.say("typed.history", number=ticket.id)),
        Button(voice.say("button.why"), pack("show", ticket.id, what="why"),
               command=voice.say("typed.why", number=ticket.id)),
        Button(voice.say("button.sla"), pack("show", ticket.id, what="sla"),
               command=voice.say("typed.sla", number=ticket.id)),
    ]
    return Card(
        title=voice.say("menu.title", number=ticket.id),
        colour=Colour.GREY,
        blocks=(Note((ticket.title,)),),
        buttons=(*(button(verb, ticket, voice) for verb in verbs), *extra),
        summary=voice.say("menu.title", number=ticket.id),
    )


def unknown(said: str, nearest: str, corrected: str, voice: Voice) -> Card:
    """The nearest command as a button."""
    if not nearest:
        return sentence(voice.line("talk.unknown_plain", {"said": said}), starters(voice)[:2])
    return sentence(
        voice.line("talk.unknown", {"said": said, "nearest": nearest}),
        (
            Button(nearest, pack("say", text=corrected[:120]), "primary",
                   command=f"/{corrected}"),
            Button(voice.say("verb.file"), pack("ask", verb="file"),
                   command=voice.say("typed.file")),
        ),
    )
