"""How long to wait before the next try: growing, and spread so that clients do not march."""

from __future__ import annotations

import random
from collections.abc import Callable


def jittered(
    attempt: int,
    *,
    base: float = 1.0,
    cap: float = 60.0,
    draw: Callable[[], float] = random.random,
) -> float:
    """Seconds before try number `attempt` (from 0): between half and all of base·2^attempt."""
    span = min(cap, base * 2.0 ** min(attempt, 32))
    return span * (0.5 + draw() / 2)
