"""Repeated faults: what breaks again and again, and the tickets that say so."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Row, Text
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.ticket import Ticket
from bot.domain.triage import Repeat

SHOWN = 6  # tickets or things on a card
_PACKED = 30  # characters of a value in the root cause's text, which a button carries


def repeat_card(
    repeat: Repeat, tickets: Sequence[Ticket], root: Ticket | None, voice: Voice
) -> Card:
    """One thing with its tickets, the newest first, and the step to its cause."""
    what = voice.say(f"repeat.{repeat.kind}", value=repeat.value)
    count = len(repeat.numbers)
    head = voice.say("repeat.count", count=count, category=repeat.category or "")
    blocks: list[Block] = [Text((head,))]
    blocks += [_ticket(ticket, voice) for ticket in list(reversed(tickets))[:SHOWN]]
    if count > SHOWN:
        blocks.append(Note((voice.say("repeat.more", n=count - SHOWN),)))
    title = voice.say("repeat.title", what=what)
    return Card(
        title=title, colour=Colour.ORANGE, blocks=tuple(blocks),
        buttons=(_root(repeat, root, voice),), summary=f"{title} ({count})",
    )


def _root(repeat: Repeat, root: Ticket | None, voice: Voice) -> Button:
    if root is not None:
        return Button(voice.say("button.root_known", number=root.id), pack("show", root.id),
                      command=f"#{root.id}")
    said = voice.say("repeat.root", value=repeat.value[:_PACKED], count=len(repeat.numbers))
    packed = pack("root", repeat.numbers[-1], kind=repeat.kind, text=said)
    return Button(voice.say("button.root"), packed, "primary")


def _ticket(ticket: Ticket, voice: Voice) -> Row:
    state = voice.say(f"state.{ticket.state}")
    return Row(
        (Bold(f"#{ticket.id}"), f" {ticket.title[:24]} · {voice.when(ticket.filed_at)} · {state}"),
        Button(voice.say("button.card"), pack("show", ticket.id), command=f"#{ticket.id}"),
    )


def repeats_card(found: Sequence[tuple[str, Repeat]], voice: Voice) -> Card:
    """All of them, the worst first; each row opens its own card."""
    title = voice.say("repeats.title")
    if not found:
        return Card(blocks=(Note((voice.say("repeats.none"),)),), summary=title)
    blocks: list[Block] = [_thing(team, repeat, voice) for team, repeat in found[:SHOWN]]
    if len(found) > SHOWN:
        blocks.append(Note((voice.say("repeat.more_things", n=len(found) - SHOWN),)))
    return Card(title=title, colour=Colour.ORANGE, blocks=tuple(blocks),
                summary=f"{title}: {len(found)}")


def _thing(team: str, repeat: Repeat, voice: Voice) -> Row:
    what = voice.say(f"repeat.{repeat.kind}", value=repeat.value)
    head = voice.say("repeat.row", count=len(repeat.numbers), category=repeat.category or "",
                     team=team)
    return Row(
        (Bold(what), f" · {head}"),
        Button(
            voice.say("button.open"),
            pack("repeats", repeat.numbers[-1], kind=repeat.kind),
        ),
    )
