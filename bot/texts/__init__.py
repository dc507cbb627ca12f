"""Every sentence a person reads, by key and language.

A template's `{name}` is filled from facts; a part in `[...]` is left out when a fact in it is
empty. `render` keeps spans (mentions, links) as spans, so that a person's name inside a sentence
can ring, and user text is escaped by the adapter alone.

A new sentence goes into the module of its topic in zh_cn/ and in en/ under the same key and with
the same slots; a new topic is one module in each, and its name in both `__init__`s.
tests/unit/texts checks that nothing is missing, left over or unlike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from bot.texts import en, zh_cn

LANGUAGES: Mapping[str, Mapping[str, str]] = {"zh-CN": zh_cn.TEXTS, "en": en.TEXTS}
DEFAULT = "zh-CN"

_Piece = tuple[str, str]  # words and the name of the slot that follows, "" for none
_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_SPOKEN = {code.partition("-")[0]: texts for code, texts in LANGUAGES.items()}


def template(key: str, language: str) -> str:
    """The raw sentence; "en", "en-US" and "en_GB" are one language, unknown ones read the
    default. Raises KeyError for unknown keys."""
    return _texts(language)[key]


def knows(key: str) -> bool:
    """Whether there is a sentence of that name."""
    return key in LANGUAGES[DEFAULT]


def text(key: str, language: str = DEFAULT, **facts: Any) -> str:
    """A filled sentence as bare text; a fact that is missing stays empty, a list is joined."""
    raw = template(key, language)
    if not facts and "{" not in raw and "[" not in raw:
        return raw
    return "".join(
        f"{words}{_said(facts.get(slot), language)}" if slot else words
        for words, slot in _chosen(raw, facts)
    )


def render(key: str, language: str, facts: Mapping[str, Any]) -> tuple[Any, ...]:
    """A filled sentence as spans: a tuple of spans stays spans, others become plain text."""
    out: list[Any] = []
    words = ""
    for more, slot in _chosen(template(key, language), facts):
        words += more
        if not slot:
            continue
        if words:
            out.append(words)
            words = ""
        value = _said(facts.get(slot), language)
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            out.extend(value)
        elif value != "":
            out.append(str(value) if isinstance(value, int | float) else value)
    if words:
        out.append(words)
    return tuple(out)


@lru_cache(maxsize=256)
def _texts(language: str) -> Mapping[str, str]:
    spoken = language.replace("_", "-").partition("-")[0].lower()
    return _SPOKEN.get(spoken, LANGUAGES[DEFAULT])


def _chosen(raw: str, facts: Mapping[str, Any]) -> Iterator[_Piece]:
    """The template in pieces, with its optional parts that can be filled, without the others."""
    for needed, pieces in _parted(raw):
        if all(_given(facts, slot) for slot in needed):
            yield from pieces


@cache  # as many as there are sentences
def _parted(raw: str) -> tuple[tuple[tuple[str, ...], tuple[_Piece, ...]], ...]:
    """The parts of a template, each with the facts it needs to be there; most need none."""
    out: list[tuple[tuple[str, ...], tuple[_Piece, ...]]] = []
    last = 0
    for part in _OPTIONAL.finditer(raw):
        out.append(((), _pieces(raw[last : part.start()])))
        out.append((tuple(_SLOT.findall(part[1])), _pieces(part[1])))
        last = part.end()
    return (*out, ((), _pieces(raw[last:])))


def _pieces(part: str) -> tuple[_Piece, ...]:
    """Words, each with the slot that follows them; the last with none."""
    split = _SLOT.split(part)
    return tuple(zip(split[::2], (*split[1::2], ""), strict=True))


def _given(facts: Mapping[str, Any], slot: str) -> bool:
    return facts.get(slot) not in (None, "", [], ())


def _said(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return template("list.separator", language).join(str(item) for item in value)
    return "" if value is None else value
