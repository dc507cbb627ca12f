"""Plain JSON as it is stored: canonical text that both databases take and the hash covers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson

_thorough = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
).encode
load = orjson.loads


def dump(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces. The quick encoder refuses what the thorough one
    writes (named tuples, keys that are no texts, halves of surrogate pairs); where both write,
    they write the same."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        return _thorough(value)


def clean_text(text: str) -> str:
    """Text without what PostgreSQL cannot hold: NUL characters and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def clean(value: Any) -> Any:
    """`value` with every text in it cleaned."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_text(k): clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean(v) for v in value]
    return value


def canonical(value: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The value as it will be read back, and its canonical text."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
        plain = "\\u0000" not in text
    except TypeError:  # among others where a text holds half of a surrogate pair
        plain = False
    if not plain:
        value = clean(value)
        text = dump(value)
    return value, text
