"""What went over the wire of one platform: the bot's requests and the pushes to the bot."""

from __future__ import annotations

import itertools
from collections import deque
from datetime import datetime
from typing import Any

from simulator.clock import SimClock
from simulator.errors import Refused

KEPT = 5000


class Recorder:
    """Entries are numbered (`id`) from 1 across both lists; times are ISO with offset."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._requests: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._deliveries: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def request(
        self, method: str, path: str, *, query: dict[str, str], body: Any
    ) -> dict[str, Any]:
        """Note a call of the bot; the caller fills in status, code and answer when known."""
        entry = self._entry(method=method, path=path, query=query, body=body)
        entry.update(status=None, code=None, answer=None)
        self._requests.append(entry)
        return entry

    def delivery(
        self, event_id: str, kind: str, attempt: int, body: Any, **more: Any
    ) -> dict[str, Any]:
        """Note a push to the bot; the caller fills in answer and took_ms (real) when known."""
        entry = self._entry(event_id=event_id, kind=kind, attempt=attempt, body=body, **more)
        entry.update(answer=None, took_ms=None)
        self._deliveries.append(entry)
        return entry

    def requests(self, after: str | None = None) -> list[dict[str, Any]]:
        return _later(self._requests, after)

    def deliveries(self, after: str | None = None) -> list[dict[str, Any]]:
        return _later(self._deliveries, after)

    def clear(self) -> None:
        """Forget everything; numbers go on, so old cursors stay usable."""
        self._requests.clear()
        self._deliveries.clear()

    def _entry(self, **fields: Any) -> dict[str, Any]:
        return {"id": next(self._numbers), "at": self._clock.now().isoformat(), **fields}


def _later(entries: deque[dict[str, Any]], after: str | None) -> list[dict[str, Any]]:
    """Entries after a cursor: an entry's number, or an ISO time."""
    if not after:
        return list(entries)
    if after.isdigit():
        return [entry for entry in entries if entry["id"] > int(after)]
    moment = moment_of(after)
    return [entry for entry in entries if datetime.fromisoformat(entry["at"]) > moment]


def moment_of(text: str) -> datetime:
    """An ISO time with offset (a + lost to a blank in a query string is forgiven)."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError as fault:
        raise Refused(f"not a cursor or ISO time: {text!r}") from fault
    if moment.tzinfo is None:
        raise Refused(f"the time needs an offset: {text!r}")
    return moment
