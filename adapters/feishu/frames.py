"""Frames of the long connection: protobuf `pbbp2` by hand, without a network (feishu.md §3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.errors import Undecodable

CONTROL, DATA = 0, 1

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MASK = (1 << 64) - 1
_TEXTS = {6: "encoding", 7: "kind", 9: "log_id_new"}
_NUMBERS = {1: "seq_id", 2: "log_id", 3: "service", 4: "method"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. Optional fields keep the difference between absent (None) and empty."""

    seq_id: int = 0
    log_id: int = 0
    service: int = 0
    method: int = CONTROL
    headers: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None
    kind: str | None = None
    payload: bytes | None = field(default=None, repr=False)
    log_id_new: str | None = None

    def header(self, key: str) -> str:
        """A header's value, "" if it is absent."""
        return next((value for name, value in self.headers if name == key), "")

    def answered(self, payload: bytes, took_ms: int) -> Frame:
        """The acknowledgement: the same frame back with our payload."""
        headers = (*self.headers, ("biz_rt", str(took_ms)))
        return replace(self, headers=headers, payload=payload)


def ping(service: int) -> Frame:
    """What the client sends at once after connecting and then at every interval."""
    return Frame(service=service, method=CONTROL, headers=(("type", "ping"),))


def encode(frame: Frame) -> bytes:
    """The wire form; the four required fields are written even when 0."""
    parts = [_number(number, getattr(frame, name)) for number, name in _NUMBERS.items()]
    for key, value in frame.headers:
        parts.append(_bytes(5, _bytes(1, key.encode()) + _bytes(2, value.encode())))
    if frame.encoding is not None:
        parts.append(_bytes(6, frame.encoding.encode()))
    if frame.kind is not None:
        parts.append(_bytes(7, frame.kind.encode()))
    if frame.payload is not None:
        parts.append(_bytes(8, frame.payload))
    if frame.log_id_new is not None:
        parts.append(_bytes(9, frame.log_id_new.encode()))
    return b"".join(parts)


def decode(wire: bytes) -> Frame:
    """The frame; unknown fields are skipped. Raises Undecodable."""
    found: dict[str, int | str | bytes] = {}
    headers: list[tuple[str, str]] = []
    try:
        for number, value in _fields(wire):
            if number == 5 and isinstance(value, bytes):
                headers.append(_header(value))
            elif number == 8 and isinstance(value, bytes):
                found["payload"] = value
            elif number in _TEXTS and isinstance(value, bytes):
                found[_TEXTS[number]] = value.decode()
            elif number in _NUMBERS and isinstance(value, int):
                found[_NUMBERS[number]] = _signed32(value) if number in (3, 4) else value
    except (IndexError, ValueError) as error:
        raise Undecodable(f"broken frame: {type(error).__name__}") from None
    return Frame(headers=tuple(headers), **found)  # type: ignore[arg-type]


def _fields(wire: bytes) -> list[tuple[int, int | bytes]]:
    found: list[tuple[int, int | bytes]] = []
    at = 0
    while at < len(wire):
        tag, at = _read_varint(wire, at)
        number, kind = tag >> 3, tag & 7
        value: int | bytes
        if kind == _VARINT:
            value, at = _read_varint(wire, at)
        else:
            if kind == _BYTES:
                size, at = _read_varint(wire, at)
            elif kind in (_FIXED64, _FIXED32):
                size = 8 if kind == _FIXED64 else 4
            else:
                raise ValueError("unknown wire type")
            if at + size > len(wire):
                raise IndexError("frame ends early")
            value, at = wire[at : at + size], at + size
        found.append((number, value))
    return found


def _header(wire: bytes) -> tuple[str, str]:
    parts = {number: value for number, value in _fields(wire) if isinstance(value, bytes)}
    return parts.get(1, b"").decode(), parts.get(2, b"").decode()


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value & _MASK)


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(wire: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if shift > 63:
            raise ValueError("number too long")
        byte = wire[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK, at
        shift += 7


def _signed32(value: int) -> int:
    value &= 0xFFFFFFFF
    return value - (1 << 32) if value >= 1 << 31 else value
