"""What is known of a ticket is corrected: category, priority, place. One event, so one 撤回 takes
it all back.

A category may matter for who is responsible. As long as nobody has accepted the ticket and no
person chose its owner by hand, it goes where a rule sends it now; the history shows the correction
and the routing after it, and 为什么 names the rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.domain.lifecycle import Event, evolve
from bot.domain.routing import decision_from_json
from bot.domain.sla import dues, plan_for
from bot.domain.ticket import Priority, State, Ticket
from bot.domain.times import to_ms
from bot.usecases import dispatch
from bot.usecases.call import Call


def correct(ticket: Ticket, changes: Mapping[str, Any], call: Call) -> Ticket:
    """Records the changes (`category`, `place`, `priority`…), with new promises where they change
    them, and routes anew where a rule now says otherwise."""
    history = [line.event for line in call.tx.tickets.history(ticket.id)]
    data = dict(changes)
    chosen = None
    if "category" in data and data["category"] != ticket.category:
        chosen = _otherwise(evolve(ticket, _edited(data, call)), history, call)
    if chosen is None:
        if "priority" in data:
            data |= _promises(ticket, data, [], history, call)
        return call.record(ticket, _edited(data, call), history=history)
    decision = chosen.decision
    if decision.template:
        data["template"] = decision.template
    if decision.priority and "priority" not in data:
        data["priority"] = int(decision.priority)
    routed = Event("routed", call.now, None, {**chosen.data, "instead_of": ticket.owner})
    data |= _promises(ticket, data, [routed], history, call, sla=decision.sla)
    after = call.record(ticket, _edited(data, call), routed, history=history)
    dispatch.remember_turn(chosen, call)
    dispatch.announce(after, chosen, call)
    if ticket.owner != after.owner:
        call.tell(
            [ticket.owner], "line", after.id,
            **call.line("tell.rerouted", number=after.id, title=after.title,
                        category=after.category, to=after.owner, team=after.team),
        )
    call.tell(
        [after.requester], "line", after.id,
        **call.line("tell.reassigned", number=after.id, title=after.title, to=after.owner),
    )
    return after


def _edited(data: Mapping[str, Any], call: Call) -> Event:
    return Event("edited", call.now, call.actor.id, data)


def _otherwise(
    ticket: Ticket, history: Sequence[Event], call: Call
) -> dispatch.Chosen | None:
    """The new choice for a ticket nobody works on, if another rule or team is meant now and
    somebody there can take it."""
    if ticket.state not in (State.NEW, State.ASSIGNED) or ticket.accepted_at is not None:
        return None
    given = [
        e for e in history
        if e.kind == "routed" or e.data.get("verb") in ("assign", "transfer")
    ]
    if not given or given[-1].kind != "routed" or given[-1].actor is not None:
        return None  # an actor: a sub-ticket's owner was named
    before = decision_from_json(given[-1].data)
    chosen = dispatch.choose(dispatch.request_of(ticket, call, call.now), call)
    decision = chosen.decision
    same = (decision.rule, decision.team) == (before.rule, ticket.team)
    return None if same or decision.nobody or decision.team is None else chosen


def _promises(
    ticket: Ticket, data: Mapping[str, Any], then: Sequence[Event], history: Sequence[Event],
    call: Call, *, sla: str | None = None,
) -> dict[str, Any]:
    """The plan for what the ticket becomes, and its due times with the time already used."""
    after = evolve(ticket, _edited(data, call))
    for event in then:
        after = evolve(after, event)
    template = call.policy.templates.get(after.template) if after.template else None
    plan = plan_for(
        call.policy, call.policy.team_of(after.team), template, Priority(after.priority), sla
    )
    planned = {**data, "plan": asdict(plan)}
    event = _edited(planned, call)
    running = dues(evolve(ticket, event), [*history, event, *then], call.policy, call.now)
    return {"plan": asdict(plan)} | {k: to_ms(v) for k, v in running.items() if v is not None}
