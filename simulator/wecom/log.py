"""Everything shown in the chats of this corp, in order, and who can see it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.clock import SimClock
from simulator.errors import Refused
from simulator.traffic import moment_of
from simulator.wecom.cards import Card

AIBOT_CHAT, APP_CHAT = "direct:aibot", "direct:app"


@dataclass
class Message:
    """`chat` is a group's id, AIBOT_CHAT or APP_CHAT; `audience` are person ids, None: the group.

    `card` is a live template card, `view` an already drawn one (textcard, news).
    """

    id: str
    chat: str
    sender: str  # "bot" or a person id
    at: datetime
    kind: str = "text"
    text: str = ""
    source: str | None = None  # markdown as sent
    bot: str | None = None  # aibot, app or hook
    audience: frozenset[str] | None = None
    mentions: list[str] = field(default_factory=list)
    quote: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    card: Card | None = None
    view: dict[str, Any] | None = None
    edited_at: datetime | None = None
    recalled: bool = False
    pending: bool = False  # a stream that is not finished
    feedback: str | None = None  # id under which an AI bot asks for a thumb
    photos: list[str] = field(default_factory=list)  # media ids

    def seen_by(self, person: str | None) -> bool:
        return self.audience is None or person is None or person in self.audience

    def shown(self, viewer: str | None) -> dict[str, Any]:
        card = self.view
        if self.card is not None:
            card = self.card.drawn(viewer)
        edited = self.card.edited_for(viewer) if self.card else None
        edited = edited or self.edited_at
        return {
            "id": self.id,
            "chat": self.chat,
            "sender": self.sender,
            "bot": self.bot,
            "at": self.at.isoformat(),
            "edited_at": edited.isoformat() if edited else None,
            "kind": self.kind,
            "text": self.text,
            "markdown": self.source,
            "mentions": self.mentions,
            "quote": self.quote,
            "files": self.files,
            "pending": self.pending,
            "card": card,
        }


class Log:
    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._messages: list[Message] = []

    def new_id(self) -> str:
        return f"m{next(self._numbers)}"

    def add(self, message: Message) -> Message:
        self._messages.append(message)
        return message

    def post(self, chat: str, sender: str, **fields: Any) -> Message:
        """Add a message of this moment."""
        return self.add(Message(self.new_id(), chat, sender, self._clock.now(), **fields))

    def get(self, message_id: str, viewer: str | None = None) -> Message:
        """Refused (404) if it is unknown, recalled or not this viewer's."""
        for message in self._messages:
            if message.id == message_id and not message.recalled and message.seen_by(viewer):
                return message
        raise Refused(f"no message {message_id!r} here", 404)

    def of_card(self, card: Card) -> list[Message]:
        return [message for message in self._messages if message.card is card]

    def shown(
        self, chats: Iterable[str] | None, viewer: str | None, after: str | None
    ) -> list[dict[str, Any]]:
        """Messages in these chats (None: all) after a message id or an ISO time.

        After a time, messages changed since then are shown again.
        """
        wanted = None if chats is None else set(chats)
        found = [
            message
            for message in self._messages
            if (wanted is None or message.chat in wanted)
            and message.seen_by(viewer)
            and not message.recalled
        ]
        if not after:
            return [message.shown(viewer) for message in found]
        ids = [message.id for message in self._messages]
        if after in ids:
            known = set(ids[: ids.index(after) + 1])
            return [message.shown(viewer) for message in found if message.id not in known]
        moment = moment_of(after)
        shown = [message.shown(viewer) for message in found]
        return [
            one for one in shown if datetime.fromisoformat(one["edited_at"] or one["at"]) > moment
        ]

    def clear(self) -> None:
        self._messages.clear()
