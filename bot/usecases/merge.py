"""Two persons become one: their tickets, accounts and open questions, without rewriting history."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.lifecycle import Event
from bot.domain.people import Account, Person
from bot.errors import BadInput
from bot.ports import Page
from bot.usecases.call import Call
from bot.usecases.introduce import people_of

BATCH = 50


def merge(gone: Person, kept: Person, call: Call) -> Person:
    """`gone` is `kept` from now on; returns the one who stays.

    The configuration knows people by handle, so if it names only one of them, that one stays.
    Raises BadInput if it names both: then its rights are a matter for the document.
    """
    named = set(people_of(call.policy))
    if gone.handle in named and kept.handle in named:
        raise BadInput("error.merge_named", name=gone.handle, other=kept.handle)
    if gone.handle in named:
        gone, kept = kept, gone
    for number in _tickets(gone, call):
        ticket = call.tx.tickets.get(number)
        call.record(
            ticket,
            Event("united", call.now, call.actor.id, {"from": gone.id, "to": kept.id}),
        )
    _acknowledgements(gone, kept, call)
    call.tx.people.merge(gone.id, kept.id)
    return call.tx.people.get(kept.id)


def _tickets(person: Person, call: Call) -> list[int]:
    """The open tickets a person owns or asked for."""
    found: dict[int, None] = {}
    for pages in (call.tx.tickets.of_owner, call.tx.tickets.of_requester):
        after: str | None = None
        while True:
            page: Page = pages(person.id, after, BATCH)
            found |= dict.fromkeys(ticket.id for ticket in page.tickets)
            after = page.after
            if after is None:
                break
    return sorted(found)


def _acknowledgements(gone: Person, kept: Person, call: Call) -> None:
    """Pings that wait for 已知晓 wait for the one who stays."""
    for record in call.tx.records.all("ack"):
        if record.data.get("person") == gone.id:
            call.tx.records.drop("ack", record.key)
            key = f"{record.key.rpartition(':')[0]}:{kept.id}"
            call.tx.records.put(replace(record, key=key, data={**record.data, "person": kept.id}))


def part(account: Account, call: Call) -> Person:
    """An account becomes a person of its own; the tickets stay with the old one."""
    fresh = call.tx.people.add(account.name or account.id.user, account.name or account.id.user)
    call.tx.people.save_account(replace(account, person=fresh.id, rank=0))
    return fresh
