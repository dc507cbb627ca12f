"""Every message of the organisation's chats, in the order they were sent."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.dingtalk import ids
from simulator.dingtalk.card_data import CardInstance
from simulator.errors import Refused
from simulator.traffic import moment_of

BOT = "bot"


@dataclass
class Message:
    """`sender` is "bot", a world id, or the name of a custom robot; times are aware."""

    chat: str
    sender: str
    at: datetime
    kind: str
    text: str = ""
    title: str = ""
    mentions: list[str] = field(default_factory=list)
    quote: str | None = None
    files: list[dict[str, str]] = field(default_factory=list)
    buttons: list[dict[str, str]] = field(default_factory=list)  # {"title", "url"}
    markdown: str = ""
    beside: bool = False  # the buttons stand in a row (btnOrientation "1", sampleActionCard6)
    card: CardInstance | None = None
    query_key: str | None = None
    only_for: frozenset[str] | None = None
    edited_at: datetime | None = None
    recalled: bool = False
    readers: set[str] = field(default_factory=set)
    payload: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=ids.message_id)

    def edited_for(self, person: str | None) -> datetime | None:
        """When this reader last saw it change: an answered click changes it for one person."""
        answered = self.card.answered_at.get(person or "") if self.card is not None else None
        return max(filter(None, (self.edited_at, answered)), default=None)

    def visible_to(self, person: str | None) -> bool:
        return self.only_for is None or person in self.only_for


def lost_plus(key: str, known: Container[str]) -> str:
    """Ids hold `+`, which an unescaped query string turns into a blank: forgiven in /sim only."""
    mended = key.replace(" ", "+")
    return mended if key not in known and mended in known else key


class Log:
    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._by_id: dict[str, Message] = {}

    def add(self, message: Message) -> Message:
        self._messages.append(message)
        self._by_id[message.id] = message
        return message

    def find(self, message_id: str) -> Message:
        if message_id not in self._by_id:
            raise Refused(f"no message {message_id!r}", 404)
        return self._by_id[message_id]

    def by_query_key(self, key: object) -> list[Message]:
        """One send to several people is one key and several messages."""
        return [message for message in self._messages if key and message.query_key == key]

    def of_card(self, card: CardInstance) -> list[Message]:
        return [message for message in self._messages if message.card is card]

    def later(self, after: str | None, person: str | None) -> list[Message]:
        """After a message id: those sent later. After an ISO time: sent or edited later."""
        if not after:
            return list(self._messages)
        after = lost_plus(after, self._by_id)
        if after in self._by_id:
            return self._messages[self._messages.index(self._by_id[after]) + 1 :]
        moment = moment_of(after)
        return [m for m in self._messages if max(m.at, m.edited_for(person) or m.at) > moment]
