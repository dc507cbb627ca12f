"""Composers of the questions about tickets that have to do with each other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.kin import alike_card, merged_card, settled
from bot.cards.model import Card, Option
from bot.compose.view import View
from bot.domain.kin import MET
from bot.domain.notices import Say
from bot.domain.people import Person
from bot.domain.permissions import can_see
from bot.domain.ticket import Ticket
from bot.domain.triage import Candidate, similar
from bot.ports import Attachment

SHARED = 3  # tickets of others on the list of one's own
OFFERED = 10  # tickets one may be merged into with a tap
READ = 400  # characters of a request that are compared


def alike(say: Say, view: View) -> Card:
    """Asks the requester; once either ticket is closed there is nothing left to ask."""
    assert say.ticket is not None
    ticket, other = view.tx.tickets.get(say.ticket), view.tx.tickets.get(say.facts["other"])
    hidden = view.viewer is None or not can_see(view.viewer, other, view.policy)
    if hidden or not (ticket.is_open and other.is_open):
        return settled(ticket, view)
    return alike_card(ticket, other, view)


def merged(say: Say, view: View) -> Card:
    """Tells the requester where their ticket went."""
    assert say.ticket is not None
    ticket = view.tx.tickets.get(say.ticket)
    if ticket.merged_into is None:
        return settled(ticket, view)
    return merged_card(ticket, say.facts["who"], view)


def files_of(ticket: Ticket, view: View) -> Sequence[Attachment]:
    """A ticket's files and those of the tickets merged into it; a private one's only where one
    who may see that ticket looks alone."""
    found = list(view.tx.attachments.of_ticket(ticket.id))
    for double in view.tx.tickets.get_many(ticket.doubles).values() if ticket.doubles else ():
        mine = view.viewer is not None and can_see(view.viewer, double, view.policy)
        if not double.private or mine:
            found += view.tx.attachments.of_ticket(double.id)
    return found


def shared(person: Person, view: View) -> list[Ticket]:
    """The open tickets this person's own were merged into, and those they said 我也遇到 to: they
    still wait for those."""
    tickets = view.tx.tickets
    found: dict[int, Ticket] = {}
    met = [n for one in person.ids if (known := view.tx.records.get(MET, str(one)))
           for n in known.data["tickets"]]
    joined = tickets.get_many(met).values() if met else ()
    for ticket in (*tickets.merged_of(person.id, OFFERED), *joined):
        while ticket.merged_into is not None:
            ticket = tickets.get(ticket.merged_into)
        has_it = not person.ids.isdisjoint(ticket.affected)
        if ticket.is_open and ticket.requester not in person.ids and has_it:
            found[ticket.id] = ticket
    return [one for one in found.values() if can_see(person, one, view.policy)][:SHARED]


def targets(ticket: Ticket, view: View) -> tuple[Option, ...]:
    """The open tickets another is likely to be merged into, the most alike first. Others can be
    named by number in words."""
    tickets = view.tx.tickets
    here = tickets.of_chat(ticket.home, None, OFFERED).tickets if ticket.home else ()
    team = tickets.of_team([ticket.team], None, OFFERED).tickets if ticket.team else ()
    found = {
        other.id: other for other in (*here, *team)
        if other.id != ticket.id and view.viewer and can_see(view.viewer, other, view.policy)
    }
    pool = [Candidate(n, other.body[:READ], other.place, other.asset) for n, other in found.items()]
    alike = similar(ticket.body[:READ], pool, place=ticket.place, asset=ticket.asset, threshold=0.1)
    order = dict.fromkeys((*(same.number for same in alike), *found))
    return tuple(
        Option(f"#{number} {found[number].title[:30]}", str(number))
        for number in list(order)[:OFFERED]
    )


COMPOSERS = {"alike": alike, "merged": merged}
