"""People a configuration document introduces before they have ever spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.people import Account, AccountId, spelt
from bot.domain.policy import Policy
from bot.ports import Tx


def introduce(policy: Policy, tx: Tx, tenants: Mapping[str, str]) -> int:
    """Makes the people and accounts the document names; returns how many accounts were new.

    `tenants`: platform → tenant of the messengers that run. Accounts that already belong to
    somebody stay theirs.
    """
    made = 0
    for handle in people_of(policy):
        person = tx.people.by_handle(handle)
        accounts = {p: spelt(p, u) for p, u in policy.accounts.get(handle, {}).items()}
        known = [
            tx.people.by_account(AccountId(platform, tenants[platform], user))
            for platform, user in accounts.items()
            if platform in tenants
        ]
        if person is None and not any(known):
            person = tx.people.add(handle, policy.names.get(handle, handle))
        elif person is None:
            person = next(p for p in known if p is not None)
            tx.people.save(replace(person, handle=handle))
        assert person is not None
        aliases = policy.aliases.get(handle, ())
        if set(aliases) - set(person.aliases):
            person = replace(person, aliases=tuple(dict.fromkeys((*person.aliases, *aliases))))
            tx.people.save(person)
        for rank, (platform, user) in enumerate(accounts.items()):
            if platform not in tenants:
                continue
            account = AccountId(platform, tenants[platform], user)
            if tx.people.by_account(account) is None:
                tx.people.save_account(Account(account, person.id, person.name, rank=rank))
                made += 1
    return made


def people_of(policy: Policy) -> list[str]:
    """Every handle the document uses, in reading order."""
    named = [*policy.accounts, *policy.names, *policy.admins, *policy.dispatchers,
             *policy.managers]
    for team in policy.teams.values():
        named += [*team.leads, *(m.handle for m in team.members)]
        if team.manager:
            named.append(team.manager)
    return list(dict.fromkeys(named))
