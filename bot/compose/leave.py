"""Composers about leave."""

from __future__ import annotations

from bot.cards.leave import leave_card
from bot.cards.model import Card
from bot.compose.view import View
from bot.domain.notices import Say


def leave(say: Say, view: View) -> Card:
    """The answer to a leave."""
    return leave_card(say.facts, view)


COMPOSERS = {"leave": leave}
