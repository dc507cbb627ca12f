"""What is counted and timed; served at /metrics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Observes the duration of a block."""
    with SECONDS.labels(what).time():
        yield
