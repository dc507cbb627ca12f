"""Everything of this organisation that a reset takes back: chats, messages, cards, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulator.clock import SimClock
from simulator.dingtalk import ids
from simulator.dingtalk.card_data import CardInstance
from simulator.dingtalk.chats import Chat, Chats
from simulator.dingtalk.media import Media
from simulator.dingtalk.messages import BOT, Log, Message
from simulator.dingtalk.people import Directory
from simulator.dingtalk.settings import Settings
from simulator.world import World

SESSION_LIFE_S = 5_400


@dataclass
class Session:
    """A sessionWebhook: replies go to `chat` until it is over (dingtalk.md §4.1)."""

    chat: str
    until: datetime


@dataclass
class CustomRobot:
    """A webhook robot of one group; `sent_at` are its messages of the last minute (§5.4)."""

    token: str
    secret: str
    chat: str
    name: str
    keywords: list[str] = field(default_factory=list)
    enabled: bool = True
    sent_at: list[datetime] = field(default_factory=list)
    blocked_until: datetime | None = None
    uuids: set[str] = field(default_factory=set)


@dataclass
class Ding:
    id: str
    kind: int
    people: list[str]
    content: str
    recalled: bool = False


class Desk:
    def __init__(self, world: World, settings: Settings, clock: SimClock) -> None:
        self.clock = clock
        self.directory = Directory(world, settings.client_id)
        self.chats = Chats(self.directory, settings.corp_id)
        self.log = Log()
        self.media = Media(clock.now)
        self.cards: dict[str, CardInstance] = {}
        self.sessions: dict[str, Session] = {}
        self.custom_robots: dict[str, CustomRobot] = {}
        self.dings: dict[str, Ding] = {}
        self.failed_events: list[tuple[datetime, dict[str, Any]]] = []
        for chat in self.chats.all():
            if chat.is_group:
                self.add_custom_robot(chat.id, "告警机器人")

    def open_session(self, chat: Chat) -> tuple[str, datetime]:
        key, until = ids.secret(), self.clock.now() + timedelta(seconds=SESSION_LIFE_S)
        self.sessions[key] = Session(chat.id, until)
        return key, until

    def add_custom_robot(self, chat: str, name: str) -> CustomRobot:
        robot = CustomRobot(ids.secret(), ids.secret("SEC"), chat, name)
        self.custom_robots[robot.token] = robot
        return robot

    def post(self, chat: Chat, kind: str, sender: str = BOT, **content: Any) -> Message:
        """Puts a message into a chat."""
        return self.log.add(Message(chat.id, sender, self.clock.now(), kind, **content))

    def post_card(
        self,
        chat: Chat,
        card: CardInstance,
        key: str,
        mentions: Sequence[str],
        only_for: frozenset[str] | None,
    ) -> Message:
        names = {p.id: p.name for p in self.directory.world.people.values()}
        at = " ".join(f"@{names.get(person, '所有人')}" for person in mentions)
        return self.post(
            chat,
            "interactiveCard",
            text=at,
            card=card,
            query_key=key,
            mentions=list(mentions),
            only_for=only_for,
        )

    def touch(self, card: CardInstance) -> None:
        """The card's messages look different now."""
        for message in self.log.of_card(card):
            message.edited_at = self.clock.now()
