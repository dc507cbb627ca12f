"""The small pieces every Feishu card is made of (feishu.md §6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from adapters.feishu.clicks import button_value
from adapters.feishu.escape import safe_url
from bot.cards.model import Button

Json = dict[str, Any]

BUTTON_LIMIT = 100  # characters
_TYPES = {"default": "default", "primary": "primary_filled", "danger": "danger"}


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def plain_text(text: str) -> Json:
    """Text that Feishu never parses."""
    return {"tag": "plain_text", "content": text}


def paragraph(content: str) -> Json:
    """Ready markdown."""
    return {"tag": "markdown", "content": content}


def note(content: str) -> Json:
    """Ready markdown, small and grey."""
    return {
        "tag": "markdown",
        "content": f"<font color='grey'>{content}</font>",
        "text_size": "notation",
    }


def columns(parts: Sequence[tuple[Literal["weighted", "auto"], Sequence[Json]]]) -> Json:
    """Columns beside each other, on a phone too."""
    return {
        "tag": "column_set",
        "flex_mode": "none",
        "columns": [_column(width, elements) for width, elements in parts],
    }


def button(made: Button, *, size: str = "medium", name: str | None = None) -> Json:
    """A button that calls back or opens an address; `name` is needed inside forms."""
    drawn: Json = {
        "tag": "button",
        "text": plain_text(cut(made.label, BUTTON_LIMIT)),
        "type": _TYPES[made.style],
        "size": size,
    }
    url = safe_url(made.url) if made.url else None
    if url:
        drawn["behaviors"] = [{"type": "open_url", "default_url": url}]
    elif made.action:
        drawn["behaviors"] = [{"type": "callback", "value": button_value(made.action)}]
    else:
        drawn["disabled"] = True
    if made.confirm:
        drawn["confirm"] = {
            "title": plain_text(cut(made.label, BUTTON_LIMIT)),
            "text": plain_text(made.confirm),
        }
    if name is not None:
        drawn["name"] = name
    return drawn


def buttons_row(made: Sequence[Button]) -> Json:
    """Buttons side by side that flow to the next line where they must."""
    return {
        "tag": "column_set",
        "flex_mode": "flow",
        "horizontal_spacing": "small",
        "columns": [_column("auto", [button(one)]) for one in made],
    }


def _column(width: str, elements: Sequence[Json]) -> Json:
    column: Json = {
        "tag": "column",
        "width": width,
        "vertical_align": "center" if width == "auto" else "top",
        "elements": list(elements),
    }
    if width == "weighted":
        column["weight"] = 1
    return column
