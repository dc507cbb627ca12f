"""The same problem reported twice: one ticket is merged into the other, and comes out again.

The merged ticket is closed with a pointer; its people hear of the other from then on. Whatever was
said on it stays in its own history, and its files are shown with the other's (bot/compose/ticket),
so that taking the merge back has nothing to carry home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.actions import pack
from bot.domain.intents import Ask, Distinct, Join, Merge
from bot.domain.kin import MET, MOST_MET, met_by, unfinished
from bot.domain.lifecycle import SIDE_VERBS, Event, evolve, fold, moved, packed
from bot.domain.notices import InChat, Say
from bot.domain.permissions import ADMIN, LEAD, REQUESTER, allow, can_see, may, relations
from bot.domain.sla import dues
from bot.domain.ticket import Ticket
from bot.domain.times import to_ms
from bot.errors import BadInput, IllegalMove, NotAllowed
from bot.ports import Record
from bot.usecases.ask import ask
from bot.usecases.call import Call, Outcome
from bot.usecases.dispatch import rehome
from bot.usecases.which import LOOKED_AT, which


def merge_tickets(intent: Merge, call: Call) -> Outcome:
    """Merges a ticket into another that is open; its requester, followers and files go along.

    Raises NotFound for a ticket the person may not see, IllegalMove or BadInput for itself, for a
    closed or merged target, for its own sub-ticket, and while sub-tickets of it are open.
    """
    source = call.ticket(intent.ticket or which("merge", call))
    allow(call.actor, "merge", source, call.policy)
    if not intent.into:
        return ask(Ask("merge", source.id, source.version), call)
    target = call.ticket(intent.into)
    _check(source, target, call)
    call.record(source, moved("merge", call.actor.id, call.now, into=target.id))
    if source.parent == target.id:
        target = call.tx.tickets.get(target.id)  # it has counted its steps anew
    kept = call.record(target, Event(
        "absorbed", call.now, call.actor.id, _brought(source, target, call.actor.id)
    ))
    _tell_merged(source, kept, call)
    facts = {"number": source.id, "into": kept.id, "n": met_by(kept)}
    if not call.clicking:
        call.reply("line", kept.id, **call.line("reply.merged", **facts))
    return Outcome("toast.merged", facts, show=_instead("reply.merged", call, **facts))


def _check(source: Ticket, target: Ticket, call: Call) -> None:
    if source.id == target.id:
        raise BadInput("error.merge.self", number=source.id)
    if target.merged_into is not None:
        into = _last(target, call)
        again = [[f"#{into}", pack("merge", source.id, into=str(into)), ""]]
        raise IllegalMove("error.merge.merged", number=target.id, into=into, choices=again)
    if not target.is_open:
        raise IllegalMove("error.merge.closed", number=target.id, state=target.state.value)
    if source.id in _ancestors(target, call):
        raise BadInput("error.merge.child", number=source.id, into=target.id)
    steps = unfinished(call.tx.tickets.get_many(source.children).values())
    if steps:
        raise IllegalMove(
            "error.merge.children", number=source.id, names=[f"#{s.id}" for s in steps[:3]],
            tickets=[s.id for s in steps[:3]],
        )


def _last(ticket: Ticket, call: Call) -> int:
    """Where a merged ticket lives on, however often it was merged since."""
    while ticket.merged_into is not None:
        ticket = call.tx.tickets.get(ticket.merged_into)
    return ticket.id


def _ancestors(ticket: Ticket, call: Call) -> set[int]:
    found: set[int] = set()
    while ticket.parent is not None and ticket.parent not in found:
        found.add(ticket.parent)
        ticket = call.tx.tickets.get(ticket.parent)
    return found


def _brought(source: Ticket, target: Ticket, by: int) -> dict[str, object]:
    """What the merge adds to the target. To a private one the requester alone is let in, and a
    private one's title is not said."""
    hit = [source.requester, *source.affected]
    follow = [source.requester] if target.private else [*hit, *source.followers]
    known = {target.requester, *target.followers}
    met = {target.requester, *target.affected}
    said = target.private or not source.private
    return {
        "ticket": source.id,
        "from": source.requester if source.requester != by else None,
        "title": source.title if said else "",
        "people": [p for p in dict.fromkeys(follow) if p not in known],
        "affected": [p for p in dict.fromkeys(hit) if p not in met],
    }


