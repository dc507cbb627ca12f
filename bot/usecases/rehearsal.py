"""What a change would have done: rules and targets against the tickets of the last 30 days, and
the open tickets it would leave behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.policy import Policy
from bot.domain.policy.read_time import RUNG_TARGETS
from bot.domain.policy.warnings import warnings
from bot.domain.rehearsal import Tally, tally
from bot.domain.routing import PastTicket, RoutingRequest, RoutingWorld, dry_run
from bot.domain.ticket import Ticket
from bot.domain.times import to_ms
from bot.ports import Tx
from bot.usecases.call import Call
from bot.usecases.dispatch import covers, leave

PERIOD = timedelta(days=30)
MOST = 5000  # tickets tried (0.15 s of the writer); of a larger month the card says up to when
MOST_OPEN = 2000
EXAMPLES = 3


def rehearse(old: Policy, new: Policy, call: Call) -> dict[str, Any] | None:
    """{"routing": …, "times": …, "pings": …}, each only where the change touches it; None: none."""
    routing, times = _routes(old) != _routes(new), _times(old) != _times(new)
    pings = _ladders(old) != _ladders(new)
    if not (routing or times or pings):
        return None
    filed = call.tx.tickets.filed_between(call.now - PERIOD, call.now, MOST)
    past = [ticket for ticket in filed if ticket.merged_into is None]  # one problem counts once
    out: dict[str, Any] = {"total": len(past)}
    if len(filed) == MOST:
        out["until_at"] = to_ms(filed[-1].filed_at)
    if routing:
        out["routing"] = _routing(past, old, new, call)
    if times or pings:
        before, after = tally(past, old, call.now), tally(past, new, call.now)
    if times:
        out["times"] = {
            "respond_before": before.respond_late, "respond_after": after.respond_late,
            "before": before.resolve_late, "after": after.resolve_late,
        }
    if pings:
        out["pings"] = _pings(before, after)
    return out


def _times(policy: Policy) -> tuple[object, ...]:
    """The parts of a policy that decide by when."""
    teams = {name: (team.sla, team.calendar) for name, team in policy.teams.items()}
    templates = {name: template.sla for name, template in policy.templates.items()}
    used = {calendar for _, calendar in teams.values()} | {"default"}
    used |= {t.calendar for sla in policy.slas.values() for t in sla.targets.values()}
    calendars = {name: c for name, c in policy.calendars.items() if name in used}
    return policy.slas, teams, templates, calendars


def _ladders(policy: Policy) -> tuple[object, ...]:
    """The parts of a policy that decide who is reminded when."""
    steps = {name: ladder.rungs for name, ladder in policy.ladders.items()}
    return steps["default"], {t.name: steps[t.ladder] for t in policy.teams.values()}


def _pings(before: Tally, after: Tally) -> dict[str, Any]:
    """All pings, and those to whom it makes a difference."""
    who = [name for name in RUNG_TARGETS if before.pings[name] != after.pings[name]]
    return {
        "before": before.pings.total(), "after": after.pings.total(),
        "who": [[name, before.pings[name], after.pings[name]] for name in who],
    }


def _routes(policy: Policy) -> tuple[object, ...]:
    """The parts of a policy that decide who gets a ticket."""
    teams = {
        name: (team.members, team.leads, team.manager, team.strategy, team.calendar, team.roster)
        for name, team in policy.teams.items()
    }
    chats = {chat: (entry.team, entry.site) for chat, entry in policy.chats.items()}
    return policy.rules, teams, chats, policy.calendars, policy.sites


def _routing(
    past: Sequence[Ticket], old: Policy, new: Policy, call: Call
) -> dict[str, Any]:
    requests = past_tickets(past, call.tx)
    tried = dry_run(requests, old, new, past_world(old, new, call), examples=EXAMPLES)
    titles = {ticket.id: ticket.title for ticket in past}
    return {
        "changed": tried.changed,
        "nobody": max(0, tried.nobody - tried.nobody_before),
        "orphans": list(tried.orphans) if tried.nobody > tried.nobody_before else [],
        "examples": [
            {
                "number": one.number, "title": titles[one.number][:24],
                "before": one.before.handle if one.before.strategy == "fixed" else one.before.team,
                "after": one.after.handle if one.after.strategy == "fixed" else one.after.team,
            }
            for one in tried.examples
        ],
    }


def past_tickets(tickets: Sequence[Ticket], tx: Tx) -> list[PastTicket]:
    """Tickets as routing was asked about them when they were filed."""
    people = tx.people.get_many({ticket.requester for ticket in tickets})
    return [
        PastTicket(
            ticket.id,
            RoutingRequest(
                text=f"{ticket.title}\n{ticket.body}", at=ticket.filed_at,
                priority=ticket.priority, category=ticket.category, site=ticket.site,
                chat=ticket.home, asset=ticket.asset, template=ticket.template,
                department=asker.department if (asker := people.get(ticket.requester)) else None,
            ),
        )
        for ticket in tickets
    ]


def past_world(old: Policy, new: Policy, call: Call) -> RoutingWorld:
    """Leave and covers at their own times, and who is unknown or has left."""
    handles = {
        m.handle for policy in (old, new) for team in policy.teams.values() for m in team.members
    }
    people = call.tx.people.by_handles(handles)
    gone = frozenset(h for h in handles if h not in people or not people[h].active)
    return RoutingWorld(away=leave(call.tx), covers=covers(call.tx), inactive=gone)


def left_behind(
    old: Policy, new: Policy, call: Call, renamed: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    """Open tickets that would hang in the air under the new policy and do not yet. Those of a
    team that is renamed go along with it."""
    names = (old.teams, old.templates, old.calendars, old.ladders)
    if names == (new.teams, new.templates, new.calendars, new.ladders):
        return []
    tickets = call.tx.tickets.of_team(None, None, MOST_OPEN).tickets
    owners = call.tx.people.get_many({t.owner for t in tickets if t.owner is not None})
    handles = {number: person.handle for number, person in owners.items()}
    before = {(o.key, o.facts["name"]) for o in warnings(old, tickets, handles)}
    return [
        {"key": o.key, "facts": {**o.facts, "count": o.count}, "near": o.proposal}
        for o in warnings(new, [_along(ticket, renamed) for ticket in tickets], handles)
        if (o.key, o.facts["name"]) not in before
    ]


def _along(ticket: Ticket, renamed: Mapping[str, str]) -> Ticket:
    return replace(ticket, team=renamed.get(ticket.team or "", ticket.team))
