"""What somebody means to do with a ticket, as the intent the bot is given."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.intents import Intent, Move, Prioritise, Reschedule, Who
from bot.domain.ticket import State, Ticket
from tests.quarter import company
from tests.quarter.clocks import Script
from tests.quarter.hours import DAY, Hours

NEW, ASSIGNED, WORKING, HOLD = State.NEW, State.ASSIGNED, State.IN_PROGRESS, State.ON_HOLD
FITS = {
    "accept": {NEW, ASSIGNED}, "decline": {ASSIGNED}, "transfer": {ASSIGNED, WORKING, HOLD},
    "hold": {WORKING}, "resume": {HOLD}, "resolve": {WORKING}, "send_back": {State.RESOLVED},
    "approve": {State.RESOLVED}, "reopen": {State.CLOSED}, "cancel": {NEW, ASSIGNED},
    "priority": {NEW, ASSIGNED, WORKING, HOLD}, "deadline": {NEW, ASSIGNED, WORKING, HOLD},
}
REASONS = {"hold": "parts", "send_back": "again", "reopen": "again", "cancel": "mistake",
           "decline": "busy", "transfer": "busy"}
WINDOW = timedelta(days=7)  # in which a closed ticket may be reopened
BY_REQUESTER = ("send_back", "approve", "cancel", "reopen")


@dataclass(frozen=True)
class Deed:
    """Who asks for what; `facts` is what the checker is told."""

    who: str
    intent: Intent
    facts: Any


def fits(verb: str, ticket: Ticket, owner: str, now: datetime) -> bool:
    """Whether the verb makes sense for a ticket as it stands."""
    if verb == "reopen" and (ticket.closed_at is None or now - ticket.closed_at > WINDOW):
        return False
    return ticket.state in FITS[verb] and (
        bool(owner) or verb in ("accept", *BY_REQUESTER, "priority", "deadline"))


def meant(
    verb: str, script: Script, owner: str, facts: Any, now: int, hours: Hours,
    rand: random.Random,
) -> Deed:
    """The deed of one verb."""
    number, lead = script.ticket, f"lead_{script.crew}"
    if verb == "priority":
        return Deed(lead, Prioritise(number, facts, "so"), facts)
    if verb == "deadline":
        if not facts:
            return Deed(lead, Reschedule(number, "none", "so"), None)
        wished = (now // DAY + facts) * DAY + rand.choice((600, 960, 1020))
        return Deed(lead, Reschedule(number, typed(wished, hours), "so"), wished)
    who = script.requester if verb in BY_REQUESTER else owner
    who = who or rand.choice(company.members(script.crew))
    words: dict[str, Any] = {"asked": True, "reason": REASONS.get(verb, ""),
             "result": "ok" if verb == "resolve" else ""}
    done: Any = who
    if verb == "transfer":
        done = [m for m in company.members(script.crew) if m != owner][facts]
        words["to"] = Who(done)
    elif verb == "hold":
        done = (facts, -1)
        if facts == "until":
            done = ("parts", now + rand.choice((90, 500, 1440, 4000)))
            words["until"] = typed(done[1], hours)
        elif facts == "requester":
            words["reason"] = facts
    return Deed(who, Move(verb, number, **words), done)


def typed(minute: int, hours: Hours) -> str:
    """A minute as somebody types it."""
    return hours.moment(minute).strftime("%Y-%m-%d %H:%M")
