"""Every sentence a person reads, by key and language.

A template's `{name}` is filled from facts; `render` keeps spans (mentions, links) as spans, so
that a person's name inside a sentence can ring, and user text is escaped by the adapter alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.texts import en, zh_cn

LANGUAGES: Mapping[str, Mapping[str, str]] = {"zh-CN": zh_cn.TEXTS, "en": en.TEXTS}
DEFAULT = "zh-CN"

_SLOT = re.compile(r"\{(\w+)\}")


def template(key: str, language: str) -> str:
    """The raw sentence; unknown languages read the default. Raises KeyError for unknown keys."""
    return LANGUAGES.get(language, LANGUAGES[DEFAULT]).get(key) or LANGUAGES[DEFAULT][key]


def knows(key: str) -> bool:
    """Whether there is a sentence of that name."""
    return key in LANGUAGES[DEFAULT]


def text(key: str, language: str = DEFAULT, **facts: Any) -> str:
    """A filled sentence as bare text; a fact that is missing stays empty."""
    return _SLOT.sub(lambda slot: str(facts.get(slot[1], "")), template(key, language))


def render(key: str, language: str, facts: Mapping[str, Any]) -> tuple[Any, ...]:
    """A filled sentence as spans: facts that are spans stay spans, others become plain text."""
    out: list[Any] = []
    raw, last = template(key, language), 0
    for slot in _SLOT.finditer(raw):
        if slot.start() > last:
            out.append(raw[last : slot.start()])
        value = facts.get(slot[1], "")
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            out.extend(value)
        elif value != "":
            out.append(str(value) if isinstance(value, int | float) else value)
        last = slot.end()
    if last < len(raw):
        out.append(raw[last:])
    return tuple(out)
