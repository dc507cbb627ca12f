"""The radar of repeated faults: the same asset or place with three tickets in a fortnight.

The leads of the team are told once a thing and fortnight; the card is composed when it is read, so
it shows what is so by then. A ticket that was called off or merged into another does not count,
nor does the one that looks for the cause.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from bot.domain.escalation import next_check
from bot.domain.intents import Repeats, RootCause
from bot.domain.lifecycle import Event
from bot.domain.notices import InChat, Say
from bot.domain.policy import Policy
from bot.domain.routing import RoutingRequest
from bot.domain.sla import plan_for, promises
from bot.domain.ticket import Priority, Ticket
from bot.domain.times import to_ms
from bot.domain.triage import DAYS, LEAST, Repeat, repeats_among, things_of
from bot.errors import BadInput, NotAllowed
from bot.ports import Record, Tx
from bot.usecases import dispatch
from bot.usecases.call import Call, Outcome
from bot.usecases.tick import BOT
from bot.usecases.words import body, title_of

WINDOW = timedelta(days=DAYS)
TIED = 8  # tickets the root cause points at, the newest
LOOKED_AT = 60  # tickets of one thing, the newest
KIND = "repeat"

Thing = tuple[str, str]
Repeated = tuple[str, Repeat, Sequence[Ticket]]  # team, what repeats, its tickets, oldest first


def look(
    things: Sequence[Thing], tx: Tx, policy: Policy
) -> tuple[Sequence[Thing], Sequence[Repeated]]:
    """The things that are left to look at, and what of those looked at repeats. Only reads, and
    ends with the first thing that has tickets enough to read, for some milliseconds go into that.
    While suggestions are off they are passed over."""
    if not policy.triage:
        return (), ()
    for at, thing in enumerate(things, 1):
        numbers = tx.faults.of((thing,), tx.now - WINDOW, LOOKED_AT)
        if len(numbers) >= LEAST:
            return things[at:], _among(numbers, tx)
    return (), ()


def tell(
    fresh: Sequence[tuple[int, Thing]], found: Sequence[Repeated], tx: Tx, policy: Policy
) -> None:
    """Tells the leads of what repeats, and that nobody need look at these again."""
    tx.faults.seen(fresh)
    call = Call(tx=tx, policy=policy, actor=BOT)
    for team, repeat, tickets in found:
        _tell(team, repeat, tickets, call)


def found(things: Collection[Thing], tx: Tx) -> list[Repeated]:
    """Those of the things that repeat now."""
    return _among(tx.faults.of(things, tx.now - WINDOW, LOOKED_AT), tx)


def _among(numbers: Collection[int], tx: Tx) -> list[Repeated]:
    roots = {record.data.get("root", 0) for record in tx.records.all(KIND)}
    return repeats_among(tx.tickets.get_many(numbers).values(), roots, tx.now)


def _key(team: str, kind: str, value: str) -> str:
    return f"{team}:{kind}:{value}"


def _tell(team: str, repeat: Repeat, tickets: Sequence[Ticket], call: Call) -> None:
    key = _key(team, repeat.kind, repeat.value)
    if call.tx.records.add(Record(KIND, key, {}, call.now + WINDOW)):
        call.tell(
            call.leads(tickets[-1]), "repeat", None,
            thing=repeat.kind, value=repeat.value, team=team,
        )


def repeats(intent: Repeats, call: Call) -> Outcome:
    """What repeats now in the teams this person leads; with a value that one's tickets."""
    teams = led(call.actor.handle, call.policy)
    if teams is not None and not teams:
        raise NotAllowed("error.repeats", names=call.ids(call.policy.admins))
    if not call.policy.triage:
        raise BadInput("error.triage_off", names=call.ids(call.policy.admins))
    if not intent.ticket:
        call.whisper("repeats", None, teams=sorted(teams) if teams is not None else None)
        return Outcome("toast.menu", level="info", redraw=False)
    team, value = _meant(intent.kind, intent.ticket, call)
    call.whisper("repeat", None, thing=intent.kind, value=value, team=team)
    return Outcome("toast.menu", level="info", redraw=False)


