"""A ticket in parts: a second matter split off, and sub-tickets with a parent that waits for them.

A split-off ticket is the requester's own, routed anew. A sub-ticket is a step of the work: it asks
the one who made it to accept the result, so the parent's requester is not bothered with steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.deadline import Reading, read, urgency
from bot.domain.escalation import next_check
from bot.domain.intents import Ask, Split, Sub
from bot.domain.kin import MOST_CHILDREN, unfinished
from bot.domain.lifecycle import Event
from bot.domain.people import Person
from bot.domain.permissions import allow
from bot.domain.policy import Template
from bot.domain.routing import Decision, RoutingRequest
from bot.domain.sla import plan_for, promises
from bot.domain.ticket import Priority, Ticket
from bot.domain.times import to_ms
from bot.domain.triage import find_place
from bot.errors import BadInput, IllegalMove
from bot.usecases import dispatch
from bot.usecases.ask import ask
from bot.usecases.call import Call, Outcome
from bot.usecases.mirror import at_team_home
from bot.usecases.moments import calendar_for
from bot.usecases.which import which
from bot.usecases.words import body, clean, title_of

SHOWN = 3  # sub-tickets named in a refusal


@dataclass(frozen=True, slots=True)
class _Part:
    """What becomes of a ticket's part before anybody is chosen for it."""

    whole: Ticket
    text: str
    requester: Person
    priority: Priority
    category: str | None
    data: dict[str, Any]  # the tie to the whole


def split(intent: Split, call: Call) -> Outcome:
    """A ticket of its own from a part of an open one: same requester and chat, routed anew."""
    whole = call.ticket(intent.ticket or which("link", call))
    allow(call.actor, "link", whole, call.policy)
    if not clean(intent.text):
        return ask(Ask("split", whole.id, whole.version), call)
    text = body(intent.text)
    category, usual = _category(text, _template(whole, call))
    priority = Priority(min(4, max(2, (usual or Priority.P3) - urgency(text))))
    requester = call.tx.people.get(whole.requester)
    part = _Part(whole, text, requester, priority, category, {"related": [whole.id]})
    ticket = _routed(part, call)
    _tie(whole, "split", ticket, call)
    call.tell([whole.requester], "ticket", ticket.id, lead="lead.split_for_you",
              lead_facts={"who": call.actor.id, "number": whole.id})
    _show(ticket, "lead.split", whole, call)
    return Outcome("toast.filed_part", {"number": ticket.id})


def sub(intent: Sub, call: Call) -> Outcome:
    """A step of an open ticket for the person named, or for whom the rules choose.

    Raises BadInput when there are too many already.
    """
    parent = call.ticket(intent.ticket or which("sub", call))
    allow(call.actor, "sub", parent, call.policy)
    if not clean(intent.text):
        return ask(Ask("sub", parent.id, parent.version), call)
    if len(parent.children) >= MOST_CHILDREN:
        raise BadInput("error.sub.many", number=parent.id, limit=MOST_CHILDREN)
    text = body(intent.text)
    category, _ = _category(text, _template(parent, call))
    part = _Part(parent, text, call.actor, parent.priority, category or parent.category,
                 {"parent": parent.id})
    to = call.person(intent.to, parent.team) if intent.to is not None else None
    ticket = _routed(part, call) if to is None else _given(part, to, call)
    _tie(parent, "child_filed", ticket, call)
    _show(ticket, "lead.sub", parent, call)
    return Outcome("toast.filed_part", {"number": ticket.id})


def steps_done(ticket: Ticket, call: Call) -> None:
    """Raises IllegalMove with the sub-tickets that are still being worked on.

    Nobody may go on over them, not even a lead: they are open work of somebody. Who thinks a step
    superfluous calls it off, and it counts no more.
    """
    if not ticket.children:
        return
    open_ = unfinished(call.tx.tickets.get_many(ticket.children).values())
    if open_:
        raise IllegalMove(
            "error.sub.open", number=ticket.id, n=len(open_),
            names=[f"#{step.id} {step.title[:20]}" for step in open_[:SHOWN]],
            tickets=[step.id for step in open_[:SHOWN]],
        )


