"""Lists of tickets on a card, one line each, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.kin import state_of
from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Row, Span, Tint
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.ticket import Ticket

PAGE_SIZE = 5  # product.md §8: at most five, newest or most urgent first


def list_card(
    kind: str, tickets: Sequence[Ticket], after: str | None, voice: Voice,
    *, words: str = "", number: int = 1, shared: Sequence[Ticket] = (),
) -> Card:
    """A page of a list; each row opens its ticket. `shared`: others' tickets the person has to
    do with as well."""
    title = voice.say(f"list.{kind}", words=words)
    if not tickets and not shared:
        return Card(
            blocks=(Note((voice.say(f"list.empty.{kind}", words=words),)),), summary=title
        )
    blocks: list[Block] = [_row(ticket, voice) for ticket in tickets]
    if shared:
        blocks += [Note((voice.say("list.shared"),)), *(_row(ticket, voice) for ticket in shared)]
    buttons = []
    if number > 1 or after:
        blocks.append(Note((voice.say("list.page", page=number),)))
    if after:
        buttons.append(
            Button(
                voice.say("button.next"),
                pack("list", kind=kind, after=after, page=str(number + 1), words=words[:60]),
            )
        )
    buttons.append(
        Button(voice.say("button.excel"), pack("export", kind=kind, words=words[:60]),
               command=voice.say("typed.export", what=words[:60] or title))
    )
    return Card(
        title=title, colour=Colour.BLUE, blocks=tuple(blocks), buttons=tuple(buttons),
        summary=f"{title}: {len(tickets) + len(shared)}",
    )


def _row(ticket: Ticket, voice: Voice) -> Row:
    spans: list[Span] = [
        Bold(f"#{ticket.id}"), f" {ticket.title[:40]}\n",
        f"{state_of(ticket, voice)} · {voice.name(ticket.owner)}",
    ]
    due = ticket.due()
    if due is not None and ticket.is_open:
        left = f" · {voice.left(due)}"
        spans.append(Tint(left, Colour.RED) if due <= voice.now else left)
    return Row(
        tuple(spans),
        Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
    )