def led(handle: str, policy: Policy) -> frozenset[str] | None:
    """The teams whose faults are this person's business; None: all."""
    if handle in (*policy.admins, *policy.dispatchers, *policy.managers):
        return None
    return frozenset(
        t.name for t in policy.teams.values() if handle in t.leads or handle == t.manager
    )


def _meant(kind: str, number: int, call: Call) -> tuple[str, str]:
    """(team, value) of a ticket's asset or place, for those who lead that team."""
    ticket = call.ticket(number)
    value = dict(things_of(ticket)).get(kind)
    if value is None:
        raise BadInput("error.button")
    mine = led(call.actor.handle, call.policy)
    if mine is not None and ticket.team not in mine:
        raise NotAllowed("error.repeats", names=call.ids(call.policy.admins))
    return ticket.team or "", value


def root_cause(intent: RootCause, call: Call) -> Outcome:
    """A ticket for what is behind a repeated fault, in the group where it was reported, routed
    within the team. Of two leads who ask for one the second is shown the first's."""
    assert call.chat is not None
    team, value = _meant(intent.kind, intent.ticket, call)
    key = _key(team, intent.kind, value)
    told = call.tx.records.get(KIND, key)
    known = call.tx.tickets.find(told.data["root"]) if told and told.data.get("root") else None
    if known is None or not known.is_open:
        tickets = next(
            (tickets for whose, one, tickets in found([(intent.kind, value)], call.tx)
             if (whose, one.kind, one.value) == (team, intent.kind, value)), ()
        )  # fmt: skip
        if not tickets:
            raise BadInput("error.repeat_gone", value=value)
        known = _file(intent, team, value, tickets, call)
        call.tx.records.put(Record(KIND, key, {"root": known.id}, call.now + WINDOW))
    said = call.line("reply.root", number=known.id, owner=known.owner)
    if not call.clicking:
        call.whisper("line", known.id, **said)
    return Outcome("reply.root", said["facts"], show=Say("line", InChat(call.chat), known.id, said))


def _file(
    intent: RootCause, team_name: str, value: str, tickets: Sequence[Ticket], call: Call
) -> Ticket:
    """Filed like any request, but the team is settled, and so is what it is about."""
    policy, now, last = call.policy, call.now, tickets[-1]
    shared = next((t for t in reversed(tickets) if t.home and not t.private), None)
    text = body(intent.text)
    chosen = dispatch.choose(
        RoutingRequest(
            text=text, at=now, priority=Priority.P3, category=last.category, site=last.site,
            chat=shared.home if shared else None, asset=last.asset, template=last.template,
            team=team_name or None,
        ),
        call,
    )
    team = policy.team_of(chosen.decision.team)
    template = policy.templates.get(last.template) if last.template else None
    plan = plan_for(policy, team, template, Priority.P3)
    respond_due, resolve_due = promises(plan, now, policy)
    data: dict[str, Any] = {
        "title": title_of(text), "body": text, "priority": int(Priority.P3),
        "requester": call.actor.id, "plan": asdict(plan),
        "home": list(shared.home) if shared and shared.home else None,
        "private": None if shared else True,
        "category": last.category, "site": last.site, "template": last.template,
        intent.kind: value,
        "related": [t.id for t in tickets[-TIED:] if t.private <= (shared is None)],
        "respond_due": to_ms(respond_due), "resolve_due": to_ms(resolve_due),
    }
    filed = Event("filed", now, call.actor.id, {k: v for k, v in data.items() if v is not None})
    events = [filed, Event("routed", now, None, chosen.data)]
    ticket = call.tx.tickets.add(events, check_at=lambda t: next_check(t, events, policy))
    for tied in tickets[-TIED:]:
        if tied.id in ticket.related:
            call.record(tied, Event("related", now, call.actor.id, {"ticket": ticket.id}))
    dispatch.remember_turn(chosen, call)
    here = policy.chats.get(ticket.home) if ticket.home else None
    if ticket.home is not None and not (here and here.silent):
        call.tx.outbox.add(Say("ticket", InChat(ticket.home), ticket.id, {"lead": "lead.root"}))
    dispatch.announce(ticket, chosen, call)
    return ticket
