"""Who gets a ticket: asks the pure router with what the database knows, and tells the people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.lifecycle import Event, evolve
from bot.domain.permissions import is_admin
from bot.domain.policy import Policy
from bot.domain.roster.duty import Cover
from bot.domain.routing import (
    Away,
    Decision,
    RoutingRequest,
    RoutingWorld,
    decision_from_json,
    decision_to_json,
    next_candidate,
    route,
)
from bot.domain.ticket import Priority, Ticket
from bot.domain.times import from_ms
from bot.ports import Record, Tx
from bot.usecases.call import Call
from bot.usecases.mirror import at_team_home


@dataclass(frozen=True, slots=True)
class Chosen:
    """A decision with the chosen person's id."""

    decision: Decision
    person: int | None

    @property
    def data(self) -> dict[str, Any]:
        """The data of the `routed` event: the person's id and the whole reasoning."""
        return {**decision_to_json(self.decision), "to": self.person}


def choose(request: RoutingRequest, call: Call) -> Chosen:
    """Routes a new request."""
    return _chosen(route(request, call.policy, world(call.tx, call.policy)), call)


def _chosen(decision: Decision, call: Call) -> Chosen:
    ids = call.ids([decision.handle]) if decision.handle else []
    return Chosen(decision, ids[0] if ids else None)


@dataclass(frozen=True, slots=True)
class _Staff:
    """What routing must know of people under one policy, and what hardly ever changes."""

    policy: Policy
    people: Mapping[str, int]  # by handle
    away: Mapping[str, Sequence[Away]]
    covers: Sequence[Cover]
    inactive: frozenset[str]
    takes_turns: bool


def world(tx: Tx, policy: Policy) -> RoutingWorld:
    """What routing must know beyond the policy: loads, leave, last turns, covers."""
    staff = tx.known("staff", lambda: _staff(tx, policy))
    if staff.policy is not policy:
        staff = _staff(tx, policy)
    loads = tx.tickets.loads(staff.people.values())
    return RoutingWorld(
        loads={handle: loads[person] for handle, person in staff.people.items()},
        away=staff.away,
        last=_turns(tx) if staff.takes_turns else {},
        covers=staff.covers,
        inactive=staff.inactive,
    )


def _staff(tx: Tx, policy: Policy) -> _Staff:
    handles = {m.handle for team in policy.teams.values() for m in team.members}
    people = tx.people.by_handles(handles)
    strategies = [*(t.strategy for t in policy.teams.values()), *(r.strategy for r in policy.rules)]
    return _Staff(
        policy, {handle: person.id for handle, person in people.items()}, leave(tx), covers(tx),
        frozenset(h for h in handles if h not in people or not people[h].active),
        "round_robin" in strategies,
    )


def _turns(tx: Tx) -> dict[str, str]:
    """Who was chosen last, by team."""
    return {r.key: r.data["handle"] for r in tx.records.all("turn")}


def leave(tx: Tx) -> dict[str, list[Away]]:
    """Who is away and when, by handle."""
    found: dict[str, list[Away]] = {}
    for record in tx.records.all("leave"):
        data = record.data
        end = from_ms(data["end"]) if data.get("end") is not None else None
        found.setdefault(data["handle"], []).append(Away(from_ms(data["start"]), end))
    return found


def covers(tx: Tx) -> list[Cover]:
    """Swaps and one-day covers that were confirmed."""
    return [
        Cover(
            r.data["instead_of"], r.data["by"], from_ms(r.data["start"]),
            from_ms(r.data["end"]), r.data.get("team"),
        )
        for r in tx.records.all("cover")
    ]


def remember_turn(chosen: Chosen, call: Call) -> None:
    """Round robin goes on from here."""
    decision = chosen.decision
    if decision.strategy == "round_robin" and decision.team and decision.handle:
        call.tx.records.put(Record("turn", decision.team, {"handle": decision.handle}))


