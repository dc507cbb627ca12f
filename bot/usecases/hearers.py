"""Who hears an alarm: the people a rung names, and for those on leave the ones above them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.policy.chain import superiors
from bot.domain.ticket import Ticket
from bot.usecases.call import Call
from bot.usecases.dispatch import leave

LADDER = ("owner", "lead", "manager")


def hearers(role: str, ticket: Ticket, call: Call) -> tuple[str, list[int]]:
    """The people a rung's word stands for, and as what they hear it.

    Of owner, lead and manager those on leave are passed over, and where nobody is left the next
    above hears in their place. When everybody is away the one named hears after all.
    """
    if role == "requester":
        return role, [ticket.requester]
    if role == "team":
        team = call.policy.team_of(ticket.team)
        return role, call.ids(m.handle for m in team.members) if team else []
    if role not in LADDER:
        return role, []
    named: tuple[str, list[int]] = (role, [])
    for word in LADDER[LADDER.index(role):]:
        people = _named(word, ticket, call)
        named = named if named[1] else (word, people)
        present = here(people, call)
        if present:
            return word, present
    return named


def _named(role: str, ticket: Ticket, call: Call) -> list[int]:
    if role == "owner":
        return [ticket.owner] if ticket.owner else []
    return call.leads(ticket) if role == "lead" else call.managers(ticket)


def here(people: Sequence[int], call: Call) -> list[int]:
    """Those of the people who are not on leave now."""
    away = {
        handle for handle, times in leave(call.tx).items()
        if any(t.start <= call.now and (t.end is None or call.now < t.end) for t in times)
    }
    if not away or not people:
        return list(people)
    known = call.tx.people.get_many(people)
    return [person for person in people if known[person].handle not in away]


def above(person: int, ticket: Ticket, call: Call) -> int | None:
    """Who is next above somebody who did not acknowledge: along the managers' chain, at its end
    an admin."""
    chain = call.ids(superiors(call.policy, ticket.team))
    if person in chain:
        chain = chain[chain.index(person) + 1:]
    chain = [p for p in (*chain, *call.ids(call.policy.admins)) if p != person]
    return next(iter(here(chain, call) or chain), None)
