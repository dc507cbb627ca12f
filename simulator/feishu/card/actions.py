"""What a press or a filled-in form sends: the `action` of card.action.trigger (feishu.md §6.2)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from simulator.errors import Refused
from simulator.feishu.card import controls
from simulator.feishu.card.controls import Control

ZONE_SUFFIX = " +0800"
FORMATS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%d %H:%M"}
LISTS = ("multi_select", "multi_person")


class ClientRefused(Exception):
    """The client itself stops the press (a required field is empty…); the text is shown."""


def initial(control: Control) -> Any:
    """What an input shows before anybody touches it; None if empty."""
    element, kind = control.element, control.kind
    if kind == "checkbox":
        return bool(element.get("checked"))
    if kind in LISTS:
        return list(element.get("selected_values") or [])
    if kind in ("date", "time", "datetime"):
        return element.get(f"initial_{kind}") or None
    if kind in ("select", "person"):
        index = element.get("initial_index") or 0
        if index:
            return element["options"][index - 1]["value"]
        return element.get("initial_option") or None
    return element.get("default_value") or None


def form_value(
    card: dict[str, Any], form: dict[str, Any], values: dict[str, Any], people: dict[str, str]
) -> dict[str, Any]:
    """The form's values by name. `people` maps person ids and names to open_ids.

    An empty text input is "", other empty fields are absent (§6.2 leaves both open). Raises
    Refused for a value no client could produce, ClientRefused for what the client would stop.
    """
    inputs = [c for c in controls.of(card) if c.form is form and c.tag in controls.KINDS]
    known = {control.name for control in inputs} | {controls.label(c) for c in inputs}
    unknown = [name for name in values if name not in known]
    if unknown:
        raise Refused(f"this form has no input {unknown}; it has {sorted(known)}")
    answer: dict[str, Any] = {}
    for control in inputs:
        given = values.get(control.name, values.get(controls.label(control), initial(control)))
        if given in (None, "", []):
            if control.element.get("required"):
                raise ClientRefused(f"请填写必填项:{controls.label(control)}")
            if control.tag == "input":
                answer[control.name] = ""
            continue
        answer[control.name] = chosen(control, given, people)
    return answer


def single(control: Control, values: dict[str, Any], people: dict[str, str]) -> dict[str, Any]:
    """The action fields of an input that stands outside a form and calls back by itself."""
    names = (control.name, control.key, controls.label(control), "value")
    given = next((values[name] for name in names if name in values), initial(control))
    if given in (None, "", []):
        raise Refused(f"values needs what to choose or write in {names[0] or names[1]!r}")
    value = chosen(control, given, people)
    if control.kind == "checkbox":
        return {"checked": value}
    if control.tag == "input":
        return {"input_value": value}
    if isinstance(value, list):
        return {"options": value}
    return {"options": [value]} if control.kind == "image" else {"option": value}


def chosen(control: Control, given: Any, people: dict[str, str]) -> Any:
    """A value as the client sends it; options may be given by value or by label."""
    kind = control.kind
    if kind == "checkbox":
        return given in (True, "true", "on", 1)
    if kind in LISTS:
        wanted = given if isinstance(given, list) else [given]
        return [_option(control, each, people) for each in wanted]
    if kind in ("select", "person", "menu", "image"):
        return _option(control, given, people)
    if kind in FORMATS:
        return _moment(kind, str(given))
    longest = control.element.get("max_length", 1000)
    if len(str(given)) > longest:
        raise ClientRefused(f"最多输入 {longest} 个字")
    return str(given)


def _option(control: Control, given: Any, people: dict[str, str]) -> str:
    if "person" in control.kind:
        open_id = people.get(str(given))
        allowed = [option.get("value") for option in control.element.get("options") or []]
        if open_id is None or (allowed and open_id not in allowed):
            raise Refused(f"{given!r} cannot be chosen here")
        return open_id
    options = control.options([])
    for option in options:
        if given in (option["value"], option["label"]):
            return option["value"]
    raise Refused(f"{given!r} is no option; there are {[o['label'] for o in options]}")


def _moment(kind: str, given: str) -> str:
    plain = re.sub(r"\s*\+\d{2}:?\d{2}$", "", given.replace("T", " "))
    if kind == "datetime" and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", plain):
        plain = plain[:-3]
    try:
        datetime.strptime(plain, FORMATS[kind])  # noqa: DTZ007 - only its shape is checked
    except ValueError as fault:
        raise Refused(f"{given!r} is not of the form {FORMATS[kind]}") from fault
    return plain + ZONE_SUFFIX
