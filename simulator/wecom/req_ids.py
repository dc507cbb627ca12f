"""Which req_id may still be answered, with which command and how often (wecom.md §6.1–6.3, §6.6).

A message's req_id lives 24 h, an event's 5 s; a reconnect makes all of them invalid.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulator.clock import SimClock
from simulator.wecom.errors import ApiError
from simulator.wecom.windows import stretched

MESSAGE_LIFE = timedelta(hours=24)
EVENT_SECONDS = 5.0
STREAM_LIFE = timedelta(minutes=6)  # the shorter of the two reported limits

COMMANDS = {
    "message": "aibot_respond_msg",
    "enter_chat": "aibot_respond_welcome_msg",
    "template_card_event": "aibot_respond_update_msg",
}


@dataclass
class Callback:
    """One pushed message or event and what has been answered to it."""

    kind: str  # a key of COMMANDS, or another event type that takes no answer
    chat: str
    person: str
    at: datetime
    message: str | None = None
    task_id: str | None = None
    closed: bool = False
    stream: str | None = None
    stream_since: datetime | None = None
    stream_message: str | None = None
    answered: asyncio.Future[None] | None = None
    record: dict[str, Any] = field(default_factory=dict)  # the traffic view's entry
    pushed: float = 0.0  # time.monotonic() of the push

    def noted(self, command: str) -> None:
        """The first answer shows in the traffic view, with what it took in real time."""
        if "took_ms" in self.record and self.record["took_ms"] is None:
            took = int((time.monotonic() - self.pushed) * 1000)
            self.record.update(answer=command, took_ms=took)

    def close(self) -> None:
        """Answered for good: whoever waits for it goes on."""
        self.closed = True
        if self.answered is not None and not self.answered.done():
            self.answered.set_result(None)


class ReqIds:
    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._open: dict[str, Callback] = {}

    def add(self, req_id: str, callback: Callback) -> None:
        self._open[req_id] = callback

    def forget(self) -> None:
        """A new connection: nothing from before may be answered."""
        self._open.clear()

    def answerable(self, req_id: str, command: str) -> Callback:
        """ApiError 846605: unknown, wrong command or late; 846606: already answered."""
        callback = self._open.get(req_id)
        if callback is None or COMMANDS.get(callback.kind) != command:
            raise ApiError(846605)
        age = self._clock.now() - callback.at
        life = MESSAGE_LIFE
        if callback.kind != "message":
            life = timedelta(seconds=stretched(self._clock, EVENT_SECONDS))
        if age > life:
            raise ApiError(846605, "expired")
        if callback.closed:
            raise ApiError(846606)
        return callback

    def stream(self, callback: Callback, stream_id: str) -> bool:
        """Admit a stream frame; True for the first one. 846606 another stream, 846608 too old."""
        now = self._clock.now()
        if callback.stream is None:
            callback.stream, callback.stream_since = stream_id, now
            return True
        if callback.stream != stream_id:
            raise ApiError(846606, "another stream answers this req_id")
        if callback.stream_since is not None and now - callback.stream_since > STREAM_LIFE:
            raise ApiError(846608)
        return False
