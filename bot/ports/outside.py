"""The world outside: messengers, the clock, the file store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from bot.cards.model import Capabilities, Card
from bot.domain.people import AccountId, ChatId
from bot.events import Answer
from bot.events import Event as Inbound
from bot.ports.kept import Placement


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a chat, or a person's account (their direct chat).

    `only` is set when just this account may see it in a group.
    """

    chat: ChatId | None = None
    account: AccountId | None = None
    only: AccountId | None = None
    reply_to: str | None = None

    @property
    def platform(self) -> str:
        """The messenger that serves this place."""
        owner = self.chat or self.account
        assert owner is not None
        return owner.platform


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform gave us for a sent message. `meta` is kept with the placement."""

    chat: ChatId
    message: str
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform's contacts tell about an account; absent fields stay None."""

    name: str | None = None
    department: str | None = None
    leader: AccountId | None = None
    mobile: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of ours. Its name's ending tells its kind."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A composed message. `urgent`: ping louder where the platform can and it is configured.

    With a `document` (only where `Capabilities.files`) the message is that file; the card says
    in words what it holds, for where it is refused.
    """

    card: Card
    urgent: bool = False
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # by sha256
    document: Document | None = None


Handler = Callable[[Inbound], Awaitable[Answer | None]]


class Messenger(Protocol):
    """One messenger. Raises RetryLater, Unreachable or Refused (bot/errors)."""

    platform: str
    tenant: str

    def capabilities(self, place: Place) -> Capabilities: ...

    async def start(self, handle: Handler) -> None:
        """Begins to listen. `handle` returns after the commit; only then is it acknowledged."""

    async def stop(self) -> None:
        """Stops listening, finishes what is in flight, closes connections."""

    def routes(self) -> Sequence[Any]:
        """aiohttp route definitions for callbacks (empty for long connections)."""

    def ready(self) -> bool: ...

    async def send(self, place: Place, message: Outgoing, *, key: str) -> Receipt:
        """`key` makes a repeat harmless where the platform knows idempotency."""

    async def update(self, placement: Placement, message: Outgoing, *, key: str) -> Receipt:
        """Redraws a sent card; where it cannot, sends a new one and says so in the receipt."""

    def fetch(self, ref: str) -> AsyncIterator[bytes]:
        """The bytes of a file a person sent."""

    async def profile(self, account: AccountId) -> Profile: ...

    async def find_account(self, *, mobile: str | None, email: str | None) -> AccountId | None: ...

    async def check(self) -> Sequence[str]:
        """Faults an admin must mend, as sentences; empty when all is well."""


class Usage(Protocol):
    """What a messenger counted this month ("2026-11") against its quotas."""

    @property
    def month(self) -> str: ...
    @property
    def api_calls(self) -> int: ...
    @property
    def api_quota(self) -> int: ...
    @property
    def pushes(self) -> int: ...
    @property
    def push_quota(self) -> int: ...


@runtime_checkable
class Metered(Protocol):
    """A messenger whose calls and pushes are counted by its platform."""

    platform: str

    def usage(self) -> Usage: ...

    def adopt_usage(self, month: str, api_calls: int, pushes: int) -> None:
        """Counts on from what an earlier process had counted."""


class Clock(Protocol):
    """The time, aware, UTC. Only the scheduler's clock reads the machine's."""

    def now(self) -> datetime: ...

    async def sleep(self, duration: timedelta) -> None: ...


class FileStore(Protocol):
    """Content-addressed files under the data directory."""

    async def put(self, chunks: AsyncIterator[bytes], limit: int) -> tuple[str, int]:
        """Stores a stream; returns (sha256 hex, bytes). Raises Refused over `limit` bytes."""

    def read(self, sha256: str) -> bytes: ...

    def media_type(self, sha256: str) -> str | None:
        """What the first bytes say the file is, if they say anything."""
