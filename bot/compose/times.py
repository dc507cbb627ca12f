"""Composers of digests and calendars."""

from __future__ import annotations

from bot.cards.holidays import holidays_card
from bot.cards.model import Card
from bot.cards.pings import pings_card
from bot.compose.view import View
from bot.domain.notices import Say


def pings(say: Say, view: View) -> Card:
    """The tickets as they are when the digest is sent."""
    numbers = list(dict.fromkeys(item[0] for item in say.facts["items"]))
    found = view.tx.tickets.get_many(numbers)
    tickets = [found[n] for n in numbers if n in found and found[n].is_open]
    me = view.viewer.id if view.viewer else 0
    acks = any(record.data["person"] == me for record in view.tx.records.all("ack"))
    return pings_card(tickets, bool(say.facts.get("late")), acks, view)


def holidays(say: Say, view: View) -> Card:
    """Days off and make-up days: a preview, or those to come."""
    return holidays_card(say.facts, view)


COMPOSERS = {"pings": pings, "holidays": holidays}
