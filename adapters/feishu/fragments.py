"""Joins the pieces of an event that came in several frames (feishu.md §3, fragments)."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.feishu.frames import Frame

LIFETIME = 5.0  # seconds a half-received event is kept
_MAX_PIECES = 1000
_MAX_BYTES = 10 * 1024 * 1024  # of all half-received events together


@dataclass(slots=True)
class _Half:
    total: int
    until: float
    pieces: dict[int, bytes] = field(default_factory=dict)


class Fragments:
    """Collects payloads by message id; `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._halves: dict[str, _Half] = {}

    def add(self, frame: Frame, now: float) -> bytes | None:
        """The whole payload once its last piece is here, else None."""
        total = _small(frame.header("sum"), 1)
        payload = frame.payload or b""
        if total <= 1:
            return payload
        self._forget(now)
        key = frame.header("message_id")
        half = self._halves.setdefault(key, _Half(total, now + LIFETIME))
        seq = _small(frame.header("seq"), -1)
        if not 0 <= seq < half.total or total != half.total or total > _MAX_PIECES:
            return None
        half.pieces[seq] = payload
        if len(half.pieces) == half.total:
            del self._halves[key]
            return b"".join(half.pieces[number] for number in range(half.total))
        if self._size() > _MAX_BYTES:
            del self._halves[key]  # delivered again by the platform
        return None

    def _forget(self, now: float) -> None:
        self._halves = {key: half for key, half in self._halves.items() if half.until > now}

    def _size(self) -> int:
        return sum(len(piece) for half in self._halves.values() for piece in half.pieces.values())


def _small(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
