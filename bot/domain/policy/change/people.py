"""Edits of roles, data scopes and the names people go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from bot.domain.policy.change.parts import without
from bot.domain.policy.model import Policy
from bot.domain.policy.read import SCOPES
from bot.errors import BadInput, NotAllowed, NotFound

Role = Literal["admins", "dispatchers", "managers"]
MOST_ALIASES = 20


def grant(policy: Policy, role: Role, handle: str) -> Policy:
    """Gives a role."""
    people: tuple[str, ...] = getattr(policy, role)
    if handle in people:
        raise BadInput("policy.already_in_role", name=handle, role=role)
    return replace(policy, **{role: (*people, handle)})  # type: ignore[arg-type]


def revoke(policy: Policy, role: Role, handle: str) -> Policy:
    """Takes a role away; the last admin keeps it."""
    people: tuple[str, ...] = getattr(policy, role)
    if handle not in people:
        raise NotFound("policy.not_in_role", name=handle, role=role)
    rest = tuple(person for person in people if person != handle)
    if role == "admins" and not rest:
        raise NotAllowed("policy.last_admin", name=handle)
    return replace(policy, **{role: rest})  # type: ignore[arg-type]


def set_scope(policy: Policy, handle: str, scope: str | None) -> Policy:
    """What a person may see: own, team, site or all; None: by their role."""
    if scope is None:
        return replace(policy, scopes=without(policy.scopes, handle))
    if scope not in SCOPES:
        raise BadInput("policy.bad_scope", value=scope, choices=list(SCOPES))
    return replace(policy, scopes={**policy.scopes, handle: scope})


def introduce(
    policy: Policy, handle: str, name: str, accounts: Mapping[str, str] | None = None
) -> Policy:
    """Names a person (and their platform ids) before they ever spoke."""
    if not handle.strip() or not name.strip():
        raise BadInput("policy.bad_name", name=name, limit=60)
    policy = replace(policy, names={**policy.names, handle: name})
    if accounts:
        both = {**policy.accounts.get(handle, {}), **accounts}
        policy = replace(policy, accounts={**policy.accounts, handle: both})
    return policy


def add_alias(policy: Policy, handle: str, alias: str) -> Policy:
    """One more name for a person; a name means one person only."""
    alias = alias.strip()
    if not alias or len(alias) > 30:
        raise BadInput("policy.bad_name", name=alias, limit=30)
    for other, names in policy.aliases.items():
        if alias in names or alias == other:
            raise BadInput("policy.alias_taken", alias=alias, name=other)
    if alias in policy.names and alias != handle:
        raise BadInput("policy.alias_taken", alias=alias, name=alias)
    mine = policy.aliases.get(handle, ())
    if len(mine) >= MOST_ALIASES:
        raise BadInput("policy.too_many", limit=MOST_ALIASES)
    return replace(policy, aliases={**policy.aliases, handle: (*mine, alias)})


def remove_alias(policy: Policy, handle: str, alias: str) -> Policy:
    """Without that name."""
    mine = policy.aliases.get(handle, ())
    if alias not in mine:
        raise NotFound("policy.no_alias", alias=alias, name=handle)
    rest = tuple(name for name in mine if name != alias)
    others = without(policy.aliases, handle)
    return replace(policy, aliases={**others, handle: rest} if rest else others)


def forget_person(policy: Policy, handle: str) -> Policy:
    """Takes somebody who left out of roles, leads, names and scopes.

    Memberships, rosters and rules are work that needs a successor: refused while they name them.
    """
    used = [team.name for team in policy.teams_of(handle)]
    used += [t.name for t in policy.teams.values() if t.manager == handle]
    rules = [rule.name for rule in policy.rules if rule.person == handle]
    if used or rules:
        raise BadInput("policy.person_in_use", name=handle, teams=used, rules=rules)
    if policy.admins == (handle,):
        raise NotAllowed("policy.last_admin", name=handle)
    return replace(
        policy,
        admins=tuple(h for h in policy.admins if h != handle),
        dispatchers=tuple(h for h in policy.dispatchers if h != handle),
        managers=tuple(h for h in policy.managers if h != handle),
        names=without(policy.names, handle),
        aliases=without(policy.aliases, handle),
        scopes=without(policy.scopes, handle),
        accounts=without(policy.accounts, handle),
    )
