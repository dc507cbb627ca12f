"""What the tenant holds: chats, messages, uploaded images and files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.feishu import ids
from simulator.world import Chat as WorldChat
from simulator.world import Person

BOT = "bot"


@dataclass
class Mention:
    """`person` is a world id, "bot", "all", or empty if unknown."""

    key: str
    open_id: str
    name: str
    person: str


@dataclass
class Room:
    """A group or a direct chat with the bot; `members` are person ids."""

    id: str
    name: str
    kind: str  # "group" or "direct"
    members: list[str]
    bot_inside: bool = True
    muted: bool = False
    dissolved: bool = False
    topic: bool = False


@dataclass
class Asset:
    key: str
    name: str
    data: bytes
    kind: str  # "image" or "file"
    owner: str  # "bot" or a person id


@dataclass
class Reaction:
    id: str
    emoji: str
    operator: str  # "bot" or a person id
    at: datetime


@dataclass
class Message:
    """`content` is the JSON text as stored; a card is kept parsed in `card`.

    `views` holds the cards of people whose client shows something else than `card`.
    """

    id: str
    chat: str
    sender: str  # "bot", "webhook" or a person id
    kind: str
    content: str
    created: datetime
    updated: datetime | None = None
    parent: str = ""
    root: str = ""
    thread: str = ""
    mentions: list[Mention] = field(default_factory=list)
    card: dict[str, Any] | None = None
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    only_for: str | None = None
    recalled: bool = False
    edits: int = 0
    updatable: bool = True
    read_by: dict[str, datetime] = field(default_factory=dict)
    urgent_for: list[str] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    pinned: bool = False
    under_click: int = 0

    def body(self) -> dict[str, Any]:
        loaded = json.loads(self.content)
        return loaded if isinstance(loaded, dict) else {}

    def card_for(self, viewer: str | None) -> dict[str, Any] | None:
        return self.views.get(viewer or "", self.card)

    def redraw(self, card: dict[str, Any], at: datetime) -> None:
        """Everybody sees this card from now on."""
        self.card = card
        self.views.clear()
        self.updated = at


class Store:
    def __init__(self, groups: list[WorldChat], people: list[Person], id_of: Any) -> None:
        self.rooms: dict[str, Room] = {}
        self.messages: dict[str, Message] = {}
        self.assets: dict[str, Asset] = {}
        self._by_person: dict[str, str] = {}
        self._by_room: dict[str, list[Message]] = {}
        self._read_up_to: dict[tuple[str, str], int] = {}
        for group in groups:
            self.rooms[group.id] = Room(group.id, group.name, "group", list(group.members))
        for person in people:
            chat_id = ids.derived("oc_", f"p2p {id_of(person)}")
            self.rooms[chat_id] = Room(chat_id, person.name, "direct", [person.id])
            self._by_person[person.id] = chat_id

    def direct(self, person: str) -> Room:
        return self.rooms[self._by_person[person]]

    def groups(self) -> list[Room]:
        return [room for room in self.rooms.values() if room.kind == "group"]

    def in_room(self, chat_id: str) -> list[Message]:
        return self._by_room.get(chat_id, [])

    def add(self, message: Message) -> Message:
        self.messages[message.id] = message
        self._by_room.setdefault(message.chat, []).append(message)
        return message

    def remove(self, message: Message) -> None:
        """As if it had never been; the rest keep their places and their read marks."""
        del self.messages[message.id]
        room = self._by_room[message.chat]
        at = room.index(message)
        del room[at]
        for key, count in self._read_up_to.items():
            if key[0] == message.chat and count > at:
                self._read_up_to[key] = count - 1

    def keep(self, name: str, data: bytes, kind: str, owner: str) -> Asset:
        asset = Asset(
            ids.new("img_v3_" if kind == "image" else "file_v3_"), name, data, kind, owner
        )
        self.assets[asset.key] = asset
        return asset

    def mark_read(self, chat_id: str, person: str, at: datetime) -> list[Message]:
        """Messages of others that this person had not read yet."""
        room, key = self.in_room(chat_id), (chat_id, person)
        fresh = [m for m in room[self._read_up_to.get(key, 0) :] if m.sender != person]
        fresh = [m for m in fresh if m.only_for in (None, person)]
        for message in fresh:
            message.read_by[person] = at
        self._read_up_to[key] = len(room)
        return fresh


def media_type(name: str, kind: str) -> str:
    ending = name.lower().rpartition(".")[2]
    images = {"png": "image/png", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp"}
    if kind == "image":
        return images.get(ending, "image/jpeg")
    return "application/octet-stream"
