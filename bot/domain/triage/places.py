"""Places and asset numbers in a request's words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.deadline.words.leading import guarded
from bot.domain.triage import words

_PART = guarded(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("seat", words.SEAT),
            ("machine", f"{words.MACHINE}|{words.HASH_MACHINE}"),
            ("building", words.BUILDING),
            ("unit", words.UNIT),
            ("line", words.LINE),
            ("room", words.ROOM),
            ("floor", words.FLOOR),
        )
    )
)
_LABELLED = re.compile(words.ASSET_LABELS)
_CODE = guarded(words.ASSET_CODE)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_JOINT = re.compile(words.JOINT)
_NUMBER = re.compile(words.NUMBER)
_SPELLINGS = [(re.compile(pattern), spelling) for pattern, spelling in words.SPELLINGS]


@dataclass(frozen=True, slots=True)
class Found:
    """`place` in one spelling (3号楼2楼会议室), `asset` in capitals, `said` as it was written."""

    place: str | None = None
    asset: str | None = None
    said: str | None = None


def find_place(text: str) -> Found:
    """The first place and the first asset of a text; parts that follow each other are one place."""
    flat = unicodedata.normalize("NFKC", text)
    if "." in flat:
        flat = _ADDRESS.sub(lambda found: " " * len(found.group()), flat)
    asset = _asset(flat)
    found = _PART.search(flat)
    if found is None:
        return Found(None, asset, None)
    start, parts = found.start(), []
    while found is not None:
        parts.append(found.group())
        end = found.end()
        found = _next_part(flat, end)
    return Found("".join(same(part) for part in parts), asset, flat[start:end])


def _next_part(flat: str, end: int) -> re.Match[str] | None:
    """The part that follows, with nothing but a joint between."""
    joint = _JOINT.match(flat, end)
    assert joint is not None  # it may be empty
    for at in range(end, joint.end() + 1):
        found = _PART.match(flat, at)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=4096)
def same(place: str) -> str:
    """One spelling for one place: 三楼 and 3楼 and 3F, 3栋 and 3号楼."""
    out = _NUMBER.sub(_arabic, unicodedata.normalize("NFKC", place).replace(" ", ""))
    if out.endswith(words.SPELT):
        for pattern, spelling in _SPELLINGS:
            out = pattern.sub(spelling, out)
    return out.upper()


def _asset(text: str) -> str | None:
    labelled = _LABELLED.search(text)
    if labelled:
        return labelled[1].upper()
    for found in _CODE.finditer(text):
        if not found[1].startswith(words.NOT_ASSETS):
            return found[1].upper()
    return None


def _arabic(found: re.Match[str]) -> str:
    text = found.group()
    if words.TEN not in text:
        return "".join(words.NUMERALS.get(letter, letter) for letter in text)
    tens, _, ones = text.partition(words.TEN)
    return f"{words.NUMERALS.get(tens, '1')}{words.NUMERALS.get(ones, '0')}"
