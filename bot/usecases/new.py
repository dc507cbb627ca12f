"""A request becomes a ticket: routed, promised and answered in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.domain.deadline import Ask as AskTime
from bot.domain.deadline import Reading, read, suggest, urgency
from bot.domain.escalation import next_check
from bot.domain.intents import Ask, FileTicket
from bot.domain.lifecycle import Event
from bot.domain.policy import Template
from bot.domain.sla import plan_for, promises
from bot.domain.ticket import Priority, Ticket
from bot.domain.times import to_ms
from bot.usecases import dispatch
from bot.usecases.ask import ask
from bot.usecases.attach import attach, attached, check
from bot.usecases.call import Call, Outcome
from bot.usecases.moments import calendar_for
from bot.usecases.words import body, clean, title_of


@dataclass(frozen=True, slots=True)
class _Deadline:
    """What was read: a moment, or a question to put."""

    at: datetime | None = None
    unread: str = ""
    chips: tuple[datetime, ...] = ()


def file_ticket(intent: FileTicket, call: Call) -> Outcome:
    """Files the request. Nothing the person said is lost: an unreadable deadline files anyway
    and asks. Raises BadInput for empty or far too long text."""
    if not clean(intent.text) and not clean(intent.title):
        return ask(Ask("file", prefill=_known(intent)), call)
    text = body(intent.text or intent.title)
    check(intent.files)
    draft = _draft(intent, text, call)
    ticket = _store(draft, intent, text, call)
    attach(ticket, intent.files, call)
    _speak(ticket, draft, call)
    return Outcome("lead.filed")


def _known(intent: FileTicket) -> dict[str, str]:
    return {"place": intent.place} if intent.place else {}


def _draft(intent: FileTicket, text: str, call: Call) -> dispatch.Draft:
    """What the words, the chat and the rules say about the request."""
    here = call.chat_policy
    template = call.policy.templates.get(here.template) if here and here.template else None
    category, telling = _category(intent, text, template)
    priority = _priority(intent, text, telling)
    return dispatch.choose(
        dispatch.Request(
            text=text, category=category, priority=priority, place=intent.place,
            asset=intent.asset, site=here.site if here else None,
            team=here.team if here else None, template=template.name if template else None,
        ),
        call,
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


def _priority(intent: FileTicket, text: str, telling: Priority | None) -> Priority:
    if intent.priority is not None:
        return Priority(intent.priority)
    usual = telling or Priority.P3
    return Priority(min(4, max(2, usual - urgency(text))))


def _store(draft: dispatch.Draft, intent: FileTicket, text: str, call: Call) -> Ticket:
    """Writes the ticket with its first two events."""
    policy, now = call.policy, call.now
    team = policy.team_of(draft.decision.team)
    template = policy.templates.get(draft.template) if draft.template else None
    plan = plan_for(policy, team, template, draft.priority, draft.sla)
    respond_due, resolve_due = promises(plan, now, policy)
    draft.deadline = _deadline(intent, text, draft.decision.team, call)
    data: dict[str, Any] = {
        "title": clean(intent.title) or title_of(text),
        "body": text,
        "priority": int(draft.priority),
        "requester": call.actor.id,
        "plan": asdict(plan),
        "home": list(call.chat) if call.chat else None,
        "category": draft.category,
        "place": draft.place,
        "asset": draft.asset,
        "site": draft.site,
        "template": draft.template,
        "private": intent.private or call.direct,
        "respond_due": to_ms(respond_due),
        "resolve_due": to_ms(resolve_due),
        "deadline": to_ms(draft.deadline.at) if draft.deadline.at else None,
        "fields": _fields(intent.fields),
    }
    events = [
        Event("filed", now, call.actor.id, {k: v for k, v in data.items() if v is not None}),
        Event("routed", now, None, draft.decision.data),
        *attached(intent.files, call),
    ]
    return call.tx.tickets.add(
        events, check_at=lambda ticket: next_check(ticket, events, policy)
    )


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in given.items()} or {}


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


def _speak(ticket: Ticket, draft: dispatch.Draft, call: Call) -> None:
    """The card for the chat, the owner's own card, and the questions that stayed open."""
    lead = "lead.filed_deadline" if ticket.deadline else "lead.filed"
    facts = {"deadline_at": to_ms(ticket.deadline)} if ticket.deadline else {}
    call.reply("ticket", ticket.id, lead=lead, lead_facts=facts)
    dispatch.announce(ticket, draft.decision, call)
    deadline: _Deadline = draft.deadline or _Deadline()
    if deadline.unread and not deadline.chips:
        call.whisper(
            "line", ticket.id, **call.line("reply.deadline_unread", said=deadline.unread)
        )
    if deadline.chips:
        call.whisper("deadline", ticket.id, choices=[to_ms(at) for at in deadline.chips[:3]])

