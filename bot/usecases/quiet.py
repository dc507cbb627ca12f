"""Not too many pings: a budget per person and hour, and late alarms gathered after a standstill.

Decided in the transaction that queues: a ping is either said, or kept as a fact of its person's
bucket, whose due time makes one digest of it. P1 and urgent pings pass the budget.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.intents import AcknowledgeAll
from bot.domain.lifecycle import Event
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.ticket import Ticket
from bot.domain.times import from_ms, to_ms
from bot.ports import Record, Tx
from bot.usecases.call import Call, Outcome

LATE_SINGLY = 5  # up to so many late alarms of one look are said one by one
HOUR = 3_600_000  # ms
LATE = "late"


def ping(
    person: int, ticket: Ticket, facts: Mapping[str, Any], call: Call,
    *, once: str, urgent: bool, late: bool, budget: int,
) -> datetime:
    """Says a ping or keeps it for a digest; returns when the person will hear of it."""
    if late:
        _keep(person, ticket, facts, LATE, call.now, call, once=once, urgent=urgent)
        return call.now
    hour = to_ms(call.now) // HOUR
    if not urgent and _spent(person, hour, call) >= budget:
        end = from_ms((hour + 1) * HOUR)
        _keep(person, ticket, facts, str(hour), end, call, once=once, urgent=False)
        return end
    _say(person, ticket.id, facts, call, once=once, urgent=urgent)
    return call.now


def _say(
    person: int, ticket: int, facts: Mapping[str, Any], call: Call, *, once: str, urgent: bool
) -> None:
    call.tell([person], "ping", ticket, urgent=urgent, once=once, **facts)


def _spent(person: int, hour: int, call: Call) -> int:
    """How many pings the person had in this hour; this one is counted."""
    return call.tx.records.count("pinged", f"{person}:{hour}", from_ms((hour + 1) * HOUR))


def _keep(
    person: int, ticket: Ticket, facts: Mapping[str, Any], bucket: str, due: datetime,
    call: Call, *, once: str, urgent: bool,
) -> None:
    name = f"{person}:{bucket}"
    call.tx.records.add(
        Record("kept_ping", f"{name}:{once}",
               {"ticket": ticket.id, "facts": dict(facts), "once": once, "urgent": urgent})
    )
    # Put, not added: that waits for a process that is just emptying the bucket, and makes it anew.
    call.tx.records.put(Record("digest", name, {"person": person, "late": bucket == LATE}, due))


def flush(record: Record, tx: Tx, policy: Policy, bot: Person) -> None:
    """Makes one digest of a bucket; few late alarms are said one by one instead."""
    call = Call(tx=tx, policy=policy, actor=bot)
    tx.records.drop("digest", record.key)
    kept = tx.records.all("kept_ping", f"{record.key}:")
    for item in kept:
        tx.records.drop("kept_ping", item.key)
    person, late = record.data["person"], record.data["late"]
    if late and len(kept) <= LATE_SINGLY:
        for item in kept:
            data = item.data
            _say(person, data["ticket"], data["facts"], call, once=data["once"],
                 urgent=data["urgent"])
        return
    if kept:
        items = [
            [item.data["ticket"], item.data["facts"].get("due_at"), item.data["facts"].get("alarm")]
            for item in kept
        ]
        call.tell(
            [person], "pings", None, urgent=any(item.data["urgent"] for item in kept),
            once=f"digest:{record.key}:{to_ms(tx.now)}", items=items, late=late,
        )


def acknowledge_all(intent: AcknowledgeAll, call: Call) -> Outcome:
    """已知晓 under a digest: every escalation that waits for this person stops climbing."""
    for record in call.tx.records.all("ack"):
        data = record.data
        ticket = call.tx.tickets.find(data["ticket"])
        if data["person"] != call.actor.id or ticket is None:
            continue
        call.tx.records.drop("ack", record.key)
        call.record(
            ticket, Event("acknowledged", call.now, call.actor.id, {"alarm": data["alarm"]})
        )
    return Outcome("toast.acknowledged", redraw=False)
