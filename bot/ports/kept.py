"""What storage keeps besides tickets and people: hanging cards, waiting messages, files, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from bot.domain.lifecycle import Event
from bot.domain.notices import Say
from bot.domain.people import AccountId, ChatId
from bot.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, newest or most urgent first; `after` starts the next one."""

    tickets: tuple[Ticket, ...]
    after: str | None  # opaque keyset cursor, None on the last page


class Neighbour(NamedTuple):
    """As much of an open ticket as is compared with a new one: of these there are many, and most
    only to be passed over. `filed_ms` as in domain/times; `text` is how its body begins."""

    number: int
    filed_ms: int
    state: str
    parent: int | None
    private: bool
    place: str | None
    asset: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a card hangs. `meta` is the adapter's own (tier, response codes, task id)."""

    id: int
    ticket: int
    kind: str  # the Say kind that draws it
    chat: ChatId
    message: str
    person: int | None  # set where one person alone sees it
    shown: int  # the ticket version it shows
    sent_at: datetime
    account: AccountId | None = None  # whose direct chat it is in
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A leased row of the outbox. `key` is the idempotency key for the platform (≤ 50 chars).

    `interrupted`: nobody knows how the try before this one ended; its process died.
    """

    id: int
    key: str
    say: Say
    attempts: int
    created_at: datetime
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Something that could not be said; listed for admins."""

    id: int
    say: Say
    attempts: int
    error: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file archived on a ticket; the content lies in the file store under its hash."""

    id: int
    ticket: int
    name: str
    media_type: str
    size: int  # bytes; 0 until fetched
    sha256: str | None  # None until fetched
    by: int
    at: datetime
    ref: str  # the platform's key
    platform: str
    state: Literal["waiting", "stored", "failed"] = "waiting"


@dataclass(frozen=True, slots=True)
class Dialog:
    """A question the bot has asked a person in a chat; the next words there may answer it."""

    person: int
    chat: ChatId
    kind: str
    data: Mapping[str, Any]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One stored event with its place in the ticket's hash chain (hex SHA-256)."""

    ticket: int
    seq: int  # from 1, without gaps
    event: Event
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One version of the configuration document."""

    version: int
    text: str  # YAML
    by: int | None
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Record:
    """A small keyed fact with an optional due time (link codes, leave, swaps, drafts, timers)."""

    kind: str
    key: str
    data: Mapping[str, Any]
    due_at: datetime | None = None
