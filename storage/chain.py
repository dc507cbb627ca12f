"""The hash chain over a ticket's history: each line's hash covers the line and the hash before."""

from __future__ import annotations

from hashlib import sha256

from storage.plain import dump

START = ""  # what stands before the first line


def link(
    previous: str, ticket: int, seq: int, kind: str, at: int, actor: int | None, data: str
) -> str:
    """Hex SHA-256 over the previous hash and the canonical JSON of the line.

    `data` is the canonical text as stored, so the hash vouches for exactly the bytes kept.
    """
    who = "null" if actor is None else actor
    line = f"{previous}[{ticket},{seq},{dump(kind)},{at},{who},{data}]"
    return sha256(line.encode()).hexdigest()
