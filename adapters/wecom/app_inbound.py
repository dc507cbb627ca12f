"""The app's messages and events, decrypted and parsed → events of the heart (wecom.md §2.4–2.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.wecom import ids, media_ref
from adapters.wecom.bot_inbound import moment
from adapters.wecom.cards import action_of
from adapters.wecom.xmls import as_list
from bot.errors import Undecodable
from bot.events import ButtonClicked, ChatOpened, Event, FileRef, MessageReceived, PersonLeft

_MEDIA: Mapping[str, tuple[str, str]] = {
    "image": ("image", "image/jpeg"),
    "voice": ("voice", "audio/amr"),
    "video": ("video", "video/mp4"),
    "file": ("file", "application/octet-stream"),
}
_CLICKS = frozenset({"template_card_event", "template_card_menu_event"})


def to_event(fields: Mapping[str, Any], *, tenant: str, now: datetime) -> Event | None:
    """The event, or None for kinds without use. Raises Undecodable."""
    kind = str(fields.get("MsgType") or "")
    try:
        return _event(fields, tenant, now) if kind == "event" else _message(fields, tenant, now)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Undecodable(f"{kind}: {type(error).__name__}") from None


def task_and_code(fields: Mapping[str, Any]) -> tuple[str, str]:
    """The clicked copy of a card and the code this click has brought."""
    return str(fields.get("TaskId") or ""), str(fields.get("ResponseCode") or "")


def _message(fields: Mapping[str, Any], tenant: str, now: datetime) -> Event | None:
    kind, user = str(fields["MsgType"]), _text(fields, "FromUserName")
    files: tuple[FileRef, ...] = ()
    text = ""
    if kind == "text":
        text = str(fields.get("Content") or "")
    elif kind == "location":
        text = str(fields.get("Label") or "")
    elif kind == "link":
        parts = (fields.get("Title"), fields.get("Description"), fields.get("Url"))
        text = "\n".join(str(part) for part in parts if part)
    elif kind in _MEDIA:
        name, media_type = _MEDIA[kind]
        name = str(fields.get("FileName") or name)
        files = (FileRef(media_ref.from_app(_text(fields, "MediaId")), name, media_type),)
    else:
        return None
    number = _text(fields, "MsgId")  # 64 bits, kept as text (§2.3)
    return MessageReceived(
        key=f"wecom:{tenant}:app:{number}",
        account=ids.account(tenant, user),
        chat=ids.in_app(tenant, user),
        chat_kind="direct",
        message=number,
        text=text.strip(),
        at=moment(fields.get("CreateTime"), now),
        files=files,
    )


def _event(fields: Mapping[str, Any], tenant: str, now: datetime) -> Event | None:
    kind = str(fields.get("Event") or "")
    at, key = moment(fields.get("CreateTime"), now), _event_key(fields, tenant)
    if kind == "change_contact":
        if fields.get("ChangeType") != "delete_user":
            return None
        return PersonLeft(key, ids.account(tenant, _text(fields, "UserID")), at)
    if kind not in _CLICKS and kind not in ("enter_agent", "subscribe", "click"):
        return None
    user = _text(fields, "FromUserName")
    account, chat = ids.account(tenant, user), ids.in_app(tenant, user)
    if kind in _CLICKS:
        return ButtonClicked(
            key=key, account=account, chat=chat, chat_kind="direct",
            message=ids.name_of(_text(fields, "TaskId")),
            action=action_of(_text(fields, "EventKey")), at=at, values=_values(fields),
        )  # fmt: skip
    menu = str(fields.get("EventKey") or "")
    if kind == "click" and menu.startswith("/"):  # a menu entry whose key is a command
        return MessageReceived(
            key=key, account=account, chat=chat, chat_kind="direct", message=key[-32:],
            text=menu, at=at,
        )  # fmt: skip
    return ChatOpened(key, account, chat, at)


def _event_key(fields: Mapping[str, Any], tenant: str) -> str:
    """Events have no MsgId; two clicks may share a second (§2.3)."""
    names = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId", "ChangeType", "UserID")
    told = "|".join(str(fields.get(name) or "") for name in names)
    return f"wecom:{tenant}:app:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _values(fields: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    selected = fields.get("SelectedItems")
    items = as_list(selected.get("SelectedItem")) if isinstance(selected, dict) else []
    values: dict[str, str | tuple[str, ...]] = {}
    for item in items:
        options = item.get("OptionIds")
        picked = as_list(options.get("OptionId")) if isinstance(options, dict) else []
        found = tuple(str(one) for one in picked)
        values[str(item["QuestionKey"])] = found[0] if len(found) == 1 else found
    return values


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing")
    return value
