"""A screenshot with a palette: a third of the size, and no difference one can see.

Only what Chromium writes is read: 8 bits a channel, RGB or RGBA, not interlaced; alpha is dropped.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

Colour = tuple[int, int, int]
Box = list[tuple[Colour, int]]  # colours and how many pixels have each

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}  # PNG's colour types
LARGE_AREAS = 0.3  # how much a box's pixels count beside its spread; smooth areas keep shades


def shrink(picture: bytes) -> bytes:
    """The PNG with at most 256 colours."""
    width, height, rows = decode(picture)
    counts: Counter[Colour] = Counter()
    for row in rows:
        counts.update(row)
    palette, index = quantise(counts)
    pixels = b"".join(b"\0" + bytes(index[colour] for colour in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    parts = {b"IHDR": head, b"PLTE": colours, b"IDAT": zlib.compress(pixels, 9), b"IEND": b""}
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts.items())


def decode(picture: bytes) -> tuple[int, int, list[list[Colour]]]:
    """Width, height and the rows of colours."""
    chunks = list(_chunks(picture))
    width, height, _, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    size = CHANNELS[kind]
    raw = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    line, stride, rows = bytearray(width * size), width * size, []
    for start in range(0, height * (stride + 1), stride + 1):
        coded = bytearray(raw[start + 1 : start + 1 + stride])
        line = _unfilter(raw[start], coded, line, size)
        rows.append(list(zip(line[0::size], line[1::size], line[2::size], strict=True)))
    return width, height, rows


def quantise(counts: Mapping[Colour, int]) -> tuple[list[Colour], dict[Colour, int]]:
    """At most 256 colours by median cut, and which of them stands for each colour given."""
    boxes: list[Box] = [list(counts.items())]
    while len(boxes) < 256:
        worst = max(boxes, key=_weight)
        if len(worst) < 2:
            break
        boxes.remove(worst)
        boxes += _halves(worst)
    index = {colour: number for number, box in enumerate(boxes) for colour, _ in box}
    return [_mean(box) for box in boxes], index


def _weight(box: Box) -> float:
    return float(max(_spreads(box)) * sum(count for _, count in box) ** LARGE_AREAS)


def _spreads(box: Box) -> list[int]:
    return [max(c[n] for c, _ in box) - min(c[n] for c, _ in box) for n in range(3)]


def _halves(box: Box) -> tuple[Box, Box]:
    spreads = _spreads(box)
    axis = spreads.index(max(spreads))
    middle = sum(bound(c[axis] for c, _ in box) for bound in (min, max)) / 2
    low = [entry for entry in box if entry[0][axis] <= middle]
    return low, [entry for entry in box if entry[0][axis] > middle]


def _mean(box: Box) -> Colour:
    """The colour most pixels have, where it is that clear; else the average."""
    total = sum(count for _, count in box)
    colour, most = max(box, key=lambda entry: entry[1])
    if most * 2 > total:
        return colour
    red, green, blue = (round(sum(c[n] * k for c, k in box) / total) for n in range(3))
    return red, green, blue


def _unfilter(kind: int, line: bytearray, above: Sequence[int], size: int) -> bytearray:
    """One row as it was before PNG's filter (PNG specification, section 9)."""
    for x in range(len(line) if kind else 0):
        left = line[x - size] if x >= size else 0
        corner = above[x - size] if x >= size else 0
        up = above[x]
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]
        line[x] = (line[x] + guess) & 255
    return line


def _paeth(left: int, up: int, corner: int) -> int:
    """The neighbour nearest to left + up - corner; of equals the first."""
    nearest = left + up - corner
    return min((left, up, corner), key=lambda neighbour: abs(nearest - neighbour))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