def request_of(ticket: Ticket, call: Call, at: datetime) -> RoutingRequest:
    """The routing request of a ticket that exists."""
    refused = call.tx.people.get_many(ticket.declined)
    asker = next(iter(call.tx.people.get_many([ticket.requester]).values()), None)
    return RoutingRequest(
        text=f"{ticket.title}\n{ticket.body}", at=at, priority=ticket.priority,
        category=ticket.category, site=ticket.site, chat=ticket.home, asset=ticket.asset,
        template=ticket.template, department=asker.department if asker else None,
        declined=frozenset(p.handle for p in refused.values()),
    )


def reroute(ticket: Ticket, event: Event, history: Sequence[Event], call: Call) -> Ticket:
    """A refused ticket goes to the next who can; the refuser is left out."""
    refused = evolve(ticket, event)
    chosen = choose(request_of(refused, call, call.now), call)
    routed = Event("routed", call.now, None, chosen.data)
    after = call.record(ticket, event, routed, history=history)
    remember_turn(chosen, call)
    announce(after, chosen, call)
    return after


def hand_over(ticket: Ticket, call: Call) -> Ticket:
    """The next candidate after those who did not accept in time; unchanged if there is none."""
    lines = call.tx.tickets.history(ticket.id)
    routed = [line.event for line in lines if line.event.kind == "routed"]
    previous = decision_from_json(routed[-1].data) if routed else Decision(ticket.team, None)
    had = {ticket.owner, *(_got(line.event) for line in lines)}
    tried = frozenset(p.handle for p in call.tx.people.get_many(i for i in had if i).values())
    request = request_of(ticket, call, call.now)
    decision = next_candidate(
        request, call.policy, world(call.tx, call.policy), previous, tried
    )
    chosen = _chosen(decision, call)
    if chosen.person is None:
        return ticket
    after = call.record(
        ticket, Event("routed", call.now, None, {**chosen.data, "instead_of": ticket.owner}),
        history=[line.event for line in lines],
    )
    remember_turn(chosen, call)
    announce(after, chosen, call)
    return after


def _got(event: Event) -> int | None:
    """Whose the ticket became: by the router's choice, somebody's, or by taking it."""
    if event.data.get("verb") == "accept":
        return event.actor
    to: int | None = event.data.get("to") if event.kind in ("routed", "moved") else None
    return to


def rehome(ticket: Ticket, call: Call) -> Ticket:
    """A ticket whose owner is gone: the next candidate gets it, else it is free and the leads
    hear of it loudly."""
    after = hand_over(ticket, call)
    if after.owner != ticket.owner:
        return after
    event = Event("routed", call.now, None, {"team": ticket.team, "to": None, "nobody": True})
    freed = call.record(ticket, event)
    call.tell(
        call.leads(freed), "ticket", freed.id, urgent=True, lead="lead.nobody",
        lead_facts={"why_key": "nobody.team"},
    )
    return freed


def announce(ticket: Ticket, chosen: Chosen, call: Call) -> None:
    """The chosen one gets the card; a pool's members too; with nobody, the leads, loudly."""
    decision = chosen.decision
    at_team_home(ticket, call)
    if chosen.person is not None:
        urgent = ticket.priority is Priority.P1
        call.tell([chosen.person], "ticket", ticket.id, urgent=urgent, lead="lead.yours")
        return
    if decision.nobody or decision.team is None:
        people = call.ids(decision.told) or call.leads(ticket)
        call.tell(
            people, "ticket", ticket.id, urgent=True, lead="lead.nobody",
            lead_facts={"why_key": "nobody.team" if decision.team else "nobody.rule"},
        )
        if call.actor.id in people and is_admin(call.actor, call.policy) and call.chat:
            call.whisper("line", ticket.id, **call.line(
                "lead.nobody", why_key="nobody.team" if decision.team else "nobody.rule"))
        return
    team = call.policy.team_of(decision.team)
    if team is not None:
        call.tell(
            call.ids(m.handle for m in team.members), "ticket", ticket.id, lead="lead.pool"
        )

