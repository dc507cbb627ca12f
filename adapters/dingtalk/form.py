"""Forms inside a card: our inputs as the variable `form`, and its values back (§6.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters.shared.compact import compact
from bot.cards.model import Form, Input, InputKind

HIDDEN_ACTION = "_action"
NO_FORM = '{"fields":[]}'

_TYPES: Mapping[InputKind, str] = {
    "text": "TEXT", "multiline": "TEXT_AREA", "number": "NUMBER", "select": "SELECT",
    "multiselect": "MULTI_SELECT", "person": "SELECT", "datetime": "DATETIME",
}
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?")


def form_text(form: Form | None) -> str:
    """The value of the variable: JSON text. The action travels in a hidden field, because the
    callback of a form tells nothing but its fields."""
    if form is None:
        return NO_FORM
    hidden = {
        "name": HIDDEN_ACTION, "label": HIDDEN_ACTION, "type": "TEXT", "hidden": True,
        "defaultValue": form.submit.action,
    }
    fields = [hidden, *(_field(one) for one in form.inputs)]
    return compact({"fields": fields})


def _field(one: Input) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name,
        "label": one.label,
        "type": _TYPES[one.kind],
        "required": one.required,
    }
    if one.required:
        found["requiredMsg"] = one.label
    if one.hint:
        found["placeholder"] = one.hint
    if one.kind == "datetime":
        found["format"] = "YYYY-MM-DD HH:mm"
    if one.kind == "multiline":
        found["minRows"] = 3
    if _TYPES[one.kind] in ("SELECT", "MULTI_SELECT"):
        found["options"] = [{"value": o.value, "text": o.label} for o in one.options]
        values = [o.value for o in one.options]
        wanted = [v for v in one.default.split(",") if v in values] if one.default else []
        if one.kind == "multiselect" and wanted:
            found["defaultValue"] = {"index": [values.index(v) for v in wanted], "value": wanted}
        elif wanted and one.default in values:
            found["defaultValue"] = {"index": values.index(one.default), "value": one.default}
    elif one.default:
        found["defaultValue"] = one.default
    return found


def values_of(form: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """Field values as the heart wants them: texts, tuples for several, dates without seconds."""
    return {str(name): _value(value) for name, value in form.items()}


def _value(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, list):
        return tuple(_word(one) for one in value)
    return _word(value)


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    stamp = _STAMP.fullmatch(text)
    return f"{stamp[1]} {stamp[2]}" if stamp else text
