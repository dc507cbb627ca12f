"""Our names for DingTalk's people, chats and cards.

The conversation of a one-to-one chat cannot be sent to, so a direct chat is named after its
person: `direct:<staffId>`. A card's outTrackId tells its tier and its chat, because a click by
HTTP brings neither (dingtalk.md §6.5).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from bot.domain.people import AccountId, ChatId

PLATFORM = "dingtalk"
Tier = Literal[1, 2]

_DIRECT = "direct:"
_MAX_TRACK = 100  # characters (§6.2)
_MAX_CHAT = 60
_OUT = str.maketrans("+/=", "-_~")
_BACK = str.maketrans("-_~", "+/=")
_TRACK = re.compile(r"b([12])([gpd])\.([A-Za-z0-9_~-]*)\.[0-9a-f]{20}(?:\.(.+))?")
_STAFF = re.compile(r"[A-Za-z0-9_$.+=-]{1,64}")


@dataclass(frozen=True, slots=True)
class Names:
    """Makes ids of one organisation."""

    tenant: str

    def account(self, staff: str) -> AccountId:
        return AccountId(PLATFORM, self.tenant, staff)

    def group(self, conversation: str) -> ChatId:
        return ChatId(PLATFORM, self.tenant, conversation)

    def direct(self, staff: str) -> ChatId:
        return ChatId(PLATFORM, self.tenant, f"{_DIRECT}{staff}")

    def owns(self, name: AccountId | ChatId) -> bool:
        return tuple(name[:2]) == (PLATFORM, self.tenant)

    def mentionable(self, account: AccountId | None) -> str | None:
        """The staff id that may stand in a mention: a person of ours, never everybody."""
        if account is None or not self.owns(account):
            return None
        staff = account.user
        return staff if _STAFF.fullmatch(staff) and staff.casefold() != "all" else None


def staff_of(chat: str) -> str | None:
    """The person of a direct chat; None for a group."""
    return chat[len(_DIRECT) :] if chat.startswith(_DIRECT) else None


@dataclass(frozen=True, slots=True)
class Track:
    """What a card's outTrackId tells. `chat` is "" where it did not fit or is a direct one."""

    tier: Tier
    kind: Literal["group", "private", "direct"]
    chat: str
    action: str = ""


def pack_track(track: Track, key: str) -> str:
    """The same card under the same key: a repeated creation is refused as existing (§6.2)."""
    digest = hashlib.sha256(f"{track.tier}|{track.chat}|{key}".encode()).hexdigest()[:20]
    chat = track.chat.translate(_OUT)
    if track.kind == "direct" or len(chat) > _MAX_CHAT or not re.fullmatch(r"[\w~-]*", chat, re.A):
        chat = ""
    packed = f"b{track.tier}{track.kind[0]}.{chat}.{digest}"
    full = f"{packed}.{track.action}" if track.action else packed
    return full if len(full) <= _MAX_TRACK else packed


def unpack_track(text: str) -> Track | None:
    """None for a card that is not of this bot."""
    found = _TRACK.fullmatch(text)
    if found is None:
        return None
    kinds: dict[str, Literal["group", "private", "direct"]] = {
        "g": "group", "p": "private", "d": "direct",
    }
    tier: Tier = 1 if found[1] == "1" else 2
    return Track(tier, kinds[found[2]], found[3].translate(_BACK), found[4] or "")
