"""A small store of recent answers: bounded in number and in age."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.ports import Clock

K = TypeVar("K")
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Keeps up to `size` values for `lifetime`; the longest unused goes first."""

    def __init__(self, clock: Clock, *, size: int, lifetime: timedelta) -> None:
        self._clock = clock
        self._size = size
        self._lifetime = lifetime
        self._kept: OrderedDict[K, tuple[datetime, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is None:
            return None
        until, value = found
        if until <= self._clock.now():
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        self._kept[key] = (self._clock.now() + self._lifetime, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
