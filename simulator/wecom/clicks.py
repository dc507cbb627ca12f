"""A person presses something on a card: which key it is, what the selectors say (§2.5, §5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.errors import Refused
from simulator.wecom import card_view
from simulator.wecom.cards import Card
from simulator.wecom.errors import TEXTS


@dataclass(frozen=True)
class Press:
    """`url` is set where the client opens a page and asks nobody.

    `selected` is question_key -> option ids; None for an entry of the … menu.
    """

    key: str
    url: str | None
    selected: dict[str, list[str]] | None


def press(card: Card, viewer: str, wanted: str, values: dict[str, Any]) -> Press:
    """Find the button by key, else by label, on this viewer's current face.

    Refused (409) if the face has no such live button, or a value fits no option.
    """
    shown = card.drawn(viewer)
    found = _find(shown["buttons"], wanted)
    if found is None:
        live = [button["label"] for button in shown["buttons"] if not button.get("disabled")]
        raise Refused(f"42017 {TEXTS[42017]}: {wanted!r}; this face has {live}", 409)
    if found["key"] is None:
        if not found["url"]:
            raise Refused(f"the button {found['label']!r} does nothing any more", 409)
        return Press("", found["url"], None)
    if found["style"] == card_view.MENU:
        return Press(found["key"], None, None)
    return Press(found["key"], None, _selected(shown["inputs"], values))


def _find(buttons: list[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    live = [button for button in buttons if not button.get("disabled")]
    for name in ("key", "label"):
        for button in live:
            if button[name] == wanted:
                return button
    return None


def _selected(inputs: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, list[str]]:
    names = {one["name"] for one in inputs}
    strange = set(values) - names
    if strange:
        raise Refused(f"the card has no input {sorted(strange)}; it has {sorted(names)}")
    chosen = {}
    for one in inputs:
        value = one["value"] if one.get("disabled") else values.get(one["name"], one["value"])
        ids = [_option(one, each) for each in _listed(value)]
        if one["kind"] != "checkbox" and len(ids) > 1:
            raise Refused(f"{one['name']} takes one option")
        if one["kind"] in ("checkbox", "radio") and not ids:
            raise Refused("请先选择一个选项", 409)
        chosen[one["name"]] = ids
    return chosen


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _option(one: dict[str, Any], value: Any) -> str:
    for option in one["options"]:
        if value in (option["value"], option["label"]):
            return str(option["value"])
    raise Refused(f"{one['name']} has no option {value!r}")
