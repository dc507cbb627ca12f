"""A request becomes a ticket: routed, promised and answered in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.domain.deadline import Ask as AskTime
from bot.domain.deadline import Reading, read, suggest, urgency
from bot.domain.escalation import first_check
from bot.domain.intents import Ask, FileTicket
from bot.domain.lifecycle import Event
from bot.domain.policy import Template
from bot.domain.routing import RoutingRequest
from bot.domain.sla import plan_for, promises
from bot.domain.ticket import TITLE_LIMIT, Plan, Priority, Ticket
from bot.domain.times import to_ms
from bot.domain.triage import find_place, rated_by
from bot.usecases import dispatch
from bot.usecases.ask import ask
from bot.usecases.attach import attach, attached, check
from bot.usecases.call import Call, Outcome
from bot.usecases.fields import answers, ask_missing
from bot.usecases.moments import calendar_for
from bot.usecases.words import body, clean, title_of


@dataclass(frozen=True, slots=True)
class _Deadline:
    """What was read: a moment, words that could not be read, or moments to ask about."""

    at: datetime | None = None
    unread: str = ""
    chips: tuple[datetime, ...] = ()


def file_ticket(intent: FileTicket, call: Call) -> Outcome:
    """Files the request. Nothing the person said is lost: an unreadable deadline files anyway
    and asks. Raises BadInput for empty or far too long text."""
    if not clean(intent.text) and not clean(intent.title):
        return ask(Ask("file", prefill={"place": intent.place} if intent.place else {}), call)
    text = body(intent.text or intent.title)
    check(intent.files)
    place, asset = _where(intent, text, call)
    request = _request(intent, text, asset, call)
    chosen = dispatch.choose(request, call)
    deadline = _deadline(intent, text, chosen.decision.team, call)
    ticket = _store(intent, request, chosen, deadline, place, call)
    dispatch.remember_turn(chosen, call)
    attach(ticket, intent.files, call)
    _speak(ticket, chosen, deadline, call)
    return Outcome("lead.filed")


def _where(intent: FileTicket, text: str, call: Call) -> tuple[str | None, str | None]:
    """The place and the asset number: those of the fields, else those in the words."""
    place, asset = intent.place, intent.asset
    if call.policy.triage and not (place and asset):
        found = find_place(text)
        place, asset = place or found.place, asset or found.asset
    return clean(place)[:120] if place else None, clean(asset)[:120] if asset else None


def _request(
    intent: FileTicket, text: str, asset: str | None, call: Call
) -> RoutingRequest:
    """What the words and the chat say about the request."""
    here = call.chat_policy
    template = call.policy.templates.get(here.template) if here and here.template else None
    category, usual = _category(intent, text, template)
    return RoutingRequest(
        text=text, at=call.now, priority=_priority(intent, text, usual), category=category,
        site=here.site if here else None, chat=call.chat, department=call.actor.department,
        asset=asset, template=template.name if template else None,
    )


def _category(
    intent: FileTicket, text: str, template: Template | None
) -> tuple[str | None, Priority | None]:
    """The category named, else the first whose telling words occur."""
    for category in template.categories if template else ():
        if intent.category:
            if intent.category in category.name:
                return category.name, category.priority
        elif any(word in text for word in category.words):
            return category.name, category.priority
    return intent.category, None


def _priority(intent: FileTicket, text: str, usual: Priority | None) -> Priority:
    """The priority named, else what the form's answers make it, else the category's or P3, moved
    a step by 尽快 or 不急."""
    if intent.priority is not None:
        return Priority(intent.priority)
    if intent.fields and (rated := rated_by(intent.fields)):
        return rated
    return Priority(min(4, max(2, (usual or Priority.P3) - urgency(text))))


def _store(
    intent: FileTicket, request: RoutingRequest, chosen: dispatch.Chosen, deadline: _Deadline,
    place: str | None, call: Call,
) -> Ticket:
    """Writes the ticket with its first two events."""
    policy, now, decision = call.policy, call.now, chosen.decision
    named = decision.template or request.template
    priority = decision.priority or request.priority
    plan = plan_for(
        policy, policy.team_of(decision.team), policy.templates.get(named) if named else None,
        priority, decision.sla,
    )
    respond_due, resolve_due = promises(plan, now, policy)
    data: dict[str, Any] = {
        "title": clean(intent.title)[:TITLE_LIMIT] or title_of(request.text),
        "body": request.text,
        "priority": int(priority),
        "requester": call.actor.id,
        "plan": _plain(plan),
        "home": list(call.chat) if call.chat else None,
        "category": request.category,
        "place": place,
        "asset": request.asset,
        "site": request.site,
        "template": named,
        "private": intent.private or call.direct or None,
        "respond_due": to_ms(respond_due),
        "resolve_due": to_ms(resolve_due),
        "deadline": to_ms(deadline.at) if deadline.at else None,
        "fields": answers(intent.fields, policy.templates.get(named) if named else None),
    }
    events = [
        Event("filed", now, call.actor.id, {k: v for k, v in data.items() if v is not None}),
        Event("routed", now, None, chosen.data),
        *attached(intent.files, call),
    ]
    return call.tx.tickets.add(
        events, check_at=lambda ticket: first_check(ticket, events, policy)
    )


@lru_cache(maxsize=64)
def _plain(plan: Plan) -> dict[str, Any]:
    """A plan as JSON; the same for thousands of tickets."""
    return asdict(plan)


def _deadline(intent: FileTicket, text: str, team: str | None, call: Call) -> _Deadline:
    """The deadline that was said: strict in free text, loose where a field was given."""
    calendar = calendar_for(team, call)
    if intent.deadline:
        found = read(intent.deadline, call.now, calendar, "loose")
        if isinstance(found, Reading):
            return _Deadline(found.at)
        chips = found.candidates if isinstance(found, AskTime) else ()
        return _Deadline(unread=intent.deadline, chips=chips)
    found = read(text, call.now, calendar, "strict")
    if isinstance(found, Reading):
        return _Deadline(found.at)
    if isinstance(found, AskTime):
        return _Deadline(chips=found.candidates)
    maybe = suggest(text, call.now, calendar)
    if isinstance(maybe, Reading):
        return _Deadline(chips=(maybe.at,))
    return _Deadline(chips=maybe.candidates if isinstance(maybe, AskTime) else ())


def _speak(
    ticket: Ticket, chosen: dispatch.Chosen, deadline: _Deadline, call: Call
) -> None:
    """The card for the chat, the owner's own card, and the questions that stayed open."""
    lead = "lead.filed_deadline" if ticket.deadline else "lead.filed"
    facts = {"deadline_at": to_ms(ticket.deadline)} if ticket.deadline else {}
    call.reply("ticket", ticket.id, lead=lead, lead_facts=facts)
    dispatch.announce(ticket, chosen, call)
    ask_missing(ticket, call)
    if deadline.unread and not deadline.chips:
        call.whisper(
            "line", ticket.id, **call.line("reply.deadline_unread", said=deadline.unread)
        )
    if deadline.chips:
        call.whisper("deadline", ticket.id, choices=[to_ms(at) for at in deadline.chips[:3]])
