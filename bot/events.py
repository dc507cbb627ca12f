"""What the messengers tell the heart, in the heart's own words.

An adapter turns each foreign request into one of these; `key` identifies the happening (not the
delivery attempt), so that a redelivered event is handled once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.cards.model import Card
from bot.domain.people import AccountId, ChatId

ChatKind = Literal["group", "direct"]


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that still lies at the platform; `key` is all the adapter needs to fetch it."""

    key: str
    name: str
    media_type: str = "application/octet-stream"
    size: int | None = None  # bytes, where the platform tells


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named with @ in a message; `account` is None where the platform hides it."""

    name: str
    account: AccountId | None


@dataclass(frozen=True, slots=True)
class Quote:
    """The message a person replied to. `message` is the platform's id, where it tells."""

    message: str | None = None
    text: str = ""
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A person said something where the bot can hear it.

    `text` has the bot's own mention removed and other people's written as `@name`.
    `addressed` is true in a direct chat and where the bot was mentioned.
    """

    key: str
    account: AccountId
    chat: ChatId
    chat_kind: ChatKind
    message: str
    text: str
    at: datetime
    addressed: bool = True
    name: str | None = None  # the sender's, where the event tells
    chat_name: str | None = None
    mentions: tuple[Mention, ...] = ()
    files: tuple[FileRef, ...] = ()
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class ButtonClicked:
    """A person pressed a button or sent a form of one of our cards.

    `action` is the packed string of bot/domain/actions; `values` are the form's fields by name
    (lists for multi-selects; dates as "YYYY-MM-DD HH:MM" in the viewer's zone).
    """

    key: str
    account: AccountId
    chat: ChatId
    chat_kind: ChatKind
    message: str
    action: str
    at: datetime
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    name: str | None = None


@dataclass(frozen=True, slots=True)
class BotAdded:
    """The bot joined a chat (or was met there for the first time)."""

    key: str
    chat: ChatId
    by: AccountId | None
    at: datetime
    chat_name: str | None = None


@dataclass(frozen=True, slots=True)
class BotRemoved:
    """The bot was thrown out, or the chat was dissolved."""

    key: str
    chat: ChatId
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """A person left the company."""

    key: str
    account: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class ChatOpened:
    """A person opened the direct chat with the bot, or pressed one of its menu entries."""

    key: str
    account: AccountId
    chat: ChatId
    at: datetime
    name: str | None = None


Event = MessageReceived | ButtonClicked | BotAdded | BotRemoved | PersonLeft | ChatOpened

ToastLevel = Literal["info", "success", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a click's own answer carries back: a short private toast and the card as it is now.

    `arrived` is called by the messenger once the platform has been given it: until then the card
    may still look as it did before the click.
    """

    toast: str = ""
    level: ToastLevel = "info"
    card: Card | None = None
    arrived: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)
