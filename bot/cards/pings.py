"""The digest of pings that went over the budget, or came late."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Row, Span, Tint
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.ticket import Ticket

SHOWN = 8


def pings_card(tickets: Sequence[Ticket], late: bool, acks: bool, voice: Voice) -> Card:
    """One row a ticket; closed ones are left out by the caller."""
    title = voice.say("pings.late" if late else "pings.title", count=len(tickets))
    blocks: list[Block] = [_row(ticket, voice) for ticket in tickets[:SHOWN]]
    if len(tickets) > SHOWN:
        blocks.append(Note((voice.say("pings.more", count=len(tickets) - SHOWN),)))
    if not tickets:
        blocks.append(Note((voice.say("pings.over"),)))
    buttons = [
        Button(voice.say("list.todo"), pack("list", kind="todo"), command=voice.say("typed.todo"))
    ]
    if acks:
        buttons.insert(0, Button(voice.say("verb.acknowledge"), pack("acknowledge_all"), "primary"))
    return Card(
        title=title, colour=Colour.ORANGE, blocks=tuple(blocks), buttons=tuple(buttons),
        summary=title,
    )


def _row(ticket: Ticket, voice: Voice) -> Row:
    spans: list[Span] = [
        Bold(f"#{ticket.id}"), f" {ticket.title[:40]}\n",
        f"{voice.say(f'state.{ticket.state}')} · {voice.name(ticket.owner)}",
    ]
    due = ticket.due()
    if due is not None:
        left = f" · {voice.left(due)}"
        spans.append(Tint(left, Colour.RED) if due <= voice.now else left)
    return Row(
        tuple(spans),
        Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
    )
