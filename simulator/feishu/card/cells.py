"""Tables in cards: their cells as a reader sees them (feishu.md §6.1, table)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from simulator.clock import ZONE
from simulator.feishu.card import text
from simulator.feishu.card.text import Names


def table(element: dict[str, Any], names: Names) -> dict[str, Any]:
    """{"head": [text…], "rows": [[text…]…]}."""
    columns = element.get("columns") or []
    return {
        "head": [str(c.get("display_name") or c.get("name")) for c in columns],
        "rows": [
            [cell(row.get(c.get("name")), str(c.get("data_type")), names) for c in columns]
            for row in element.get("rows") or []
        ],
    }


def cell(value: Any, kind: str, names: Names) -> str:
    if value is None:
        return ""
    if kind == "persons":
        return " ".join(names(str(v)) for v in (value if isinstance(value, list) else [value]))
    if kind == "options":
        return " ".join(str(option.get("text")) for option in value) if value else ""
    if kind == "date":
        return datetime.fromtimestamp(int(value) / 1000, ZONE).strftime("%Y-%m-%d %H:%M")
    if kind in ("lark_md", "markdown"):
        return text.flatten(str(value), names)
    return str(value)
