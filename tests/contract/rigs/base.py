"""What the contract suite needs of a platform: a messenger, people who talk to it, and villains.

A rig runs the simulator on a free port and reaches it only through its public address, except
where it plays a villain: then it writes to the bot's own door.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

import aiohttp

from bot.cards.model import Card
from bot.domain.people import AccountId, ChatId
from bot.events import Answer, Event, MessageReceived
from bot.ports import Messenger, Outgoing, Place, Placement, Receipt

E = TypeVar("E")

Forgery = Literal["tampered", "stale", "wrong token", "unsigned", "other app"]


class WorldClock:
    """The simulator's time as the bot reads it."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def set(self, now: datetime) -> None:
        self._ahead = now - datetime.now(UTC)

    def forward(self, by: timedelta) -> None:
        self._ahead += by

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def sleep(self, duration: timedelta) -> None:
        until = self.now() + duration
        await eventually(lambda: self.now() >= until, within=3600)


@dataclass
class Heart:
    """Stands in for the heart: remembers what it was told and answers as the test wishes."""

    heard: list[Event] = field(default_factory=list)
    answer: Callable[[Event], Awaitable[Answer | None]] | None = None

    async def __call__(self, event: Event) -> Answer | None:
        self.heard.append(event)
        return await self.answer(event) if self.answer else None

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.heard if isinstance(event, kind)]


async def eventually(check: Callable[[], Any], *, within: float = 15.0) -> Any:
    """Polls until check() is truthy (its coroutine is awaited) and returns that."""
    deadline = time.monotonic() + within
    while True:
        found = check()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, "the expected state never came"
        await asyncio.sleep(0.01)


class Rig(ABC):
    """One messenger against one simulated platform. `people`: the first may file and lead."""

    platform: str
    people: Sequence[str]  # of the group, by the simulator's ids
    group: ChatId
    token_path: str  # part of the token endpoint's path
    send_path: str  # part of the path that sends to a chat
    days_updatable: int | None = None  # how long a sent card can be redrawn; None: for ever
    quotes = True  # an answer can hang on what it answers
    tells_failures = True  # the platform hears at once that a delivery failed
    redelivers_after = 20  # seconds until what was not acknowledged comes again

    def __init__(self) -> None:
        self.clock = WorldClock()
        self.heart = Heart()
        self.messenger: Messenger
        self.url = ""
        self.http: aiohttp.ClientSession
        self._accounts: dict[str, tuple[AccountId, ChatId]] = {}
        self._keys = 0

    # ---- the villains -----------------------------------------------------------------------

    @abstractmethod
    async def forge(self, kind: Forgery) -> bool | None:
        """Delivers a message with this flaw; whether it was acknowledged (None: no such flaw)."""

    @abstractmethod
    async def post(self, body: bytes) -> int | None:
        """Raw bytes at the door; the HTTP status, or None where the platform has no door."""

    @abstractmethod
    async def happen(self, kind: str) -> bool:
        """Delivers an event of this kind, properly made; whether it was acknowledged."""

    # ---- the world --------------------------------------------------------------------------

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        async with self.http.request(method, f"{self.url}/sim{path}", json=body) as answer:
            found = await answer.json(content_type=None)
            assert answer.status == 200, found
            return found

    async def say(
        self, person: str, text: str, *, chat: str | None = None, at_bot: bool = True,
        quote: str | None = None, files: Mapping[str, bytes] | None = None,
        mentions: Sequence[str] = (),
    ) -> str:
        """Said in the group, or in `chat` ("direct": to the bot alone); the message's id."""
        body = {
            "chat": chat or self.group.chat,
            "person": person,
            "text": text,
            "at_bot": at_bot,
            "quote": quote,
            "mentions": list(mentions),
            "files": [
                {"name": name, "base64": b64encode(content).decode()}
                for name, content in (files or {}).items()
            ],
        }
        return str((await self.control("POST", f"/{self.platform}/say", body))["message"])

    async def hears(self, message: str) -> MessageReceived:
        """The heart's event for a message that was said."""

        def found() -> MessageReceived | None:
            told = self.heart.told(MessageReceived)
            return next((event for event in told if event.message == message), None)

        event = await eventually(found)
        assert isinstance(event, MessageReceived)
        return event

    async def click(
        self, message: str, person: str, button: str, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """What the clicking person's client shows: ok, toast, error, took_ms."""
        body = {"message": message, "person": person, "button": button, "values": values or {}}
        found = await self.control("POST", f"/{self.platform}/click", body)
        assert isinstance(found, dict)
        return found

    async def seen(self, receipt: Receipt, viewer: str) -> dict[str, Any] | None:
        """The message as this person's client shows it; None when they do not see it."""
        path = f"/{self.platform}/messages?chat={receipt.chat.chat}&viewer={viewer}"
        found = (await self.control("GET", path))["messages"]
        return next((message for message in found if message["id"] == receipt.message), None)

    async def count_seen(self, chat: ChatId, viewer: str) -> int:
        path = f"/{self.platform}/messages?chat={chat.chat}&viewer={viewer}"
        return len((await self.control("GET", path))["messages"])

    async def calls(self, part: str) -> list[dict[str, Any]]:
        """What the bot called whose path holds `part`."""
        found = (await self.control("GET", f"/{self.platform}/requests"))["requests"]
        return [call for call in found if part in call["path"]]

    async def fault(self, kind: str, **settings: Any) -> None:
        await self.control("POST", f"/{self.platform}/faults", {"kind": kind, **settings})

    async def forward(self, **time_: float) -> None:
        """Moves the world's clock and the bot's."""
        by = timedelta(**time_)
        self.clock.forward(by)
        await self.control("POST", "/clock", {"advance": by.total_seconds()})

    async def meet(self, person: str) -> tuple[AccountId, ChatId]:
        """A person's account and direct chat, learnt from what they say."""
        if person not in self._accounts:
            event = await self.hears(await self.say(person, "hello", chat="direct"))
            self._accounts[person] = (event.account, event.chat)
        return self._accounts[person]

    async def send(self, card: Card, place: Place | None = None, *, key: str = "") -> Receipt:
        """Sent to the group unless told otherwise, under a fresh key unless told otherwise."""
        self._keys += 1
        return await self.messenger.send(
            place or Place(chat=self.group), Outgoing(card), key=key or f"key-{self._keys}"
        )


def placement_of(rig: Rig, receipt: Receipt) -> Placement:
    """What the heart keeps of a card it has just sent."""
    return Placement(
        id=1, ticket=128, kind="ticket", chat=receipt.chat, message=receipt.message, person=None,
        shown=3, sent_at=rig.clock.now(), meta=receipt.meta,
    )
