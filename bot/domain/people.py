"""People and the names they have elsewhere: a person has one identity and many accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class AccountId(NamedTuple):
    """One person's id at one messenger's tenant (open_id, staff id, case-folded userid)."""

    platform: str
    tenant: str
    user: str


class ChatId(NamedTuple):
    """One chat at one messenger's tenant. The id is case-sensitive everywhere."""

    platform: str
    tenant: str
    chat: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who files, owns, leads or reads tickets.

    `handle` is the unique name the configuration document uses; it never changes by itself.
    `former`: ids of people who turned out to be this person; histories still name them.
    """

    id: int
    handle: str
    name: str
    language: str = "zh-CN"
    active: bool = True
    aliases: tuple[str, ...] = ()
    mobile: str | None = None
    email: str | None = None
    department: str | None = None
    former: tuple[int, ...] = ()

    @property
    def ids(self) -> frozenset[int]:
        """Every id this person has gone by."""
        return frozenset((self.id, *self.former))


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account; `direct_chat` is where private messages go, once known."""

    id: AccountId
    person: int
    name: str
    direct_chat: str | None = None
    rank: int = 0  # a person's preference: the lowest is tried first
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Chat:
    """A group or direct chat the bot has met."""

    id: ChatId
    kind: str  # "group" or "direct"
    name: str
    alive: bool = True


# Messengers whose user ids know no capitals (wecom.md §8), save the sealed ids another company's
# people have there: those begin with "wo" and are long.
CASELESS = frozenset({"wecom"})


def spelt(platform: str, user: str) -> str:
    """A user id as its messenger tells it, however an admin typed it."""
    sealed = user.startswith("wo") and len(user) > 21
    return user.casefold() if platform in CASELESS and not sealed else user
