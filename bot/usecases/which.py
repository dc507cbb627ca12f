"""Which ticket somebody means who named none: the quoted one, else the only one it can be."""

from __future__ import annotations

from bot.domain.lifecycle import EDGES, SIDE_VERBS
from bot.domain.permissions import allow, may
from bot.domain.ticket import State, Ticket
from bot.errors import BadInput
from bot.usecases.call import Call

LOOKED_AT = 6  # more candidates than a person wants to choose from


def which(verb: str, call: Call) -> int:
    """The number of the ticket meant; raises BadInput with the candidates where it is
    unclear, or a UserError that says why the only one cannot be."""
    if call.quoted:
        return call.quoted
    near = candidates(call)
    found = [t for t in near if _fits(verb, t, call)]
    if len(found) == 1:
        return found[0].id
    if not found:
        meant = [t for t in near if may(call.actor, verb, t, call.policy)]
        if len(meant) == 1:
            allow(call.actor, verb, meant[0], call.policy)  # says why this one cannot be
        raise BadInput("error.which_none", verb=verb)
    raise BadInput("error.which", verb=verb, tickets=[t.id for t in found[:LOOKED_AT]])


def candidates(call: Call) -> list[Ticket]:
    """Open tickets this person has to do with, most urgent first."""
    me = call.actor.id
    mine = call.tx.tickets.of_owner(me, None, LOOKED_AT).tickets
    asked = call.tx.tickets.of_requester(me, None, LOOKED_AT).tickets
    return list({t.id: t for t in (*mine, *asked)}.values())


def _fits(verb: str, ticket: Ticket, call: Call) -> bool:
    legal = (ticket.state, verb) in EDGES or ticket.state in SIDE_VERBS.get(verb, ())
    if verb == "nudge" and ticket.state is State.RESOLVED:
        return False
    return legal and may(call.actor, verb, ticket, call.policy)
