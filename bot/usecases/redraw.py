"""Every copy of a ticket's card ends up showing its newest version.

A card's redraws stand in one lane, so they come in order. Beside them there are the answers to
clicks, which draw the clicked card too and may get lost (a crash, a broken connection). So a click
queues a later look at its card in the same commit, and an answer that arrived takes it back: in the
normal case nothing is called that the click did not need. An answer and a redraw that were under
way at the same time may have landed in either order: then the card is redrawn once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.notices import OnPlacement, Say, look_again, looking, redraw
from bot.domain.ticket import Ticket
from bot.ports import Placement, Tx

# A click's own answer must be drawn before the other copies of the same card are.
AFTER_ANSWER = timedelta(milliseconds=700)
ARRIVES_WITHIN = timedelta(seconds=6)  # no platform waits longer for a click's answer


def redraw_others(ticket: Ticket, tx: Tx, clicked: Placement | None) -> None:
    """Queues every copy of the ticket's card, save the clicked one."""
    for placement in tx.placements.of_ticket(ticket.id):
        if clicked is None or placement.id != clicked.id:
            tx.outbox.add(redraw(placement.id, ticket.id))


def redraw_clicked(clicked: Placement, ticket: Ticket, tx: Tx, *, answer_for_all: bool) -> None:
    """Queues a later look at the card that a click's answer draws: for everybody, or for the
    clicker alone."""
    at = tx.now + (ARRIVES_WITHIN if answer_for_all else AFTER_ANSWER)
    tx.outbox.add(look_again(clicked.id, ticket.id, ticket.version, at, again=not answer_for_all))


def answer_arrived(placement: int, version: int, tx: Tx) -> None:
    """A click's answer has shown this version for everybody."""
    if tx.outbox.under_way(OnPlacement(placement)):
        return  # whichever landed last, the later look will see to it
    placed = tx.placements.get(placement)
    if placed is None:
        return
    earlier = range(placed.shown + 1, version)
    if any(tx.outbox.withdraw(looking(placement, v)) for v in earlier):
        return  # another click's answer is still on its way and may cover this one
    if not tx.outbox.withdraw(looking(placement, version)):
        return
    tx.placements.shows(placement, version)


def look(say: Say, tx: Tx) -> None:
    """The time has come to see whether a click's answer arrived."""
    assert isinstance(say.audience, OnPlacement)
    placed = tx.placements.get(say.audience.placement)
    ticket = tx.tickets.find(placed.ticket) if placed else None
    again = bool(say.facts.get("again"))
    if placed and ticket and (again or placed.shown < ticket.version):
        tx.outbox.add(redraw(placed.id, ticket.id, again=again))


def redrawn(
    placement: int, version: int, message: str | None, meta: Mapping[str, Any] | None, tx: Tx
) -> None:
    """A redraw has shown this version. What changed meanwhile is drawn after it, even if an
    answer has shown that already: it may have been covered by this."""
    tx.placements.shows(placement, version, message, meta)
    placed = tx.placements.get(placement)
    ticket = tx.tickets.find(placed.ticket) if placed else None
    if ticket is None:
        return
    for newer in range(version + 1, ticket.version + 1):
        tx.outbox.withdraw(looking(placement, newer))
    if ticket.version > version:
        tx.outbox.add(redraw(placement, ticket.id))
