"""Pushes to the bot: an event with its retry schedule, a callback once. Knows no transport."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator.feishu.events import envelope

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

# feishu.md §2: after a failed push, seconds until the next one, on the simulated clock.
RETRY_SECONDS = (15, 300, 3600, 21600)
# How long a reordered event waits for another one to overtake it (real seconds).
REORDER_WAIT = 2.0
REMEMBERED = 200  # events that replay_events can push again


@dataclass
class Reply:
    """How a push ended. `failure` is what a card client would show: 200340, 200341, 200342,
    200343 or 200671; None means the bot answered well, with `answer` decoded if it is JSON."""

    failure: int | None
    text: str
    answer: Any = None


Send = Callable[[dict[str, Any], bool], Awaitable[Reply]]


class Pusher:
    def __init__(self, feishu: Feishu) -> None:
        self.feishu = feishu
        self.waiting = 0
        self._sent: dict[str, dict[str, Any]] = {}
        self._held: asyncio.Event | None = None

    def event(self, kind: str, body: dict[str, Any]) -> str | None:
        """Push an event the app subscribed to; its event_id, or None if not subscribed."""
        subscribed = self.feishu.settings.events
        if subscribed is not None and kind not in subscribed:
            return None
        now = self.feishu.clock.now()
        pushed = envelope(self.feishu.settings, kind, body, now)
        self.feishu.sim.spawn(self._first(pushed, now))
        return str(pushed["header"]["event_id"])

    async def callback(self, body: dict[str, Any]) -> Reply:
        """card.action.trigger: once, never retried (§2)."""
        pushed = envelope(
            self.feishu.settings, "card.action.trigger", body, self.feishu.clock.now()
        )
        copies = 2 if self.feishu.faults.take("duplicate_events", "card.action.trigger") else 1
        replies = await asyncio.gather(*(self._attempt(pushed, 1) for _ in range(copies)))
        return replies[0]

    async def replay(self, count: int) -> None:
        """Push the last events once more, exactly as they were."""
        for pushed in list(self._sent.values())[-count:]:
            self.feishu.sim.spawn(self._attempt(pushed, 1))

    def reset(self) -> None:
        self._sent.clear()
        self.waiting = 0

    async def _first(self, pushed: dict[str, Any], now: datetime) -> None:
        kind, faults = pushed["header"]["event_type"], self.feishu.faults
        late = faults.take("delay_events", kind)
        if late:
            await self.feishu.clock.sleep(float(late.settings.get("seconds", 60)))
            now = self.feishu.clock.now()
        if self._held is None and faults.take("reorder_events", kind):
            overtaken = self._held = asyncio.Event()
            try:
                await asyncio.wait_for(overtaken.wait(), REORDER_WAIT)
            except TimeoutError:
                self._held = None
        copies = 2 if faults.take("duplicate_events", kind) else 1
        work = [self._with_retries(pushed, now)]
        work += [self._with_retries(pushed, now) for _ in range(copies - 1)]
        overtaken_now, self._held = self._held, None
        await asyncio.gather(*work)
        if overtaken_now is not None:
            overtaken_now.set()

    async def _with_retries(self, pushed: dict[str, Any], due: datetime, attempt: int = 1) -> None:
        reply = await self._attempt(pushed, attempt)
        if reply.failure is None or attempt > len(RETRY_SECONDS):
            return
        again = due + timedelta(seconds=RETRY_SECONDS[attempt - 1])
        self.waiting += 1

        async def retry() -> None:
            self.waiting -= 1
            await self._with_retries(pushed, again, attempt + 1)

        self.feishu.clock.call_at(again, retry)

    async def _attempt(self, pushed: dict[str, Any], attempt: int) -> Reply:
        header, feishu = pushed["header"], self.feishu
        kind = header["event_type"]
        entry = feishu.recorder.delivery(
            header["event_id"], kind, attempt, pushed, transport=feishu.settings.transport
        )
        started = time.monotonic()
        if feishu.faults.take("drop_events", kind):
            reply = Reply(200341, "dropped on the way")
        else:
            tampered = feishu.faults.take("tamper_events", kind) is not None
            reply = await self._send(pushed, tampered, is_callback=kind == "card.action.trigger")
        if kind != "card.action.trigger":
            self._sent[header["event_id"]] = pushed
            if len(self._sent) > REMEMBERED:
                del self._sent[next(iter(self._sent))]
        entry["took_ms"] = int((time.monotonic() - started) * 1000)
        entry["ok"] = reply.failure is None
        entry["answer"] = reply.answer if reply.answer is not None else reply.text
        return reply

    async def _send(self, pushed: dict[str, Any], tampered: bool, *, is_callback: bool) -> Reply:
        settings = self.feishu.settings
        if settings.transport == "websocket":
            return await self.feishu.connections.send(pushed, tampered)
        url = settings.card_url if is_callback else settings.event_url
        return await self.feishu.webhook_push.send(url, pushed, tampered)
