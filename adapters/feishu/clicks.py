"""Clicks on our cards and the answers they get (feishu.md §6.2).

A button's value is `{"a": packed action}`; a submit button adds the names of its multi-selects
(`m`) and pickers (`d`), and repeats the action in its name, because the value of a submit may be
lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.people import AccountId, ChatId
from bot.events import ButtonClicked

NAME_PREFIX = "a_"  # of the names of buttons inside forms
_ZONED = re.compile(r"(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\d\d:\d\d) [+-]\d{4}")


def button_value(action: str) -> dict[str, Any]:
    """What a button carries."""
    return {"a": action}


def submit_value(action: str, lists: Sequence[str], dates: Sequence[str]) -> dict[str, Any]:
    """What a form's submit button carries."""
    value: dict[str, Any] = {"a": action}
    if lists:
        value["m"] = list(lists)
    if dates:
        value["d"] = list(dates)
    return value


def read_click(
    event: Mapping[str, Any], *, key: str, account: AccountId, chat: ChatId, message: str,
    at: datetime,
) -> ButtonClicked | None:
    """The click, or None for a control that is not one of ours. Nothing in it is to be trusted."""
    action = event["action"]
    value = _value(action.get("value"))
    packed = value.get("a")
    if not isinstance(packed, str):
        name = action.get("name")
        if not isinstance(name, str) or not name.startswith(NAME_PREFIX):
            return None
        packed = name.removeprefix(NAME_PREFIX)
    form = action.get("form_value")
    return ButtonClicked(
        key=key,
        account=account,
        chat=chat,
        chat_kind="group",
        message=message,
        action=packed,
        at=at,
        values=_values(form, value) if isinstance(form, dict) else {},
    )


def _value(raw: Any) -> Mapping[str, Any]:
    """An object by the book; some clients send it as a JSON text."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            return {}
    return raw if isinstance(raw, dict) else {}


def _values(
    form: Mapping[str, Any], hints: Mapping[str, Any]
) -> dict[str, str | tuple[str, ...]]:
    dates = hints.get("d", []) if hints else form  # value lost: any field may be a date
    lists = hints.get("m", [])
    found: dict[str, str | tuple[str, ...]] = {}
    for name, raw in form.items():
        if name in lists:
            found[name] = _several(raw)
        elif isinstance(raw, list):
            found[name] = tuple(str(item) for item in raw)
        elif isinstance(raw, bool):
            found[name] = "true" if raw else "false"
        else:
            text = "" if raw is None else str(raw)
            zoned = _ZONED.fullmatch(text) if name in dates else None
            found[name] = zoned[1] if zoned else text
    return found


def _several(raw: Any) -> tuple[str, ...]:
    """A multi-select's choices: a list, or a list written as JSON text."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            return (raw,) if raw else ()
    return tuple(str(item) for item in raw) if isinstance(raw, list) else ()
