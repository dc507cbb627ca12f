"""A walk along an edge of the lifecycle: allowed, recorded, and told to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.domain.intents import Ask, Move, Who
from bot.domain.kin import unfinished
from bot.domain.lifecycle import Event, evolve, moved
from bot.domain.people import Person
from bot.domain.permissions import allow, may
from bot.domain.sla import dues, plan_for
from bot.domain.ticket import REOPEN_WINDOW, State, Ticket
from bot.domain.times import to_ms
from bot.errors import BadInput, IllegalMove, Stale
from bot.usecases import fields
from bot.usecases.ask import ask
from bot.usecases.attach import attach
from bot.usecases.call import Call, Outcome
from bot.usecases.dispatch import rehome, reroute
from bot.usecases.doubles import bequeath
from bot.usecases.mirror import at_team_home
from bot.usecases.moments import waking
from bot.usecases.parts import steps_done
from bot.usecases.which import which
from bot.usecases.words import reason

# Verbs whose walk needs a word from the person first: what is missing asks for the form.
NEEDS: dict[str, Callable[[Move], bool]] = {
    "assign": lambda intent: intent.to is not None,
    "transfer": lambda intent: intent.to is not None and bool(intent.reason),
    "decline": lambda intent: bool(intent.reason),
    "hold": lambda intent: bool(intent.reason),
    "resolve": lambda intent: bool(intent.result),
    "send_back": lambda intent: bool(intent.reason),
    "reopen": lambda intent: bool(intent.reason),
}
SAYS_IT_ALL = frozenset({"hold", "cancel"})  # verbs that are called as the state they lead to
CLOCK_VERBS = frozenset({"resume", "send_back", "reopen"})  # a standing clock runs again


def move(intent: Move, call: Call) -> Outcome:
    """Does the walk, or asks for what is missing.

    Raises UserErrors of allow(), Stale when somebody was faster, BadInput for words that name
    nobody or no time.
    """
    number = intent.ticket or which(intent.verb, call)
    ticket = _fresh(number, intent, call)
    intent = _meant(intent, ticket, call)
    if intent.verb == "cancel" and (left := bequeath(ticket, call)) is not None:
        return left
    if intent.verb == "cancel" and _needs_the_owner(ticket, call):
        return _ask_the_owner(ticket, call)
    allow(call.actor, intent.verb, ticket, call.policy)
    if intent.verb == "resolve":
        steps_done(ticket, call)
    if not intent.asked and not (
        NEEDS.get(intent.verb, lambda _: True)(intent) and _complete(intent, ticket, call)
    ):
        if intent.to is not None:  # nobody of that name: said now, not after the form
            known = call.person(intent.to, ticket.team)
            intent = replace(intent, to=Who(known.name, person=known.id))
        return ask(
            Ask(intent.verb, ticket.id, ticket.version, _prefill(intent)), call
        )
    event = moved(intent.verb, call.actor.id, call.now, **_data(intent, ticket, call))
    after = walk(ticket, event, call)
    attach(after, intent.files, call)
    if intent.verb in ("send_back", "reopen") and _gone(after.owner, call):
        after = rehome(after, call)
    _tell(ticket, after, event, call)
    if event.data.get("team"):
        at_team_home(after, call)
    if call.clicked is None and call.chat is not None:
        key = "reply.moved_plain" if intent.verb in SAYS_IT_ALL else "reply.moved"
        said = call.line(key, number=ticket.id, verb=intent.verb, state=after.state.value)
        call.reply("line", ticket.id, **said)
    return Outcome(f"toast.{intent.verb}", {"to": event.data.get("to"), "owner": after.owner})


def _complete(intent: Move, ticket: Ticket, call: Call) -> bool:
    """Whether 完成 in words says all the template demands; what a form asks for opens the form."""
    if intent.verb != "resolve":
        return True
    lacking = fields.missing(ticket, "finishing", intent.fields, call, files=bool(intent.files))
    return all(field.kind == "photo" for field in lacking)


def _needs_the_owner(ticket: Ticket, call: Call) -> bool:
    """Whether the requester calls off what somebody works on: that one must agree."""
    accepted = ticket.state in (State.IN_PROGRESS, State.ON_HOLD) and ticket.owner is not None
    asked_for = ticket.requester in call.actor.ids
    return accepted and asked_for and not may(call.actor, "cancel", ticket, call.policy)


def _ask_the_owner(ticket: Ticket, call: Call) -> Outcome:
    once = f"cancel:{ticket.id}:{ticket.version}"
    call.tell([ticket.owner], "offer", ticket.id, once=once, verb="cancel", key="talk.cancel")
    if not call.clicking:
        asked = call.line("reply.cancel_asked", number=ticket.id, owner=ticket.owner)
        call.reply("line", ticket.id, **asked)
    return Outcome("reply.cancel_asked", {"number": ticket.id, "owner": ticket.owner}, "info")


def _gone(owner: int | None, call: Call) -> bool:
    """Whether the owner left the company."""
    return owner is not None and not call.tx.people.get(owner).active


def _meant(intent: Move, ticket: Ticket, call: Call) -> Move:
    """退回 is rework for the requester, and a refusal for the one it was given to."""
    refuses = ticket.state is State.ASSIGNED and ticket.owner == call.actor.id
    if intent.verb == "send_back" and refuses:
        return replace(intent, verb="decline")
    return intent


def walk(ticket: Ticket, event: Event, call: Call) -> Ticket:
    """Records the event, with the clocks set anew where a standing one runs again, and finds the
    next owner after a refusal."""
    history = [line.event for line in call.tx.tickets.history(ticket.id)]
    data = event.data
    if data["verb"] in CLOCK_VERBS or ticket.state is State.ON_HOLD or "plan" in data:
        running = dues(evolve(ticket, event), [*history, event], call.policy, call.now)
        event = Event(
            event.kind, event.at, event.actor,
            {**event.data, **{k: to_ms(v) for k, v in running.items() if v is not None}},
        )
    if event.data["verb"] == "decline":
        return reroute(ticket, event, history, call)
    return call.record(ticket, event, history=history)


def _fresh(number: int, intent: Move, call: Call) -> Ticket:
    """The ticket, unless the card was stale in a way that matters: the loser of two clicks on
    接单 is told who won."""
    try:
        return call.ticket(number, intent.version)
    except Stale:
        ticket = call.ticket(number)
        if intent.verb == "accept" and ticket.owner not in (None, call.actor.id):
            raise Stale("error.taken", number=number, who=ticket.owner) from None
        if ticket.merged_into is not None:
            raise IllegalMove("error.merged", number=number, into=ticket.merged_into) from None
        raise


def _prefill(intent: Move) -> dict[str, str]:
    known = {"reason": intent.reason, "result": intent.result, "until": intent.until}
    if intent.to is not None and intent.to.person:
        known["to"] = str(intent.to.person)
    return {name: value for name, value in known.items() if value}


def _data(intent: Move, ticket: Ticket, call: Call) -> dict[str, Any]:
    """The event's data: checked and resolved to people and moments."""
    data: dict[str, Any] = {}
    verb = intent.verb
    if verb in ("assign", "transfer"):
        data |= _receiver(intent, ticket, call)
    if verb in ("transfer", "decline", "hold", "send_back", "reopen", "cancel", "assign"):
        words = reason(intent.reason)
        if verb in NEEDS and verb != "assign" and not words:
            raise BadInput("error.need_reason")
        data["reason"] = words
    if verb == "hold" and intent.until:
        data["until"] = _later(intent.until, ticket, call)
    if verb == "resolve":
        data["result"] = reason(intent.result, 2000)
        if not data["result"]:
            raise BadInput("error.need_result", number=ticket.id)
        found = fields.finished(ticket, intent.fields, bool(intent.files), call)
        if found:
            data["fields"] = found
    if verb == "reopen" and ticket.closed_at and call.now - ticket.closed_at > REOPEN_WINDOW:
        raise IllegalMove("error.reopen_late", number=ticket.id)
    return data


