"""The things one can press or fill in on a card, found by what a person would call them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from simulator.feishu.card import elements, schema

KINDS = {
    "input": "text",
    "select_static": "select",
    "multi_select_static": "multi_select",
    "select_person": "person",
    "multi_select_person": "multi_person",
    "date_picker": "date",
    "picker_time": "time",
    "picker_datetime": "datetime",
    "checker": "checkbox",
    "overflow": "menu",
    "select_img": "image",
}
INPUT_KINDS = {"multiline_text": "textarea", "password": "password"}


@dataclass
class Control:
    """`form` is the enclosing form element, if any; `hint` is the text right above."""

    element: dict[str, Any]
    form: dict[str, Any] | None
    hint: str = ""
    key: str = ""

    @property
    def tag(self) -> str:
        return str(self.element["tag"])

    @property
    def name(self) -> str:
        return str(self.element.get("name") or "")

    @property
    def kind(self) -> str:
        if self.tag == "input":
            return INPUT_KINDS.get(str(self.element.get("input_type")), "text")
        return KINDS.get(self.tag, self.tag)

    @property
    def submits(self) -> bool:
        return self.element.get("form_action_type") == "submit" or (
            self.element.get("action_type") == "form_submit"
        )

    def text(self, key: str = "text") -> str:
        part = self.element.get(key)
        return str(part.get("content") or "") if isinstance(part, dict) else ""

    def callback_value(self) -> Any:
        """The value sent back on a press, or None if pressing calls nobody."""
        for behavior in self.element.get("behaviors") or []:
            if behavior.get("type") == "callback":
                return behavior.get("value", {})
        return self.element.get("value")

    def url(self) -> str | None:
        for behavior in self.element.get("behaviors") or []:
            if behavior.get("type") == "open_url":
                return behavior.get("default_url") or behavior.get("pc_url")
        multi = self.element.get("multi_url")
        return self.element.get("url") or (multi.get("url") if isinstance(multi, dict) else None)

    def options(self, people: list[tuple[str, str]]) -> list[dict[str, str]]:
        """[{label, value}]; a person select without options offers everybody in the chat."""
        given = self.element.get("options") or []
        if self.tag in ("select_person", "multi_select_person"):
            wanted = {option.get("value") for option in given}
            return [
                {"label": name, "value": open_id}
                for open_id, name in people
                if not wanted or open_id in wanted
            ]
        return [
            {
                "label": str((option.get("text") or {}).get("content", option.get("value"))),
                "value": str(option.get("value")),
            }
            for option in given
        ]


def of(card: dict[str, Any]) -> list[Control]:
    """All buttons, containers that can be pressed, and inputs, in reading order."""
    body = card.get("body") or card
    found = _collect(body.get("elements") or [], None)
    counted = Counter(_short_key(control) for control in found)
    for control in found:
        short = _short_key(control)
        value = control.callback_value()
        unique = counted[short] == 1 or value is None
        control.key = short if unique else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return found


def button(card: dict[str, Any], wanted: str) -> Control | None:
    """By label, then name, element_id, key, then by any text in its callback value."""
    pressable = of(card)
    tests = (
        lambda control: control.text() == wanted,
        lambda control: control.name == wanted,
        lambda control: control.element.get("element_id") == wanted,
        lambda control: control.key == wanted,
        lambda control: label(control) == wanted,
        lambda control: wanted in _texts(control.callback_value()),
    )
    for test in tests:
        for control in pressable:
            if test(control):
                return control
    return None


def label(control: Control) -> str:
    return control.text("label") or control.text() or control.hint or control.text("placeholder")


def _collect(items: list[Any], form: dict[str, Any] | None, hint: str = "") -> list[Control]:
    found: list[Control] = []
    for element in items:
        tag = element.get("tag")
        texts = list(elements.texts_of(element))
        if tag in ("markdown", "div"):
            plain = (element.get("text") or {}).get("content", "") if tag == "div" else ""
            above = (texts[0] if texts else str(plain)).strip()
            hint = above.strip("*").strip() if "\n" not in above else ""
        if tag == "button" or tag in schema.INPUTS or tag == "interactive_container":
            found.append(Control(element, form, hint if tag in schema.INPUTS else ""))
            hint = ""
        inside = element if tag == "form" else form
        for key in ("columns", "elements", "actions"):
            if tag != "table" and isinstance(element.get(key), list):
                found += _collect(element[key], inside, hint)
        if isinstance(element.get("extra"), dict):
            found += _collect([element["extra"]], inside)
    return found


def _short_key(control: Control) -> str:
    value = control.callback_value()
    own = control.name or control.element.get("element_id")
    if own:
        return str(own)
    if isinstance(value, dict):
        for key in ("key", "action", "op", "verb", "cmd"):
            if isinstance(value.get(key), str):
                return str(value[key])
    if value is not None:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return control.text()


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    return [value] if isinstance(value, str) else []
