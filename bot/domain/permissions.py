"""Who may do what: relation to the ticket × verb (product.md §1, §2).

The use case asks it for every mouth; help and buttons ask it too, so nobody is offered what they
may not do.
"""

from __future__ import annotations

from bot.domain.lifecycle import EDGES, SIDE_VERBS, verbs_of
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.ticket import State, Ticket
from bot.errors import IllegalMove, NotAllowed, NotFound

REQUESTER, OWNER, LEAD, TEAM, MANAGER, ADMIN, ANYONE = (
    "requester", "owner", "lead", "team", "manager", "admin", "anyone",
)

MAY: dict[str, frozenset[str]] = {
    "accept": frozenset({OWNER, TEAM, LEAD, ADMIN}),
    "assign": frozenset({LEAD, ADMIN}),
    "transfer": frozenset({OWNER, LEAD, ADMIN}),
    "decline": frozenset({OWNER}),
    "hold": frozenset({OWNER, LEAD, ADMIN}),
    "resume": frozenset({OWNER, LEAD, ADMIN}),
    "resolve": frozenset({OWNER, LEAD, ADMIN}),
    "approve": frozenset({REQUESTER, LEAD, ADMIN}),
    "send_back": frozenset({REQUESTER, LEAD, ADMIN}),
    "reopen": frozenset({REQUESTER, LEAD, ADMIN}),
    "cancel": frozenset({REQUESTER, LEAD, ADMIN}),
    "merge": frozenset({REQUESTER, LEAD, ADMIN}),
    "comment": frozenset({ANYONE}),
    "attach": frozenset({ANYONE}),
    "follow": frozenset({ANYONE}),
    "nudge": frozenset({ANYONE}),
    "prioritise": frozenset({REQUESTER, OWNER, LEAD, MANAGER, ADMIN}),
    "reschedule": frozenset({REQUESTER, OWNER, LEAD, MANAGER, ADMIN}),
    "edit": frozenset({REQUESTER, OWNER, LEAD, ADMIN}),
    "escalate": frozenset({REQUESTER, OWNER, LEAD, MANAGER, ADMIN}),
    "supervise": frozenset({MANAGER, LEAD, ADMIN}),
    "acknowledge": frozenset({LEAD, MANAGER, ADMIN, OWNER}),
    "rate": frozenset({REQUESTER}),
    "promise": frozenset({OWNER}),
    "link": frozenset({REQUESTER, OWNER, LEAD, ADMIN}),
    "mirror": frozenset({REQUESTER, OWNER, LEAD, ADMIN}),
    "join": frozenset({ANYONE}),
    "sub": frozenset({OWNER, LEAD, ADMIN}),
}


def is_admin(person: Person, policy: Policy) -> bool:
    """Whether a person may change the configuration."""
    return person.handle in policy.admins


def relations(person: Person, ticket: Ticket, policy: Policy) -> frozenset[str]:
    """What this person is to this ticket."""
    found = {ANYONE}
    handle = person.handle
    if ticket.requester in person.ids:
        found.add(REQUESTER)
    if ticket.owner in person.ids:
        found.add(OWNER)
    if handle in policy.admins:
        found.add(ADMIN)
    if handle in policy.dispatchers:
        found.add(LEAD)
    if handle in policy.managers:
        found.add(MANAGER)
    team = policy.team_of(ticket.team)
    if team is not None:
        if handle in team.leads:
            found |= {LEAD, TEAM}
        if team.member(handle) is not None:
            found.add(TEAM)
        if handle == team.manager:
            found |= {MANAGER, LEAD}
    return frozenset(found)


def may(person: Person, verb: str, ticket: Ticket, policy: Policy) -> bool:
    """Whether the person's role allows the verb, whatever the ticket's state."""
    mine = relations(person, ticket, policy)
    allowed = MAY[verb]
    if verb == "accept" and ticket.state is State.ASSIGNED:
        allowed = allowed - {TEAM}  # somebody else's ticket is not grabbed from the pool
    if verb == "cancel" and ticket.state in (State.IN_PROGRESS, State.ON_HOLD):
        allowed = (allowed - {REQUESTER}) | {OWNER}  # after acceptance the owner must agree
    return bool(mine & allowed)


def can_see(person: Person, ticket: Ticket, policy: Policy) -> bool:
    """Whether the ticket exists for this person at all.

    One's own tickets, and those one answers for, are always there. Beyond them a scope says how
    far a person sees; without one whatever is not private is there for everybody.
    """
    mine = relations(person, ticket, policy)
    if mine - {ANYONE, TEAM} or not person.ids.isdisjoint(ticket.followers):
        return True
    scope = policy.scopes.get(person.handle)
    if scope == "own":
        return False
    if TEAM in mine or scope == "all":
        return True
    if scope == "site":
        return not ticket.private and ticket.site in sites_of(person, policy)
    return scope is None and not ticket.private


def sites_of(person: Person, policy: Policy) -> frozenset[str]:
    """The places a person works at, by their memberships."""
    members = (team.member(person.handle) for team in policy.teams.values())
    return frozenset(site for member in members if member for site in member.sites)


def teams_listed(person: Person, policy: Policy) -> list[str] | None:
    """The teams whose tickets a person may have listed; None: all, each to be asked can_see."""
    handle, scope = person.handle, policy.scopes.get(person.handle)
    if scope in ("all", "site") or handle in (
        *policy.admins, *policy.managers, *policy.dispatchers
    ):
        return None
    return [
        team.name for team in policy.teams.values()
        if handle == team.manager or handle in team.leads
        or (scope != "own" and team.member(handle) is not None)
    ]


def allow(person: Person, verb: str, ticket: Ticket, policy: Policy) -> None:
    """Raises NotFound, IllegalMove or NotAllowed unless the person may do this now."""
    if not can_see(person, ticket, policy):
        raise NotFound("error.no_ticket", number=ticket.id)
    if ticket.merged_into is not None:
        raise IllegalMove("error.merged", number=ticket.id, into=ticket.merged_into)
    legal = (ticket.state, verb) in EDGES or ticket.state in SIDE_VERBS.get(verb, ())
    if not legal:
        raise IllegalMove(
            "error.illegal",
            number=ticket.id,
            state=ticket.state.value,
            verb=verb,
            can=[v for v in verbs_of(ticket.state) if may(person, v, ticket, policy)],
        )
    if not may(person, verb, ticket, policy):
        raise NotAllowed(
            "error.not_allowed",
            number=ticket.id,
            verb=verb,
            who=sorted(MAY[verb]),
            can=[v for v in verbs_of(ticket.state) if may(person, v, ticket, policy)],
        )


def offers(person: Person | None, ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    """The verbs to show as buttons: all that lead on (None: everybody looks at this card)."""
    verbs = verbs_of(ticket.state)
    if person is None:
        return verbs
    return tuple(v for v in verbs if may(person, v, ticket, policy))
