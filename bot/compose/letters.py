"""Composer of the dead letters."""

from __future__ import annotations

from bot.cards.letters import Letter, letters_card
from bot.cards.model import Card
from bot.compose.view import View
from bot.domain.notices import Say

SHOWN = 8


def letters(say: Say, view: View) -> Card:
    """The newest undelivered messages."""
    dead = view.tx.outbox.dead(SHOWN)
    return letters_card(
        [Letter(d.id, d.say.ticket, d.at, d.error) for d in dead], view
    )


COMPOSERS = {"letters": letters}
