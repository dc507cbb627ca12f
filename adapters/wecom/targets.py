"""Whom a message is for, and whom it names."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.wecom import ids
from adapters.wecom.markup import is_userid
from adapters.wecom.planner import To
from bot.cards.model import At, Block, Card, Fields, spans_of
from bot.errors import Unreachable
from bot.ports import Place


def target_of(place: Place, tenant: str) -> tuple[To, str, str]:
    """The kind of place, its chat id (`single:` for a person) and the member, "" for a group.

    What one person alone may see goes to their direct chat: groups cannot hide it. Raises
    Unreachable for ids of another tenant.
    """
    person = place.only or (place.account if place.chat is None else None)
    owner = person or place.chat
    assert owner is not None
    if (owner.platform, owner.tenant) != (ids.PLATFORM, tenant):
        raise Unreachable("wecom: an id of another tenant", code="tenant")
    if person is not None:
        if not is_userid(person.user):
            raise Unreachable("wecom: not a member", code="40003")
        return "person", ids.SINGLE + person.user, person.user
    assert place.chat is not None
    kind, user = kind_of(place.chat.chat)
    return kind, place.chat.chat, user


def kind_of(chat: str) -> tuple[To, str]:
    """What kind of chat this id names, and the member it belongs to ("" for a group)."""
    if chat.startswith(ids.SINGLE):
        return "single", chat.removeprefix(ids.SINGLE)
    if chat.startswith(ids.APP):
        return "app", chat.removeprefix(ids.APP)
    return "group", ""


def members_of(card: Card, tenant: str) -> list[str]:
    """The members a card names in its sentences; fields only inform."""
    blocks: Sequence[Block] = [block for block in card.blocks if not isinstance(block, Fields)]
    accounts = [
        span.account for block in blocks for span in spans_of(block)
        if isinstance(span, At) and span.account is not None
    ]  # fmt: skip
    users = [a.user for a in accounts if (a.platform, a.tenant) == (ids.PLATFORM, tenant)]
    return [user for user in dict.fromkeys(users) if is_userid(user)]
