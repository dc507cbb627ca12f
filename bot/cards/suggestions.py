"""Suggestions on a ticket's card, and the categories to choose from by one tap."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.model import Block, Bold, Button, Card, Colour, Note
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.ticket import Priority, Ticket
from bot.domain.triage import Suggested, Suggestion

CHOICES = 3
_PACKED = 40  # characters of a value that a button may carry


def suggestions(suggested: Suggested, voice: Voice) -> list[Block]:
    """One line each: what, and why."""
    return [
        Note((voice.say(f"suggest.{name}"), Bold(value), because(found, voice)))
        for name, value, found in _each(suggested, voice)
    ]


def because(found: Suggestion, voice: Voice) -> str:
    """The words that speak for it, and how tickets with them ended."""
    key = "suggest.learned" if found.of else "suggest.spoken" if found.because else "suggest.usual"
    return voice.say(key, words=list(found.because[:3]), hits=found.hits, of=found.of)


def adopting(ticket: Ticket, suggested: Suggested, voice: Voice) -> Button:
    """The one tap; it carries what was shown, so that nothing else is adopted."""
    label = voice.say("verb.adopt")
    shown = {
        name: found.value
        for name in ("category", "priority", "place")
        if (found := getattr(suggested, name)) and len(found.value) <= _PACKED
    }
    return Button(label, pack("adopt", ticket.id, ticket.version, **shown),
                  command=f"/{label} {ticket.id}")


def categories_card(
    ticket: Ticket, names: Sequence[str], ranked: Sequence[Suggestion], voice: Voice
) -> Card:
    """The likeliest categories as buttons; all of them behind the last one, if there are more."""
    known = {found.value: found for found in ranked}
    shown = names if len(names) <= CHOICES + 1 else names[:CHOICES]
    label = voice.say("verb.edit")
    buttons = [
        Button(name[:20], pack("categorise", ticket.id, ticket.version, value=name[:80]),
               "primary" if n == 0 and name in known else "default",
               command=f"/{label} {ticket.id} {name}")
        for n, name in enumerate(shown)
    ]
    if len(shown) < len(names):
        buttons.append(Button(
            voice.say("button.other"), pack("ask", ticket.id, ticket.version, verb="edit", full="1")
        ))
    lines = [
        Note((Bold(name), because(known[name], voice)))
        for name in shown if name in known and known[name].because
    ]
    return Card(
        title=f"{voice.say('form.edit', number=ticket.id)} {ticket.title}",
        colour=Colour.BLUE,
        blocks=tuple(lines) or (Note((voice.say("suggest.choose"),)),),
        buttons=tuple(buttons),
        summary=voice.say("form.edit", number=ticket.id),
    )


def _each(suggested: Suggested, voice: Voice) -> list[tuple[str, str, Suggestion]]:
    out = []
    if suggested.category:
        out.append(("category", suggested.category.value, suggested.category))
    if suggested.priority:
        name = voice.say(f"priority.{int(Priority[suggested.priority.value])}")
        out.append(("priority", name, suggested.priority))
    if suggested.place:
        out.append(("place", suggested.place.value, suggested.place))
    return out
