"""The `form` variable of a card: its inputs, and what a submit sends (dingtalk.md §6.4)."""

import json
from typing import Any

SINGLE = {"SELECT", "CHECKBOX_GROUP"}
MULTI = {"MULTI_SELECT", "MULTI_CHECKBOX_GROUP"}
SWITCHES = {"CHECKBOX", "SWITCH"}
TEXTS = {"TEXT", "TEXT_AREA", "NUMBER", "DATE", "TIME", "DATETIME"}
KINDS = SINGLE | MULTI | SWITCHES | TEXTS | {"TEXT_ARRAY"}


class FormError(Exception):
    """The client would not submit: a required field is empty, a choice does not exist."""


def fields(text: str) -> list[dict[str, Any]]:
    """Visible and hidden fields of the variable; an unreadable value shows no form at all."""
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return []
    found = value.get("fields") if isinstance(value, dict) else None
    return [
        entry
        for entry in found or []
        if isinstance(entry, dict) and entry.get("name") and entry.get("type") in KINDS
    ]


def inputs(text: str) -> list[dict[str, Any]]:
    """The inputs as `GET /sim/dingtalk/messages` shows them."""
    shown = []
    for entry in fields(text):
        if entry.get("hidden"):
            continue
        shown.append(
            {
                "name": entry["name"],
                "kind": str(entry["type"]).lower(),
                "label": entry.get("label", ""),
                "required": bool(entry.get("required")),
                "placeholder": entry.get("placeholder", ""),
                "options": [
                    {"label": _label(option), "value": option.get("value")}
                    for option in _options(entry)
                ],
                "value": _default(entry),
            }
        )
    return shown


def submitted(text: str, values: dict[str, Any]) -> dict[str, Any]:
    """`params.form` of the callback; raises FormError where the client would refuse to send.

    `values` maps field names to plain values (an option's value or its label); fields that are
    not given keep their default.
    """
    known = fields(text)
    unknown = set(values) - {entry["name"] for entry in known}
    if unknown:
        raise FormError(f"no such field: {', '.join(sorted(unknown))}")
    result: dict[str, Any] = {}
    for entry in known:
        name = entry["name"]
        changed = name in values and not entry.get("readOnly")
        value = _coded(entry, values[name]) if changed else entry.get("defaultValue")
        if value in (None, "", []):
            if entry.get("required"):
                raise FormError(entry.get("requiredMsg") or f"请填写{entry.get('label', name)}")
            continue
        result[name] = value
    return result


def _coded(entry: dict[str, Any], value: Any) -> Any:
    kind = entry["type"]
    if kind in SINGLE:
        if value in (None, ""):
            return None
        index = _index(entry, value)
        return {"index": index, "value": _options(entry)[index].get("value")}
    if kind in MULTI:
        chosen = value if isinstance(value, list) else [value] if value not in (None, "") else []
        found = [_index(entry, item) for item in chosen]
        if not found:
            return None
        return {"index": found, "value": [_options(entry)[i].get("value") for i in found]}
    if kind in SWITCHES:
        return value if isinstance(value, bool) else str(value).lower() in ("true", "1", "on")
    if kind == "TEXT_ARRAY":
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return "" if value is None else str(value)


def _index(entry: dict[str, Any], value: Any) -> int:
    for index, option in enumerate(_options(entry)):
        if str(value) in (str(option.get("value")), _label(option)):
            return index
    raise FormError(f"{entry.get('label', entry['name'])} has no option {value}")


def _options(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [option for option in entry.get("options") or [] if isinstance(option, dict)]


def _label(option: dict[str, Any]) -> str:
    """An option's text; some templates give a map of languages instead of a string."""
    text = option.get("text", option.get("value", ""))
    if isinstance(text, dict):
        text = text.get("zh_CN") or next(iter(text.values()), "")
    return str(text)


def _default(entry: dict[str, Any]) -> Any:
    value = entry.get("defaultValue")
    return value.get("value") if isinstance(value, dict) else value
