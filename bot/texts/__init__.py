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
from collections.abc import Mapping
from typing import Any

from bot.texts import en, zh_cn

LANGUAGES: Mapping[str, Mapping[str, str]] = {"zh-CN": zh_cn.TEXTS, "en": en.TEXTS}
DEFAULT = "zh-CN"

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
    raw = _chosen(template(key, language), facts)
    return _SLOT.sub(lambda slot: str(_said(facts.get(slot[1]), language)), raw)


def render(key: str, language: str, facts: Mapping[str, Any]) -> tuple[Any, ...]:
    """A filled sentence as spans: a tuple of spans stays spans, others become plain text."""
    out: list[Any] = []
    raw, last = _chosen(template(key, language), facts), 0
    for slot in _SLOT.finditer(raw):
        if slot.start() > last:
            out.append(raw[last : slot.start()])
        value = _said(facts.get(slot[1]), language)
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            out.extend(value)
        elif value != "":
            out.append(str(value) if isinstance(value, int | float) else value)
        last = slot.end()
    if last < len(raw):
        out.append(raw[last:])
    return tuple(out)


def _texts(language: str) -> Mapping[str, str]:
    spoken = language.replace("_", "-").partition("-")[0].lower()
    return _SPOKEN.get(spoken, LANGUAGES[DEFAULT])


def _chosen(raw: str, facts: Mapping[str, Any]) -> str:
    """The template with its optional parts that can be filled, without the others."""
    return _OPTIONAL.sub(
        lambda part: part[1] if all(_given(facts, slot) for slot in _SLOT.findall(part[1])) else "",
        raw,
    )


def _given(facts: Mapping[str, Any], slot: str) -> bool:
    return facts.get(slot) not in (None, "", [], ())


def _said(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return template("list.separator", language).join(str(item) for item in value)
    return "" if value is None else value
