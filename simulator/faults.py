"""Faults an operator switches on: what a network or a platform does on a bad day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from simulator.clock import SimClock
from simulator.errors import Refused

REQUEST_KINDS = ("status", "delay", "timeout", "reset", "rate_limit")
EVENT_KINDS = ("drop_events", "duplicate_events", "reorder_events", "tamper_events")
# These act the moment they are switched on and leave nothing behind.
IMMEDIATE_KINDS = ("expire_tokens", "disconnect", "replay_events")
KINDS = REQUEST_KINDS + EVENT_KINDS + IMMEDIATE_KINDS
# For these `seconds` is the length of the wait, not the life of the fault; requests wait real
# seconds, events (where a platform has delay_events) simulated ones.
WAITING_KINDS = ("delay", "timeout", "delay_events")


@dataclass
class Fault:
    """`left` is how many times it still acts (None: until cleared); `until` is simulated time."""

    kind: str
    match: str | None = None
    left: int | None = None
    until: datetime | None = None
    settings: dict[str, Any] = field(default_factory=dict)

    def fits(self, path: str) -> bool:
        if self.match is None:
            return True
        if "*" in self.match:
            return fnmatchcase(path, self.match)
        return self.match in path

    def describe(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "match": self.match,
            "left": self.left,
            "until": self.until.isoformat() if self.until else None,
            **self.settings,
        }


class FaultBox:
    """The faults of one platform. `match` is a part of the path, or a pattern if it has a *."""

    def __init__(self, clock: SimClock, own_kinds: Iterable[str] = ()) -> None:
        self.kinds = KINDS + tuple(own_kinds)
        self._clock = clock
        self._faults: list[Fault] = []

    def add(self, body: dict[str, Any]) -> Fault:
        """Switch a fault on. Immediate kinds are only parsed, not kept. Raises Refused."""
        kind = body.get("kind")
        if kind not in self.kinds:
            raise Refused(f"unknown fault {kind!r}; known: {', '.join(self.kinds)}")
        count, seconds = body.get("count"), body.get("seconds")
        if count is not None and (not isinstance(count, int) or count < 1):
            raise Refused("count must be a whole number from 1")
        if seconds is not None and (not isinstance(seconds, int | float) or seconds < 0):
            raise Refused("seconds must be a number from 0")
        known = ("kind", "match", "count", "seconds")
        settings = {key: value for key, value in body.items() if key not in known}
        fault = Fault(kind, body.get("match"), count, None, settings)
        if seconds is not None:
            if kind in WAITING_KINDS:
                fault.settings["seconds"] = seconds
            else:
                fault.until = self._clock.now() + timedelta(seconds=seconds)
        if kind not in IMMEDIATE_KINDS:
            self._faults.append(fault)
        return fault

    def take(self, kind: str, path: str = "") -> Fault | None:
        """The fault of this kind that hits this path now, counted down; None if none does."""
        self._forget_spent()
        for fault in self._faults:
            if fault.kind == kind and fault.fits(path):
                if fault.left is not None:
                    fault.left -= 1
                return fault
        return None

    def list(self) -> list[dict[str, Any]]:
        self._forget_spent()
        return [fault.describe() for fault in self._faults]

    def clear(self) -> None:
        self._faults.clear()

    def _forget_spent(self) -> None:
        now = self._clock.now()
        self._faults = [
            fault
            for fault in self._faults
            if (fault.left is None or fault.left > 0) and (fault.until is None or fault.until > now)
        ]
