"""Suggestions of a ticket's card made so by one tap (bot/domain/triage/advice says which)."""

from __future__ import annotations

from typing import Any

from bot.domain.intents import Adopt
from bot.domain.permissions import allow
from bot.domain.ticket import Priority, Ticket
from bot.domain.triage import Suggested, Suggestion, advise, scope_of
from bot.errors import BadInput
from bot.usecases.call import Call, Outcome
from bot.usecases.correct import correct
from bot.usecases.which import which
from bot.usecases.words import clean

FIELDS = ("category", "priority", "place")


def adopt(intent: Adopt, call: Call) -> Outcome:
    """Takes over what was shown (else what is suggested now), with the reason kept in the history.

    Raises BadInput where there is nothing to take over.
    """
    ticket = call.ticket(intent.ticket or which("edit", call))
    allow(call.actor, "edit", ticket, call.policy)
    now = advise(call.tx.models.judge(scope_of(ticket)), ticket, call.policy)
    shown = {name: clean(intent.values.get(name, ""))[:120] for name in FIELDS}
    if not any(shown.values()):
        shown = {name: found.value for name in FIELDS if (found := getattr(now, name))}
    changes = {
        name: value for name, value in shown.items()
        if value and (_open(name, ticket) or _is(now, name, value))
    }
    if "priority" in changes:
        if changes["priority"] not in Priority.__members__:
            raise BadInput("error.button")
        allow(call.actor, "prioritise", ticket, call.policy)
    if not changes:
        raise BadInput("error.nothing_suggested", number=ticket.id)
    data: dict[str, Any] = {**changes, "suggested": _reasons(changes, now)}
    if "priority" in changes:
        data["priority"] = int(Priority[changes["priority"]])
    after = correct(ticket, data, call)
    said = {name: value for name, value in changes.items() if name != "priority"}
    facts: dict[str, Any] = {"number": after.id, "values": list(said.values()),
             "priority": int(after.priority) if "priority" in changes else None}
    if not call.clicking and call.chat is not None:
        call.reply("line", after.id, **call.line("reply.adopted", **facts))
    return Outcome("reply.adopted", facts)


def _open(name: str, ticket: Ticket) -> bool:
    """Whether nobody was faster in saying it."""
    return name == "priority" or not getattr(ticket, name)


def _is(now: Suggested, name: str, value: str) -> bool:
    """Whether this is still suggested."""
    found: Suggestion | None = getattr(now, name)
    return found is not None and found.value == value


def _reasons(changes: dict[str, str], now: Suggested) -> dict[str, Any]:
    """Why it was suggested, by field, as far as it still is."""
    out: dict[str, Any] = {}
    for name, value in changes.items():
        found: Suggestion | None = getattr(now, name)
        if found is not None and _is(now, name, value):
            out[name] = {"because": list(found.because), "hits": found.hits, "of": found.of}
    return out
