"""Messages as the REST API shows them (feishu.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.feishu.card.validate import as_text
from simulator.feishu.events import milliseconds
from simulator.feishu.store import BOT, Message

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu


def message(feishu: Feishu, found: Message, *, raw_card: bool = False) -> dict[str, Any]:
    """mentions[].id is a string here, unlike in events."""
    settings = feishu.settings
    if found.sender in (BOT, "webhook"):
        sender = {"id": settings.app_id, "id_type": "app_id", "sender_type": "app"}
    else:
        person = feishu.sim.world.people[found.sender]
        sender = {
            "id": feishu.people.id_of(person),
            "id_type": "open_id",
            "sender_type": "user",
        }
    shown: dict[str, Any] = {
        "message_id": found.id,
        "msg_type": found.kind,
        "create_time": milliseconds(found.created),
        "update_time": milliseconds(found.updated or found.created),
        "deleted": found.recalled,
        "updated": found.updated is not None,
        "chat_id": found.chat,
        "sender": {**sender, "tenant_key": settings.tenant_key},
        "body": {"content": _content(found, raw_card)},
    }
    for key, value in (
        ("root_id", found.root),
        ("parent_id", found.parent),
        ("thread_id", found.thread),
    ):
        if value:
            shown[key] = value
    if found.mentions:
        shown["mentions"] = [
            {
                "key": mention.key,
                "id": mention.open_id,
                "id_type": "open_id",
                "name": mention.name,
                "tenant_key": settings.tenant_key,
            }
            for mention in found.mentions
        ]
    return shown


def _content(found: Message, raw_card: bool) -> str:
    if found.recalled:
        return "This message was recalled"
    if found.card is None:
        return found.content
    if raw_card:
        return as_text({"json_card": as_text(found.card), "json_attachment": "", "card_schema": 2})
    header = found.card.get("header") or {}
    title = (header.get("title") or {}).get("content", "")
    return as_text({"title": title, "elements": [[{"tag": "text", "text": ""}]]})
