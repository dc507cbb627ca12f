"""Moments as whole milliseconds since 1970 UTC, the one form in which they are stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Milliseconds since the epoch; refuses naive times."""
    if moment.tzinfo is None:
        raise ValueError("a naive time has no place here")
    return (moment - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """The aware UTC moment of a stored number."""
    return _EPOCH + timedelta(milliseconds=ms)
