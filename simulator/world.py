"""The world: one company, its people and groups, and the apps installed in each messenger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from simulator.errors import Refused

DEFAULT_FILE = Path(__file__).with_name("world.yaml")
PLATFORMS = ("feishu", "dingtalk", "wecom")


class BadWorld(ValueError):
    """The world file cannot be used; the text names the entry."""


@dataclass(frozen=True)
class Department:
    id: str
    name: str
    parent: str | None = None
    leader: str | None = None  # a person id


@dataclass(frozen=True)
class Person:
    """A human; `accounts` maps a platform name to that platform's own user id."""

    id: str
    name: str
    mobile: str
    email: str
    department: str
    title: str
    leader: str | None
    accounts: dict[str, str]


@dataclass(frozen=True)
class Chat:
    """A group chat of one platform; `members` are person ids who have an account there."""

    id: str
    platform: str
    name: str
    members: tuple[str, ...]
    kind: str = "group"


@dataclass(frozen=True)
class World:
    company: str
    bot_name: str
    departments: dict[str, Department]
    people: dict[str, Person]
    chats: tuple[Chat, ...]
    apps: dict[str, dict[str, Any]]  # platform -> credentials and settings of its app
    start: datetime | None = None
    file: Path | None = field(default=None, compare=False)

    def person(self, key: str) -> Person:
        """By id or by name. Refused (404) if unknown."""
        if key in self.people:
            return self.people[key]
        for person in self.people.values():
            if person.name == key:
                return person
        raise Refused(f"nobody in this world is called {key!r}", 404)

    def people_of(self, platform: str) -> list[Person]:
        return [person for person in self.people.values() if platform in person.accounts]

    def chats_of(self, platform: str) -> list[Chat]:
        return [chat for chat in self.chats if chat.platform == platform]

    def by_account(self, platform: str, account: str) -> Person | None:
        for person in self.people.values():
            if person.accounts.get(platform) == account:
                return person
        return None


def load(path: Path | str = DEFAULT_FILE) -> World:
    """Read a world file. Raises BadWorld with the entry at fault."""
    file = Path(path)
    try:
        raw = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as fault:
        raise BadWorld(f"cannot read the world file {file}: {fault}") from fault
    try:
        return _world(raw, file)
    except (KeyError, TypeError, AttributeError) as fault:
        raise BadWorld(f"world file {file}: missing or malformed entry: {fault!r}") from fault


def _world(raw: dict[str, Any], file: Path) -> World:
    departments = {item["id"]: Department(**item) for item in raw["departments"]}
    people = {item["id"]: _person(item) for item in raw["people"]}
    for person in people.values():
        if person.department not in departments:
            raise BadWorld(f"{person.id}: no department {person.department!r}")
        if person.leader is not None and person.leader not in people:
            raise BadWorld(f"{person.id}: no leader {person.leader!r}")
    start = raw.get("start")
    if start is not None and (not isinstance(start, datetime) or start.tzinfo is None):
        raise BadWorld("start must be a time with an offset, as 2026-01-05T09:00:00+08:00")
    return World(
        company=raw["company"],
        bot_name=raw["bot_name"],
        departments=departments,
        people=people,
        chats=tuple(_chats(raw["groups"], people)),
        apps={name: dict(raw["apps"].get(name) or {}) for name in PLATFORMS},
        start=start,
        file=file,
    )


def _person(item: dict[str, Any]) -> Person:
    accounts = {name: str(account) for name, account in item["accounts"].items()}
    return Person(**{**item, "mobile": str(item["mobile"]), "accounts": accounts})


def _chats(groups: list[dict[str, Any]], people: dict[str, Person]) -> list[Chat]:
    chats = []
    for group in groups:
        unknown = [member for member in group["members"] if member not in people]
        if unknown:
            raise BadWorld(f"group {group['name']}: no such people {unknown}")
        for platform, chat_id in group["ids"].items():
            members = tuple(m for m in group["members"] if platform in people[m].accounts)
            chats.append(Chat(str(chat_id), platform, group["name"], members))
    return chats
