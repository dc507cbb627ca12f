"""Who a message or update addresses: userids, departments and tags of the corp (§3.1, §3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.wecom.directory import Directory
from simulator.wecom.errors import ApiError

MOST_USERS, MOST_PARTIES = 1000, 100


class Addressed:
    """`people` are person ids; the invalid lists are as the answer carries them."""

    def __init__(self) -> None:
        self.people: list[str] = []
        self.bad_users: list[str] = []
        self.bad_parties: list[str] = []
        self.bad_tags: list[str] = []

    def add(self, person_ids: Iterable[str]) -> None:
        self.people += [one for one in person_ids if one not in self.people]


def addressed(
    people: Directory, users: list[str], parties: list[Any], tags: list[Any]
) -> Addressed:
    """Invalid userids come back lower-cased. ApiError 40058 for lists that are too long."""
    if len(users) > MOST_USERS or len(parties) > MOST_PARTIES or len(tags) > MOST_PARTIES:
        raise ApiError(40058, "too many receivers")
    found = Addressed()
    for user in users:
        person = people.find_visible(user)
        if person is None:
            found.bad_users.append(user.lower())
        else:
            found.add([person.id])
    for party in parties:
        department = people.department(int(party)) if str(party).isdigit() else None
        if department is None:
            found.bad_parties.append(str(party))
        else:
            found.add(person.id for person in people.members_of(department.id, deep=True))
    found.bad_tags += [str(tag) for tag in tags]  # this corp has no tags
    return found


def split(value: Any, name: str) -> list[str]:
    """A `|`-joined list. ApiError 40058 if it is not text."""
    if value in (None, ""):
        return []
    if not isinstance(value, str):
        raise ApiError(40058, f"{name} must be a string")
    return [one.strip() for one in value.split("|") if one.strip()]
