"""Which buttons a card really has, in reading order, those of its rows included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from adapters.dingtalk.body import one_line
from adapters.dingtalk.markup import safe_url
from adapters.shared.compact import compact
from bot.cards.model import Button, Card, Row, plain

_MOST = 30
_LABEL = 50  # characters
_COLOURS = {"primary": "blue", "danger": "red", "default": "gray"}
_NUMBER = re.compile(r"#\d{1,12}")


def shown_buttons(card: Card) -> list[Button]:
    """Rows have no buttons of their own in DingTalk: theirs follow, labelled with their number."""
    own = [*card.buttons]
    if card.form is not None and card.form.cancel is not None:
        own.append(card.form.cancel)
    rows = list(_row_buttons(card))[: max(0, _MOST - len(own))]
    return [one for one in (*rows, *own[:_MOST]) if one.action or safe_url(one.url or "")]


def template_buttons(card: Card) -> str:
    """The variable `btns` of our own template (§6.4 B), as JSON text."""
    return compact([_template_button(one) for one in shown_buttons(card)])


def public_buttons(card: Card) -> str:
    """The variable `sys_full_json_obj` of the vendor's template (§6.4 A), as JSON text."""
    return compact({"msgButtons": [_public_button(one) for one in shown_buttons(card)]})


def label_of(button: Button) -> str:
    """The label within what a button shows."""
    return one_line(button.label)[:_LABEL] or "…"


def _row_buttons(card: Card) -> Iterator[Button]:
    for block in card.blocks:
        if isinstance(block, Row) and block.button is not None:
            first = block.spans[0] if block.spans else ""
            number = _NUMBER.search(plain((first,)))
            label = block.button.label + (f" {number[0]}" if number else "")
            yield replace(block.button, label=label)


def _template_button(button: Button) -> dict[str, Any]:
    url = safe_url(button.url or "")
    event: dict[str, Any]
    if url:
        event = {"type": "openLink", "params": {"url": url}}
    else:
        params = {"actionId": button.action, "params": {"action": button.action}}
        event = {"type": "sendCardRequest", "params": params}
    return {
        "text": label_of(button), "color": _COLOURS[button.style], "status": "normal",
        "event": event,
    }


def _public_button(button: Button) -> dict[str, Any]:
    found: dict[str, Any] = {"text": label_of(button), "color": _COLOURS[button.style]}
    url = safe_url(button.url or "")
    if url:
        return {**found, "url": url, "iosUrl": url}
    return {**found, "id": button.action, "request": True}
