"""The bodies of the events Feishu pushes (feishu.md §2, §4)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from simulator.feishu.people import People
from simulator.feishu.settings import Settings
from simulator.feishu.store import BOT, Mention, Message, Room
from simulator.world import Person


def envelope(settings: Settings, kind: str, event: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Schema 2.0. create_time is in ms, for card callbacks in µs (§2)."""
    scale = 1_000_000 if kind == "card.action.trigger" else 1_000
    return {
        "schema": "2.0",
        "header": {
            "event_id": secrets.token_hex(16),
            "token": settings.verification_token,
            "create_time": str(int(at.timestamp() * scale)),
            "event_type": kind,
            "tenant_key": settings.tenant_key,
            "app_id": settings.app_id,
        },
        "event": event,
    }


def milliseconds(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


class Bodies:
    """Builds event bodies for this tenant."""

    def __init__(self, settings: Settings, people: People) -> None:
        self.settings = settings
        self.people = people

    def received(self, message: Message, room: Room, sender: Person) -> dict[str, Any]:
        """im.message.receive_v1; root_id and parent_id only in replies (§4)."""
        body: dict[str, Any] = {
            "message_id": message.id,
            "create_time": milliseconds(message.created),
            "update_time": milliseconds(message.updated or message.created),
            "chat_id": room.id,
            "chat_type": "group" if room.kind == "group" else "p2p",
            "message_type": message.kind,
            "content": message.content,
        }
        for key, value in (("root_id", message.root), ("parent_id", message.parent)):
            if value:
                body[key] = value
        if message.thread:
            body["thread_id"] = message.thread
        if message.mentions:
            body["mentions"] = [self.mention(each) for each in message.mentions]
        return {
            "sender": {
                "sender_id": self.people.ids(sender),
                "sender_type": "user",
                "tenant_key": self.settings.tenant_key,
            },
            "message": body,
        }

    def mention(self, mention: Mention) -> dict[str, Any]:
        person = self.people.find(mention.open_id)
        if person:
            found = self.people.ids(person)
        else:
            found = {"open_id": mention.open_id, "union_id": "", "user_id": ""}
        return {
            "key": mention.key,
            "id": found,
            "mentioned_type": "bot" if mention.person == BOT else "user",
            "name": mention.name,
            "tenant_key": self.settings.tenant_key,
        }

    def chat_changed(self, room: Room, operator: Person, users: list[Person]) -> dict[str, Any]:
        """im.chat.member.* and im.chat.disbanded_v1."""
        body: dict[str, Any] = {
            "chat_id": room.id,
            "operator_id": self.people.ids(operator),
            "external": False,
            "operator_tenant_key": self.settings.tenant_key,
            "name": room.name,
            "i18n_names": {"zh_cn": room.name, "en_us": "", "ja_jp": ""},
        }
        if users:
            body["users"] = [
                {
                    "name": person.name,
                    "tenant_key": self.settings.tenant_key,
                    "user_id": self.people.ids(person),
                }
                for person in users
            ]
        return body

    def recalled(self, message: Message, at: datetime) -> dict[str, Any]:
        return {
            "message_id": message.id,
            "chat_id": message.chat,
            "recall_time": milliseconds(at),
            "recall_type": "message_owner",
        }

    def reaction(self, message: Message, emoji: str, who: Person, at: datetime) -> dict[str, Any]:
        return {
            "message_id": message.id,
            "reaction_type": {"emoji_type": emoji},
            "operator_type": "user",
            "user_id": self.people.ids(who),
            "action_time": milliseconds(at),
        }

    def read(self, messages: list[Message], reader: Person, at: datetime) -> dict[str, Any]:
        return {
            "reader": {
                "reader_id": self.people.ids(reader),
                "read_time": milliseconds(at),
                "tenant_key": self.settings.tenant_key,
            },
            "message_id_list": [message.id for message in messages],
        }

    def left(self, person: Person) -> dict[str, Any]:
        """contact.user.deleted_v3."""
        gone = {**self.people.user(person, "open_id")}
        return {"object": gone, "old_object": {"department_ids": gone.get("department_ids", [])}}
