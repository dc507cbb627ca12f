"""What is counted and timed; served at /metrics."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from prometheus_client import Counter, Gauge, Histogram

EVENTS = Counter("bihuan_events_total", "Events received from messengers", ["kind"])
DELIVERED = Counter("bihuan_delivered_total", "Messages delivered", ["platform", "kind"])
FAILED = Counter("bihuan_delivery_failures_total", "Failed deliveries", ["platform", "why"])
WAITING = Gauge("bihuan_outbox", "Outbox rows", ["state"])
TICKS = Counter("bihuan_checks_total", "Tickets looked at because time passed")
SECONDS = Histogram(
    "bihuan_seconds", "Time spent", ["what"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)


@cache
def _clock(what: str) -> Histogram:
    return SECONDS.labels(what)


@cache
def _events(kind: str) -> Counter:
    return EVENTS.labels(kind)


def received(kind: str) -> None:
    """Counts an event."""
    _events(kind).inc()


def timed(what: str) -> AbstractContextManager[object]:
    """Observes the duration of a block."""
    return _clock(what).time()
