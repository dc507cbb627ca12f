"""An AI bot's message or event, decrypted and parsed → an event of the heart (wecom.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.wecom import ids
from adapters.wecom.cards import action_of
from adapters.wecom.content import read
from bot.domain.people import ChatId
from bot.errors import Undecodable
from bot.events import ButtonClicked, ChatOpened, Event, MessageReceived

_HEARD = frozenset({"text", "image", "mixed", "voice", "file", "video"})


def sender(body: Mapping[str, Any]) -> str | None:
    """The raw userid of whoever it is from; None for what nobody said."""
    found = body.get("from")
    user = found.get("userid") if isinstance(found, dict) else None
    return user if isinstance(user, str) and user else None


def to_event(
    body: Mapping[str, Any], user: str, *, tenant: str, bot_name: str, now: datetime
) -> Event | None:
    """The event, or None for kinds without use; `user` is the plain id. Raises Undecodable."""
    try:
        if body.get("msgtype") == "event":
            return _event(body, user, tenant, now)
        if body.get("msgtype") in _HEARD:
            return _message(body, user, tenant, bot_name, now)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise Undecodable(f"{body.get('msgtype')}: {type(error).__name__}") from None
    return None


def chat_of(body: Mapping[str, Any], user: str, tenant: str) -> ChatId:
    """A group's id keeps its case (§12.9)."""
    chat = body.get("chatid")
    if body.get("chattype") == "group":
        if not isinstance(chat, str) or not chat:
            raise ValueError("a group without id")
        return ids.group(tenant, chat)
    return ids.single(tenant, user)


def task_of(body: Mapping[str, Any]) -> str:
    """The clicked copy of a card, "" for anything else."""
    return str(_detail(body).get("task_id") or "")


def event_type(body: Mapping[str, Any]) -> str:
    """"" for what is no event."""
    event = body.get("event")
    return str(event.get("eventtype") or "") if isinstance(event, dict) else ""


def _message(
    body: Mapping[str, Any], user: str, tenant: str, bot_name: str, now: datetime
) -> Event:
    in_group = body.get("chattype") == "group"
    said = read(body, bot_name, in_group=in_group)
    number = _text(body["msgid"])
    return MessageReceived(
        key=f"wecom:{tenant}:{number}",
        account=ids.account(tenant, user),
        chat=chat_of(body, user, tenant),
        chat_kind="group" if in_group else "direct",
        message=number,
        text=said.text,
        at=now,
        mentions=said.mentions,
        files=said.files,
        quote=said.quote,
    )


def _event(body: Mapping[str, Any], user: str, tenant: str, now: datetime) -> Event | None:
    kind = event_type(body)
    account, key = ids.account(tenant, user), f"wecom:{tenant}:{_text(body['msgid'])}"
    at = moment(body.get("create_time"), now)
    chat = chat_of(body, user, tenant)
    if kind == "enter_chat":
        return ChatOpened(key, account, chat, at)
    if kind != "template_card_event":
        return None
    detail = _detail(body)
    chosen = (detail.get("selected_items") or {}).get("selected_item")
    values = {
        str(item["question_key"]): _picked((item.get("option_ids") or {}).get("option_id"))
        for item in (chosen if isinstance(chosen, list) else [chosen] if chosen else [])
    }
    return ButtonClicked(
        key=key, account=account, chat=chat,
        chat_kind="group" if body.get("chattype") == "group" else "direct",
        message=ids.name_of(_text(detail["task_id"])),
        action=action_of(_text(detail["event_key"])), at=at, values=values,
    )  # fmt: skip


def _detail(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Nested as the official page has it, or flat as the public SDK's typings (§5.2)."""
    event = body.get("event")
    if not isinstance(event, dict):
        return {}
    nested = event.get(str(event.get("eventtype")))
    return nested if isinstance(nested, dict) else event


def _picked(options: Any) -> str | tuple[str, ...]:
    found = [str(one) for one in (options if isinstance(options, list) else [options]) if one]
    return found[0] if len(found) == 1 else tuple(found)


def moment(stamp: Any, now: datetime) -> datetime:
    """UTC from seconds; `now` where the platform does not tell."""
    try:
        return datetime.fromtimestamp(int(stamp), UTC) if stamp else now
    except (ValueError, TypeError, OverflowError, OSError):
        return now


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("an id is not a text")
    return value
