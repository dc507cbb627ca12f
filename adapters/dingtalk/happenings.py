"""Events about groups and people, from Stream (camelCase) or HTTP (PascalCase) (§3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from adapters.dingtalk.ids import Names
from bot.events import BotAdded, BotRemoved, Event, PersonLeft

CHECK_URL = "check_url"


def events_of(
    kind: str, key: str, body: Mapping[str, Any], names: Names, at: datetime
) -> Iterable[Event]:
    """What the heart must know; nothing for the kinds that do not concern it."""
    fields = {name[:1].lower() + name[1:]: value for name, value in body.items()}
    key = f"dingtalk:{names.tenant}:{key}"
    chat = fields.get("openConversationId")
    if isinstance(chat, str) and chat:
        if kind in ("chat_disband", "im_cool_app_uninstall"):
            yield BotRemoved(key, names.group(chat), at)
        elif kind == "im_cool_app_install":
            operator, title = fields.get("operator"), fields.get("title")
            by = names.account(operator) if isinstance(operator, str) and operator else None
            name = title if isinstance(title, str) and title else None
            yield BotAdded(key, names.group(chat), by, at, name)
    if kind == "user_leave_org":
        left = fields.get("userId")
        for staff in left if isinstance(left, list) else [left]:
            if isinstance(staff, str) and staff:
                yield PersonLeft(f"{key}:{staff}", names.account(staff), at)
