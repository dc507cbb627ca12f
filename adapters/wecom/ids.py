"""Ids of chats, people and cards as the heart keeps them.

A direct chat with the AI bot is `single:<userid>`, with the app `app:<userid>`, so that the
sender knows which bot was meant. User ids are case-folded, chat ids never (§12.9).
"""

from __future__ import annotations

import hashlib
import re

from bot.domain.people import AccountId, ChatId

PLATFORM = "wecom"
SINGLE, APP = "single:", "app:"
_SEALED = re.compile(r"wo[0-9A-Za-z_-]{20,}")


def fold(userid: str) -> str:
    """Case-folded; an encrypted id, which no app has converted, is kept as it is (§5.1)."""
    return userid if _SEALED.fullmatch(userid) else userid.casefold()


def account(tenant: str, userid: str) -> AccountId:
    """A member's account."""
    return AccountId(PLATFORM, tenant, fold(userid))


def group(tenant: str, chat: str) -> ChatId:
    """A group chat."""
    return ChatId(PLATFORM, tenant, chat)


def single(tenant: str, userid: str) -> ChatId:
    """A member's chat with the AI bot."""
    return ChatId(PLATFORM, tenant, SINGLE + fold(userid))


def in_app(tenant: str, userid: str) -> ChatId:
    """A member's chat with the app."""
    return ChatId(PLATFORM, tenant, APP + fold(userid))


def card_name(key: str) -> str:
    """The lasting name of a card that hangs somewhere, from the key it was first sent with."""
    return f"bh{_digest(key)}"


def task_id(name: str, key: str = "") -> str:
    """The id of one copy of it; a replacement needs another (§4.4). The same key makes the same
    id, so a repeat is refused as a duplicate and nobody sees it twice."""
    return f"{name}_{_digest(key)[:12] if key else '0'}"


def name_of(task: str) -> str:
    """The card a copy belongs to: a click on an old copy finds its ticket by it."""
    return task.partition("_")[0]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]
