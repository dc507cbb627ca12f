"""Dead letters on a card: what, when, why, and a button to try once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.model import Block, Button, Card, Colour, Note, Row
from bot.cards.voice import Voice
from bot.domain.actions import pack


@dataclass(frozen=True, slots=True)
class Letter:
    """One undelivered message."""

    number: int
    ticket: int | None
    at: datetime
    error: str


def letters_card(letters: Sequence[Letter], voice: Voice) -> Card:
    """The newest undelivered messages."""
    title = voice.say("letters.title")
    if not letters:
        return Card(blocks=(Note((voice.say("letters.none"),)),), summary=title)
    blocks: list[Block] = [
        Row(
            (
                voice.say("letters.row", at=voice.when(letter.at), number=letter.ticket or "")
                + f"\n{letter.error[:120]}",
            ),
            Button(voice.say("letters.retry"), pack("undelivered", again=str(letter.number))),
        )
        for letter in letters
    ]
    return Card(title=title, colour=Colour.ORANGE, blocks=tuple(blocks), summary=title)
