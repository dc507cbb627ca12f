"""What a card says of the tickets a ticket has to do with, and the questions about them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.model import Bold, Button, Card, Colour, Field, Note, Span, Text, Tint, plain
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.kin import counted, met_by, unfinished
from bot.domain.ticket import Ticket
from bot.domain.times import to_ms

NAMED = 6  # tickets named in one field; the others are in the history


def state_of(ticket: Ticket, voice: Voice) -> str:
    """The state in words; of a merged ticket, where it went."""
    if ticket.merged_into is not None:
        return voice.say("state.merged", into=ticket.merged_into)
    return voice.say(f"state.{ticket.state}")


def kin_fields(ticket: Ticket, children: Sequence[Ticket], voice: Voice) -> list[Field]:
    """Who has the problem too, sub-tickets, the parent, and tickets it is tied to."""
    out: list[Field] = []
    if met_by(ticket) > 1:
        met = voice.say("kin.met", n=met_by(ticket))
        out.append(Field(voice.say("field.met"), (Tint(met, Colour.RED),)))
    steps = counted(children)
    if steps:
        left = unfinished(steps)
        done = voice.say("kin.steps", done=len(steps) - len(left), all=len(steps))
        rest = f" {_numbers([step.id for step in left], voice)}" if left else ""
        out.append(Field(voice.say("field.steps"), (Bold(done), rest)))
    if ticket.parent is not None:
        out.append(Field(voice.say("field.parent"), (f"#{ticket.parent}",)))
    if ticket.related:
        out.append(Field(voice.say("field.related"), (_numbers(ticket.related, voice),)))
    if ticket.doubles:
        out.append(Field(voice.say("field.doubles"), (_numbers(ticket.doubles, voice),)))
    return out


def _numbers(numbers: Sequence[int], voice: Voice) -> str:
    said = voice.say("list.separator").join(f"#{number}" for number in numbers[:NAMED])
    return f"{said}…" if len(numbers) > NAMED else said


def alike_card(ticket: Ticket, other: Ticket, voice: Voice) -> Card:
    """Is it the same problem? The ticket stands, whatever is answered."""
    due = other.due()
    same = voice.line("alike.same", {
        "other": other.id, "owner": other.owner, "due_at": to_ms(due) if due else None})
    spans: list[Span] = [
        *same, "\n", Bold(other.title[:60]),
        f"\n{voice.say('alike.ask', number=ticket.id)}",
    ]
    if met_by(other) > 1:
        spans.insert(-1, f" · {voice.say('kin.met', n=met_by(other))}")
    return Card(
        blocks=(Text(tuple(spans)),),
        buttons=(
            Button(
                voice.say("verb.merge" if other.requester == ticket.requester else "button.met"),
                pack("merge", ticket.id, into=str(other.id)), "primary",
                command=voice.say("typed.merge", number=ticket.id, into=other.id),
            ),
            Button(
                voice.say("button.distinct"), pack("distinct", ticket.id, other=str(other.id))
            ),
            opens(other.id, voice),
        ),
        summary=plain(same),
    )


def merged_card(ticket: Ticket, who: int, voice: Voice) -> Card:
    """The requester hears that theirs was merged, and may object."""
    into = ticket.merged_into or 0
    line = voice.line(
        "tell.merged_yours",
        {"number": ticket.id, "title": ticket.title[:40], "into": into, "who": who},
    )
    objection = Button(
        voice.say("button.distinct"), pack("distinct", ticket.id, other=str(into))
    )
    return Card(
        blocks=(Text(line),), buttons=(opens(into, voice), objection), summary=plain(line)[:100]
    )


def settled(ticket: Ticket, voice: Voice) -> Card:
    """The question came too late to be one."""
    said = f"#{ticket.id} {state_of(ticket, voice)}"
    return Card(blocks=(Note((said,)),), summary=said)


def opens(number: int, voice: Voice) -> Button:
    """Opens another ticket by its number; a title could tell more than the reader may know."""
    label = voice.say("button.see", number=number)
    return Button(label, pack("show", number), command=f"#{number}")
