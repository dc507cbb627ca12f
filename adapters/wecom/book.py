"""What the platform lets us do once and for a while: answers still open, codes, faces of cards."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from adapters.shared.cache import Cache
from bot.ports import Clock

OpeningKind = Literal["passive", "greeting", "welcome", "reply", "url"]
CODE_LIFE = timedelta(hours=71)  # of 72 (§2.5), so that none dies on its way
_PER_CHAT, _CHATS = 8, 2000
_RANK: dict[OpeningKind, int] = {
    "passive": 0, "greeting": 0, "welcome": 0, "reply": 1, "url": 2
}


@dataclass(frozen=True, slots=True)
class Opening:
    """Something said that can still be answered, once.

    `passive` and `greeting` are callbacks that still wait (`how`: a future), `welcome` and
    `reply` answer a push (its req_id), `url` is a response_url.
    """

    kind: OpeningKind
    chat: str
    message: str
    until: datetime
    how: Any


class Openings:
    """Open answers by chat. A `reply` serves only the message it answers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: OrderedDict[str, list[Opening]] = OrderedDict()

    def add(self, opening: Opening) -> None:
        kept = self._open.setdefault(opening.chat, [])
        kept.append(opening)
        del kept[:-_PER_CHAT]
        self._open.move_to_end(opening.chat)
        while len(self._open) > _CHATS:
            self._open.popitem(last=False)

    def find(self, chat: str, message: str | None) -> Opening | None:
        """The best one for an answer to `message`, else for anything in the chat."""
        now = self._clock.now()
        usable = [
            one for one in self._open.get(chat, ())
            if one.until > now and (one.kind != "reply" or one.message == message)
        ]  # fmt: skip
        return min(
            usable, key=lambda one: (one.message != message, _RANK[one.kind]), default=None
        )

    def close(self, opening: Opening) -> None:
        """It has been used, or its time is over."""
        kept = self._open.get(opening.chat, [])
        if opening in kept:
            kept.remove(opening)

    def dropped(self) -> None:
        """Callback req_ids die with their connection (§6.2)."""
        for kept in self._open.values():
            kept[:] = [one for one in kept if one.kind not in ("reply", "welcome")]


class Codes:
    """The app's response codes by card copy: each serves once, within 72 hours (§3.3)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: Cache[str, list[tuple[str, float]]] = Cache(
            clock, size=20_000, lifetime=CODE_LIFE
        )

    def learn(self, task: str, code: str) -> None:
        """A click has brought a new one."""
        codes = [*(self._kept.get(task) or []), (code, self.expiry())]
        self._kept.put(task, codes[-5:])

    def expiry(self) -> float:
        """When a code got now is no longer worth a try (seconds since 1970)."""
        return (self._clock.now() + CODE_LIFE).timestamp()

    def usable(self, task: str, kept: Sequence[Any]) -> list[tuple[str, float]]:
        """The newest first: those clicks have brought, then those of the placement's meta."""
        now = self._clock.now().timestamp()
        ours = self._kept.get(task) or []
        stored = [
            (str(one[0]), float(one[1])) for one in kept
            if isinstance(one, list | tuple) and len(one) == 2
        ]  # fmt: skip
        found = {code: until for code, until in (*stored, *ours) if until > now}
        return sorted(found.items(), key=lambda one: one[1], reverse=True)

    def spent(self, task: str, code: str) -> None:
        """It has been used."""
        left = [one for one in self._kept.get(task) or [] if one[0] != code]
        self._kept.put(task, left)


class Faces:
    """What our cards showed last, to return one unchanged when a click is refused."""

    def __init__(self, clock: Clock) -> None:
        self._kept: Cache[str, dict[str, Any]] = Cache(
            clock, size=2000, lifetime=timedelta(days=3)
        )

    def shows(self, task: str, made: dict[str, Any]) -> None:
        self._kept.put(task, made)

    def of(self, task: str) -> dict[str, Any] | None:
        return self._kept.get(task)
