"""JSON as short as it gets, for requests whose size counts."""

from __future__ import annotations

import json
from typing import Any

import orjson


def compact(value: Any) -> str:
    """Compact JSON; half a surrogate pair, which UTF-8 cannot carry, becomes a question mark."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace").decode()
