"""Composers of duty cards."""

from __future__ import annotations

from bot.cards.duty import duty_card, handover_card, roster_card, swap_card
from bot.cards.model import Card
from bot.compose.view import View
from bot.domain.notices import Say
from bot.domain.ticket import State, Ticket

LOOKED_AT = 50  # tickets a pack counts per person


def duty(say: Say, view: View) -> Card:
    """Who is on duty."""
    return duty_card(say.facts["rows"], say.facts.get("at"), view)


def roster(say: Say, view: View) -> Card:
    """What a pasted table means."""
    return roster_card(say.facts, view)


def swap(say: Say, view: View) -> Card:
    """Asks for a swap."""
    return swap_card(say.facts, view)


def handover(say: Say, view: View) -> Card:
    """The tickets as they are when the card is sent."""
    tickets = view.tx.tickets
    owned: list[Ticket] = []
    for person in say.facts["of"]:
        owned += tickets.of_owner(person, None, LOOKED_AT).tickets
    waiting = [t for t in owned if t.state in (State.ON_HOLD, State.RESOLVED)]
    running = [t for t in owned if t not in waiting]
    pool = tickets.pool([say.facts["team"]], None, LOOKED_AT).tickets
    return handover_card(say.facts, running, waiting, pool, view)


COMPOSERS = {"duty": duty, "roster": roster, "swap": swap, "handover": handover}
