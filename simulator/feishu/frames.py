"""The long connection's protobuf frame, written by hand (feishu.md §3, proto2 package pbbp2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

CONTROL, DATA = 0, 1
VARINT, BYTES = 0, 2


class BadFrame(ValueError):
    """The bytes are no frame."""


@dataclass
class Frame:
    """Field numbers as in §3; the first four are always written, the others when not None."""

    seq_id: int = 0
    log_id: int = 0
    service: int = 0
    method: int = CONTROL
    headers: list[tuple[str, str]] = field(default_factory=list)
    payload_encoding: str | None = None
    payload_type: str | None = None
    payload: bytes | None = None
    log_id_new: str | None = None

    def header(self, key: str) -> str | None:
        return next((value for name, value in self.headers if name == key), None)


def encode(frame: Frame) -> bytes:
    out = bytearray()
    for number, value in enumerate(
        (frame.seq_id, frame.log_id, frame.service, frame.method), start=1
    ):
        out += _varint(number << 3 | VARINT) + _varint(value & (1 << 64) - 1)
    for key, text in frame.headers:
        out += _bytes(5, _bytes(1, key.encode()) + _bytes(2, text.encode()))
    for number, text_value in ((6, frame.payload_encoding), (7, frame.payload_type)):
        if text_value is not None:
            out += _bytes(number, text_value.encode())
    if frame.payload is not None:
        out += _bytes(8, frame.payload)
    if frame.log_id_new is not None:
        out += _bytes(9, frame.log_id_new.encode())
    return bytes(out)


def decode(raw: bytes) -> Frame:
    """Unknown fields are skipped. BadFrame if a required one is missing or the bytes end early."""
    frame, seen = Frame(), set()
    for number, value in _fields(raw):
        seen.add(number)
        if number in (1, 2, 3, 4):
            if not isinstance(value, int):
                raise BadFrame(f"field {number} is no number")
            setattr(frame, ("seq_id", "log_id", "service", "method")[number - 1], value)
        elif number in (5, 6, 7, 8, 9):
            if not isinstance(value, bytes):
                raise BadFrame(f"field {number} has no bytes")
            _take(frame, number, value)
    if not {1, 2, 3, 4} <= seen:
        raise BadFrame("a required field is missing")
    return frame


def split(frame: Frame, size: int) -> list[Frame]:
    """Cut a frame's payload into pieces of at most size bytes, with sum and seq set (§3)."""
    payload = frame.payload or b""
    pieces = [payload[at : at + size] for at in range(0, len(payload), size)] or [b""]
    kept = [(key, value) for key, value in frame.headers if key not in ("sum", "seq")]
    return [
        Frame(
            frame.seq_id + index,
            frame.log_id,
            frame.service,
            frame.method,
            [*kept, ("sum", str(len(pieces))), ("seq", str(index))],
            frame.payload_encoding,
            frame.payload_type,
            piece,
            frame.log_id_new,
        )
        for index, piece in enumerate(pieces)
    ]


def _take(frame: Frame, number: int, value: bytes) -> None:
    if number == 8:
        frame.payload = value
        return
    if number == 5:
        pair = {key: part for key, part in _fields(value) if isinstance(part, bytes)}
        frame.headers.append((pair.get(1, b"").decode(), pair.get(2, b"").decode()))
        return
    name = {6: "payload_encoding", 7: "payload_type", 9: "log_id_new"}[number]
    setattr(frame, name, value.decode())


def _fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(raw):
        tag, at = _read_varint(raw, at)
        number, kind = tag >> 3, tag & 7
        if kind == VARINT:
            value, at = _read_varint(raw, at)
            yield number, value
            continue
        if kind == BYTES:
            length, at = _read_varint(raw, at)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise BadFrame(f"wire type {kind} is not used by this protocol")
        if at + length > len(raw):
            raise BadFrame("the frame ends early")
        yield number, raw[at : at + length]
        at += length


def _read_varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(raw) or shift > 63:
            raise BadFrame("the frame ends inside a number")
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _bytes(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | BYTES) + _varint(len(data)) + data
