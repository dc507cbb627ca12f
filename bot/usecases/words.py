"""Hostile text made harmless before it is stored: invisible and direction-changing characters
out, length within limits. What a platform's markup could do with it is the adapter's business."""

from __future__ import annotations

import unicodedata

from bot.domain.ticket import BODY_LIMIT, TITLE_LIMIT
from bot.errors import BadInput

# Cf: zero-width, bidi overrides, soft hyphens; Cc: controls; Cs/Co: surrogates, private use.
_DROPPED = frozenset({"Cf", "Cc", "Cs", "Co"})
_KEPT = frozenset("\n\t\u200d\ufe0f")  # joiners that emoji are made of


def clean(text: str) -> str:
    """Text without invisible tricks, outer space and runs of blank lines."""
    if not text.isprintable():  # printable text holds nothing to drop, and most is
        text = "".join(
            c for c in text if c in _KEPT or unicodedata.category(c) not in _DROPPED
        )
    lines = [line.rstrip() for line in text.replace("\t", " ").split("\n")]
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    joined = "\n".join(out).strip()
    return "" if not joined.strip("\u200d\ufe0f ") else joined


def title_of(text: str) -> str:
    """The first line, cut to a title's length at a clause where possible."""
    first = text.split("\n", 1)[0].strip()
    if len(first) <= TITLE_LIMIT:
        return first
    cut = max(first.rfind(mark, 20, TITLE_LIMIT - 1) for mark in ",\uff0c。;\uff1b. ")
    return first[: cut if cut > 0 else TITLE_LIMIT - 1].rstrip() + "…"


def reason(text: str, limit: int = 500) -> str:
    """A short free text, cleaned; raises BadInput over the limit."""
    cleaned = clean(text)
    if len(cleaned) > limit:
        raise BadInput("error.too_long", limit=limit)
    return cleaned


def body(text: str) -> str:
    """A request's whole text; raises BadInput when it is empty or far too long."""
    cleaned = clean(text)
    if not cleaned:
        raise BadInput("error.empty")
    if len(cleaned) > BODY_LIMIT:
        raise BadInput("error.too_long", limit=BODY_LIMIT)
    return cleaned