def _tell_merged(source: Ticket, kept: Ticket, call: Call) -> None:
    """The requester may object; both owners hear that there is one thing less, and more of it."""
    facts: dict[str, Any] = {
        "who": call.actor.id, "number": source.id, "title": source.title, "into": kept.id,
    }
    call.tell([source.requester], "merged", source.id, into=kept.id, who=call.actor.id)
    others = [source.owner, *source.followers, *source.affected]
    call.tell(
        [person for person in others if person not in (source.requester, kept.owner)],
        "line", source.id, **call.line("tell.merged", **facts),
    )
    call.tell([kept.owner], "line", kept.id, **call.line(
        "tell.met", number=kept.id, title=kept.title, who=source.requester, n=met_by(kept)))


def distinct(intent: Distinct, call: Call) -> Outcome:
    """不是同一个: the answer is kept in the history; a merge already done is taken back.

    Raises NotAllowed for people who could not have merged it.
    """
    ticket = call.ticket(intent.ticket)
    if not may(call.actor, "merge", ticket, call.policy):
        raise NotAllowed(
            "error.not_allowed", number=ticket.id, verb="merge",
            who=["admin", "lead", "requester"], can=[],
        )
    lines = [line.event for line in call.tx.tickets.history(ticket.id)]
    if ticket.merged_into is not None:
        part(ticket, lines, call)
    elif ticket.is_open:
        said = Event("distinct", call.now, call.actor.id, {"ticket": intent.other})
        if not any(e.kind == "distinct" and e.data == said.data for e in lines):
            call.record(ticket, said, history=lines)
    facts = {"number": ticket.id}
    if not call.clicking:
        call.reply("line", ticket.id, **call.line("reply.distinct", **facts))
    return Outcome("toast.distinct", facts, show=_instead("reply.distinct", call, **facts))


def part(ticket: Ticket, lines: Sequence[Event], call: Call) -> Ticket:
    """Takes a merged ticket out again: as it was before, its clocks going on from there."""
    at = max(n for n, e in enumerate(lines) if e.kind == "moved" and e.data["verb"] == "merge")
    restore = packed(fold(ticket.id, lines[:at]))
    data = {"seq": at + 1, "verb": "merge", "restore": restore}
    event = Event("undone", call.now, call.actor.id, data)
    running = dues(evolve(ticket, event), [*lines, event], call.policy, call.now)
    restore |= {name: to_ms(due) for name, due in running.items() if due is not None}
    chain = _kept_by(ticket, call)
    brought = _brought_by(ticket, chain[0], call)
    for kept in chain:
        taken = _taken(ticket, kept, brought, call)
        call.record(kept, Event("released", call.now, call.actor.id, taken))
    after = call.record(ticket, event, history=lines)
    owner = call.tx.people.get(after.owner) if after.owner is not None else None
    if owner is not None and not owner.active:
        after = rehome(after, call)
    call.tell([after.owner], "ticket", after.id, lead="lead.parted",
              lead_facts={"who": call.actor.id})
    call.tell([after.requester], "line", after.id, **call.line(
        "tell.parted", who=call.actor.id, number=after.id, title=after.title))
    return after


def _kept_by(ticket: Ticket, call: Call) -> list[Ticket]:
    """The ticket it was merged into, and where that one went since."""
    found = []
    into = ticket.merged_into
    while into is not None:
        kept = call.tx.tickets.get(into)
        found.append(kept)
        into = kept.merged_into
    return found


def _brought_by(ticket: Ticket, kept: Ticket, call: Call) -> Mapping[str, Any]:
    """What the merge had added to the ticket it went into."""
    events = reversed(call.tx.tickets.history(kept.id))
    return next(
        line.event.data for line in events
        if line.event.kind == "absorbed" and line.event.data["ticket"] == ticket.id
    )


