"""Composers of digests, reports and calendars."""

from __future__ import annotations

from bot.cards.model import Card
from bot.cards.pings import pings_card
from bot.compose.view import View
from bot.domain.notices import Say


def pings(say: Say, view: View) -> Card:
    """The tickets as they are when the digest is sent."""
    numbers = list(dict.fromkeys(number for number, _ in say.facts["items"]))
    found = view.tx.tickets.get_many(numbers)
    tickets = [found[n] for n in numbers if n in found and found[n].is_open]
    me = view.viewer.id if view.viewer else 0
    acks = any(record.data["person"] == me for record in view.tx.records.all("ack"))
    return pings_card(tickets, bool(say.facts.get("late")), acks, view)


COMPOSERS = {"pings": pings}