def _template(whole: Ticket, call: Call) -> Template | None:
    return call.policy.templates.get(whole.template) if whole.template else None


def _category(text: str, template: Template | None) -> tuple[str | None, Priority | None]:
    """The first category of the template whose telling words occur."""
    for category in template.categories if template else ():
        if any(word in text for word in category.words):
            return category.name, category.priority
    return None, None


def _routed(part: _Part, call: Call) -> Ticket:
    """Files the part for whom the rules choose, and tells them."""
    whole = part.whole
    chosen = dispatch.choose(
        RoutingRequest(
            text=part.text, at=call.now, priority=part.priority, category=part.category,
            site=whole.site, chat=whole.home, department=part.requester.department,
            asset=_found(part)["asset"], template=whole.template,
        ),
        call,
    )
    team = chosen.decision.team
    routed = Event("routed", call.now, None, chosen.data)
    ticket = _store(part, team, [routed], call)
    dispatch.remember_turn(chosen, call)
    dispatch.announce(ticket, chosen, call)
    return ticket


def _given(part: _Part, to: Person, call: Call) -> Ticket:
    """Files the part for somebody named: in the whole's team if they are in it, else their own."""
    teams = [team.name for team in call.policy.teams_of(to.handle)]
    own = part.whole.team
    team = own if own in teams or not teams else teams[0]
    chosen = dispatch.Chosen(Decision(team, to.handle, strategy="fixed"), to.id)
    ticket = _store(part, team, [Event("routed", call.now, call.actor.id, chosen.data)], call)
    at_team_home(ticket, call)
    call.tell([to.id], "ticket", ticket.id, lead="lead.yours")
    return ticket


def _found(part: _Part) -> dict[str, str | None]:
    """Place and asset from the part's own words, else where the whole is."""
    said = find_place(part.text)
    return {"place": said.place or part.whole.place, "asset": said.asset or part.whole.asset}


def _store(part: _Part, team: str | None, then: Sequence[Event], call: Call) -> Ticket:
    """Writes the ticket; a deadline that was clearly said is set."""
    whole, policy, now = part.whole, call.policy, call.now
    plan = plan_for(policy, policy.team_of(team), _template(whole, call), part.priority)
    respond_due, resolve_due = promises(plan, now, policy)
    said = read(part.text, now, calendar_for(team, call), "strict")
    data: dict[str, Any] = {
        "title": title_of(part.text), "body": part.text, "priority": int(part.priority),
        "requester": part.requester.id, "plan": asdict(plan), "category": part.category,
        "home": list(whole.home) if whole.home else None, "site": whole.site,
        "template": whole.template, "private": whole.private or None, **_found(part),
        "respond_due": to_ms(respond_due), "resolve_due": to_ms(resolve_due),
        "deadline": to_ms(said.at) if isinstance(said, Reading) else None, **part.data,
    }
    filed = Event(
        "filed", now, call.actor.id, {k: v for k, v in data.items() if v is not None}
    )
    events = [filed, *then]
    return call.tx.tickets.add(
        events, check_at=lambda ticket: next_check(ticket, events, policy)
    )


def _tie(whole: Ticket, kind: str, ticket: Ticket, call: Call) -> None:
    call.record(
        whole,
        Event(kind, call.now, call.actor.id, {"ticket": ticket.id, "title": ticket.title}),
    )


def _show(ticket: Ticket, lead: str, whole: Ticket, call: Call) -> None:
    """The new card where it was asked for; a private ticket's shows itself in private."""
    speak = call.whisper if ticket.private and ticket.home != call.chat else call.reply
    speak("ticket", ticket.id, lead=lead, lead_facts={"number": whole.id})