def _receiver(intent: Move, ticket: Ticket, call: Call) -> dict[str, Any]:
    if intent.to is None:
        raise BadInput("error.need_person", number=ticket.id)
    to: Person = call.person(intent.to, ticket.team)
    if to.id == ticket.owner:
        raise BadInput("error.same_owner", number=ticket.id, who=to.id)
    team = call.policy.team_of(ticket.team)
    if team is None or team.member(to.handle) is None:
        others = [t for t in call.policy.teams_of(to.handle) if t.member(to.handle)]
        if others:
            template = call.policy.templates.get(ticket.template) if ticket.template else None
            plan = plan_for(call.policy, others[0], template, ticket.priority)
            return {"to": to.id, "team": others[0].name, "plan": asdict(plan)}
    return {"to": to.id}


def _later(said: str, ticket: Ticket, call: Call) -> datetime:
    return waking(said, ticket.team, call)


def _tell(before: Ticket, after: Ticket, event: Event, call: Call) -> None:
    """Who hears of it, and in which words. The actor never does: they see the card."""
    verb, data, number, title = event.data["verb"], event.data, after.id, after.title
    who = call.actor.id
    interested = [after.requester, *after.followers]

    def words(people: Sequence[int | None], key: str, **facts: Any) -> None:
        call.tell(people, "line", number, **call.line(
            key, number=number, title=title, who=who, **facts))

    def card(people: Sequence[int | None], lead: str, **facts: Any) -> None:
        call.tell(people, "ticket", number, lead=lead, lead_facts={"who": who, **facts})

    if verb == "accept":
        words(interested, "tell.accepted")
        if call.chat is not None and before.requester != who:
            call.whisper("eta", number)
    elif verb in ("assign", "transfer"):
        lead = "lead.transferred" if data.get("reason") else "lead.yours"
        card([after.owner], lead, reason=data.get("reason", ""))
        if before.owner is not None:
            words([before.owner], "tell.assigned_away", to=after.owner, reason=data.get("reason"))
        words(interested, "tell.reassigned", to=after.owner)
    elif verb == "decline":
        words([*interested, *call.leads(after)], "tell.declined", reason=data["reason"])
    elif verb == "hold":
        words(interested, "tell.held", reason_key=data["reason"], wake_at=data.get("until"))
    elif verb == "resume":
        words(interested, "tell.resumed")
    elif verb == "resolve":
        card([after.requester], "lead.resolved", result=data["result"])
        words(list(after.followers), "tell.resolved", result=data["result"])
    elif verb == "approve":
        words([after.owner], "tell.approved")
        words([p for p in after.followers if p != after.owner], "tell.closed")
        call.tell([after.requester], "rate", number)
        if call.actor.id == after.requester and call.chat is not None:
            call.whisper("rate", number)
    elif verb in ("send_back", "reopen"):
        card([after.owner], f"lead.{'sent_back' if verb == 'send_back' else 'reopened'}",
             reason=data["reason"])
        if after.rework >= 2:
            card([*call.leads(after)], "lead.rework", n=after.rework)
    elif verb == "cancel":
        words([after.owner, *interested], "tell.cancelled")
        steps = unfinished(call.tx.tickets.get_many(after.children).values())
        words([step.owner for step in steps], "tell.parent_cancelled")


def is_over(ticket: Ticket) -> bool:
    """Whether nothing more happens to the ticket by itself."""
    return ticket.state in (State.CLOSED, State.CANCELLED)
