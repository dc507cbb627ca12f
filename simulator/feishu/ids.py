"""Opaque identifiers of the shapes Feishu uses (feishu.md §0)."""

from __future__ import annotations

import hashlib
import secrets


def new(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def derived(prefix: str, seed: str, length: int = 32) -> str:
    """The same id for the same seed, so that a restarted world keeps its ids."""
    return prefix + hashlib.sha256(f"{prefix}:{seed}".encode()).hexdigest()[:length]
