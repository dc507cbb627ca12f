"""A Feishu event (schema 2.0, as JSON) → an event of the heart (feishu.md §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.feishu.clicks import read_click
from adapters.feishu.content import Me, read
from bot.domain.people import ChatId
from bot.errors import Undecodable
from bot.events import (
    BotAdded,
    BotRemoved,
    ChatOpened,
    Event,
    MessageReceived,
    PersonLeft,
    Quote,
)

CARD_CLICK = "card.action.trigger"
_HEARD = frozenset({"text", "post", "image", "file", "folder", "audio", "media", "location"})


def to_event(raw: Mapping[str, Any], me: Me) -> Event | None:
    """The event, or None for kinds we have no use for; raises Undecodable when a part is missing.

    A quote carries only the message's id: its text is fetched later. A click's `chat_kind` and a
    menu entry's chat are guesses for the caller to mend, because Feishu does not tell them.
    """
    header, event = raw.get("header"), raw.get("event")
    if not isinstance(header, dict) or not isinstance(event, dict):
        return None
    reader = _READERS.get(str(header.get("event_type")))
    if reader is None:
        return None
    try:
        return reader(header, event, me)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise Undecodable(f"{header.get('event_type')}: {type(error).__name__}") from None


def _message(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event | None:
    sender, message = event["sender"], event["message"]
    if sender.get("sender_type") != "user" or message["message_type"] not in _HEARD:
        return None  # also our own words: no loops (feishu.md §11.7)
    direct = message["chat_type"] == "p2p"
    said = read(
        message["message_id"], message["message_type"], message["content"],
        message.get("mentions"), me,
    )
    parent = message.get("parent_id")
    return MessageReceived(
        key=f"feishu:{me.app_id}:{message['message_id']}",
        account=me.account(_person(sender["sender_id"])),
        chat=_chat(message["chat_id"], me),
        chat_kind="direct" if direct else "group",
        message=_text(message["message_id"]),
        text=said.text,
        at=moment(message.get("create_time") or header["create_time"]),
        addressed=direct or said.to_bot,
        mentions=said.mentions,
        files=said.files,
        quote=Quote(message=_text(parent)) if parent else None,
    )


def _click(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event | None:
    context = event["context"]
    return read_click(
        event,
        key=_key(header, me),
        account=me.account(_person(event["operator"])),
        chat=_chat(context["open_chat_id"], me),
        message=_text(context["open_message_id"]),
        at=moment(header["create_time"]),
    )


def _bot_added(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event:
    by = (event.get("operator_id") or {}).get("open_id")
    return BotAdded(
        key=_key(header, me),
        chat=_chat(event["chat_id"], me),
        by=me.account(by) if by else None,
        at=moment(header["create_time"]),
        chat_name=event.get("name") or None,
    )


def _bot_removed(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event:
    return BotRemoved(_key(header, me), _chat(event["chat_id"], me), moment(header["create_time"]))


def _chat_opened(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event:
    person = _person(event["operator_id"])
    chat = event.get("chat_id") or person
    return ChatOpened(
        _key(header, me), me.account(person), _chat(chat, me), moment(header["create_time"])
    )


def _menu(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event:
    operator = event["operator"]
    person = _person(operator["operator_id"])
    return ChatOpened(
        _key(header, me), me.account(person), _chat(person, me), moment(header["create_time"]),
        name=operator.get("operator_name") or None,
    )


def _user_deleted(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event:
    account = me.account(_person(event["object"]))
    return PersonLeft(_key(header, me), account, moment(header["create_time"]))


def _user_updated(header: Mapping[str, Any], event: Mapping[str, Any], me: Me) -> Event | None:
    status = event["object"].get("status") or {}
    if status.get("is_resigned") or status.get("is_exited"):
        return _user_deleted(header, event, me)
    return None


def _key(header: Mapping[str, Any], me: Me) -> str:
    return f"feishu:{me.app_id}:{_text(header['event_id'])}"


def _chat(chat: Any, me: Me) -> ChatId:
    return ChatId("feishu", me.app_id, _text(chat))


def _person(ids: Mapping[str, Any]) -> str:
    """The open_id; where the platform leaves it out, the user_id (feishu.md §6.2)."""
    return _text(ids.get("open_id") or ids["user_id"])


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("an id is not a text")
    return value


def moment(stamp: Any) -> datetime:
    """UTC from milliseconds, or from the microseconds of card callbacks (feishu.md §2)."""
    digits = str(stamp)
    number = int(digits)
    return datetime.fromtimestamp(number / (1_000_000 if len(digits) >= 16 else 1000), UTC)


_Reader = Callable[[Mapping[str, Any], Mapping[str, Any], Me], Event | None]
_READERS: Mapping[str, _Reader] = {
    "im.message.receive_v1": _message,
    CARD_CLICK: _click,
    "im.chat.member.bot.added_v1": _bot_added,
    "im.chat.member.bot.deleted_v1": _bot_removed,
    "im.chat.disbanded_v1": _bot_removed,
    "im.chat.access_event.bot_p2p_chat_entered_v1": _chat_opened,
    "application.bot.menu_v6": _menu,
    "contact.user.deleted_v3": _user_deleted,
    "contact.user.updated_v3": _user_updated,
}