def _taken(
    ticket: Ticket, kept: Ticket, brought: Mapping[str, Any], call: Call
) -> dict[str, object]:
    """What leaves a ticket again: not those who have the problem by another way as well."""
    doubles = call.tx.tickets.get_many(n for n in kept.doubles if n != ticket.id).values()
    stay = {person for other in doubles for person in (other.requester, *other.affected)}
    events = [line.event for line in call.tx.tickets.history(kept.id)]
    stay |= {e.data["person"] for e in events if e.kind in ("joined", "followed")}
    return {
        "ticket": ticket.id,
        "people": [p for p in brought["people"] if p not in stay],
        "affected": [p for p in brought["affected"] if p not in stay],
    }


def join(intent: Join, call: Call) -> Outcome:
    """我也遇到 without a ticket of one's own: counted, and told when it is done."""
    ticket = call.ticket(intent.ticket or call.quoted or _talked_of(call))
    if not (ticket.state in SIDE_VERBS["join"] or ticket.merged_into):
        raise IllegalMove("error.join.over", number=ticket.id, state=ticket.state.value)
    allow(call.actor, "join", ticket, call.policy)
    key, me = "reply.joined_before", call.actor
    if me.ids.isdisjoint((ticket.requester, *ticket.affected)):
        key = "reply.joined"
        ticket = call.record(ticket, Event("joined", call.now, me.id, {"person": me.id}))
        _noted(ticket, call)
        call.tell([ticket.owner], "line", ticket.id, **call.line(
            "tell.met", number=ticket.id, title=ticket.title, who=me.id, n=met_by(ticket)))
    facts = {"number": ticket.id, "n": met_by(ticket)}
    if not call.clicking:
        call.whisper("line", ticket.id, **call.line(key, **facts))
    return Outcome(key, facts)


def _noted(ticket: Ticket, call: Call) -> None:
    """So that the ticket is found among one's own; those that are over are forgotten."""
    key, tickets = str(call.actor.id), call.tx.tickets
    old = call.tx.records.get(MET, key)
    before = tickets.get_many(old.data["tickets"]) if old else {}
    live = [n for n, one in before.items() if one.is_open or one.merged_into]
    call.tx.records.put(Record(MET, key, {"tickets": sorted({*live, ticket.id})[-MOST_MET:]}))


def _talked_of(call: Call) -> int:
    """The one ticket of this chat that somebody else waits for; raises BadInput with the newest
    where there are several."""
    assert call.chat is not None
    found = [
        ticket.id for ticket in call.tx.tickets.of_chat(call.chat, None, LOOKED_AT).tickets
        if ticket.state in SIDE_VERBS["join"] and ticket.requester not in call.actor.ids
        and can_see(call.actor, ticket, call.policy)
    ]
    if len(found) == 1:
        return found[0]
    raise BadInput("error.which", verb="join", tickets=found)


def bequeath(ticket: Ticket, call: Call) -> Outcome | None:
    """A requester who calls off what others have too only leaves it: the next of them goes on.

    None: nobody else has it, or the person may call it off for all.
    """
    heirs = [person for person in ticket.affected if person not in call.actor.ids]
    mine = relations(call.actor, ticket, call.policy)
    if not heirs or not ticket.is_open or REQUESTER not in mine or mine & {LEAD, ADMIN}:
        return None
    after = call.record(ticket, Event("inherited", call.now, call.actor.id, {"person": heirs[0]}))
    call.tell([heirs[0]], "ticket", after.id, lead="lead.inherited",
              lead_facts={"who": call.actor.id})
    facts = {"number": after.id, "to": heirs[0]}
    if not call.clicking:
        call.reply("line", after.id, **call.line("reply.inherited", **facts))
    return Outcome("reply.inherited", facts)


def _instead(key: str, call: Call, **facts: Any) -> Say | None:
    """What a pressed question turns into; a ticket card is drawn anew instead."""
    if not call.clicking or call.clicked is not None or call.chat is None:
        return None
    return Say("line", InChat(call.chat), None, call.line(key, **facts))
