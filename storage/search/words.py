"""Text into the pieces that are indexed, and what is asked into the pieces that must be there.

Databases do not know Chinese words, so a run of Chinese characters becomes its single characters
and its pairs (打印机 → 打 印 机 打印 印机); a run of Latin letters or digits is one piece. A hit
is then checked against the text itself, so pieces need not stand in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from operator import add
from typing import Any

from bot.domain.lifecycle import Event

_RUN = re.compile(r"#[0-9]+|[a-z0-9]+|[^\W_a-z0-9]+")
_WHOLE = re.compile(r"#[0-9]+|[a-z0-9]+")
_OTHER = re.compile(r"[^\W_a-z0-9]+")
_LATIN = re.compile(r"#?[a-z0-9]+\Z", re.ASCII)
_WORDY = ("title", "body", "text", "comment", "result", "place", "asset", "category", "site",
          "fields")  # fmt: skip


def is_wordy(event: Event) -> bool:
    """Whether an event brings text that people search for."""
    return any(name in event.data for name in _WORDY)


def texts_of(data: Mapping[str, Any]) -> Iterable[str]:
    """The texts an event's data brings."""
    for name in _WORDY:
        value = data.get(name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (str(v) for v in value.values())


def normal(text: str) -> str:
    """Full-width forms made narrow, capitals small."""
    return unicodedata.normalize("NFKC", text).casefold()


def one_text(number: int, *parts: object) -> str:
    """The searchable text of a ticket: its number, and each part that says something, once."""
    known = dict.fromkeys(str(part) for part in parts if part)
    return normal("\n".join((f"#{number} {number}", *known)))


def pieces(text: str) -> set[str]:
    """The pieces of a normalised text that go into the index."""
    found = set(_WHOLE.findall(text))
    for run in _OTHER.findall(text):
        found.update(run, map(add, run, run[1:]))
    return found


def needed(word: str) -> set[str]:
    """The pieces a normalised word must have; pairs make its single characters superfluous."""
    found: set[str] = set()
    for run in _RUN.findall(word):
        if _LATIN.match(run) or len(run) == 1:
            found.add(run)
        else:
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found
