"""Two tickets that have to do with each other point at each other."""

from __future__ import annotations

from bot.domain.intents import Relate
from bot.domain.lifecycle import Event
from bot.domain.permissions import allow, may
from bot.errors import BadInput, IllegalMove
from bot.usecases.call import Call, Outcome
from bot.usecases.which import which

MOST = 20  # ties of one ticket


def relate(intent: Relate, call: Call) -> Outcome:
    """Ties two tickets the person may see, or takes the tie away; who may do it with one of them
    may do it.

    Raises BadInput for the ticket itself, a tie that is there already or is not, and too many.
    """
    number = intent.ticket or which("link", call)
    if not intent.other:
        raise BadInput("error.relate.how", number=number)
    pair = call.ticket(number), call.ticket(intent.other)
    one, other = pair
    if one.id == other.id:
        raise BadInput("error.relate.self", number=one.id)
    for ticket in pair:
        if ticket.merged_into is not None:
            raise IllegalMove("error.merged", number=ticket.id, into=ticket.merged_into)
    if not any(may(call.actor, "link", ticket, call.policy) for ticket in pair):
        allow(call.actor, "link", one, call.policy)
    if (other.id in one.related) is not intent.off:
        key = "error.relate.none" if intent.off else "error.relate.already"
        raise BadInput(key, number=one.id, other=other.id)
    if not intent.off and max(len(ticket.related) for ticket in pair) >= MOST:
        raise BadInput("error.relate.many", number=one.id, limit=MOST)
    kind = "unrelated" if intent.off else "related"
    for ticket, tied in (pair, pair[::-1]):
        call.record(ticket, Event(kind, call.now, call.actor.id, {"ticket": tied.id}))
    facts = {"number": one.id, "other": other.id}
    if not call.clicking:
        call.reply("line", one.id, **call.line(f"reply.{kind}", **facts))
    return Outcome(f"reply.{kind}", facts)
