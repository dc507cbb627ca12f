"""Reads multipart/form-data from a body that is already in memory (recorded, then parsed)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    name: str
    filename: str | None
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")


def parse(body: bytes, content_type: str) -> dict[str, Part]:
    """Parts by field name; ValueError if the body does not fit its Content-Type."""
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not found:
        raise ValueError("multipart body without a boundary")
    mark = b"--" + found.group(1).encode()
    parts: dict[str, Part] = {}
    for piece in (b"\r\n" + body).split(b"\r\n" + mark)[1:]:
        if piece.startswith(b"--"):
            return parts
        head, gap, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = _attribute(head, "name")
        if not gap or name is None:
            raise ValueError("multipart part without a name")
        parts[name] = Part(name, _attribute(head, "filename"), data)
    raise ValueError("multipart body without its closing boundary")


def _attribute(head: bytes, key: str) -> str | None:
    text = head.decode("utf-8", "replace")
    found = re.search(rf'[;\s]{key}="([^"]*)"', text) or re.search(rf"[;\s]{key}=([^;\r\n]+)", text)
    return found.group(1) if found else None
