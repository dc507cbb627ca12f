"""A click in a card, as tolerantly read as the platform is loose (dingtalk.md §6.5)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.dingtalk.form import HIDDEN_ACTION, values_of
from bot.errors import Undecodable

FORM = "form"


@dataclass(frozen=True, slots=True)
class Click:
    """What a callback tells. `action` is the packed string; "" for a form without its own."""

    track: str
    user: str
    space: str
    action: str
    is_form: bool = False
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


def read_click(body: Mapping[str, Any]) -> Click | None:
    """None for what is no click (a card that pulls data); raises Undecodable."""
    if body.get("type", "actionCallback") != "actionCallback":
        return None
    track, user = body.get("outTrackId"), body.get("userId")
    if not isinstance(track, str) or not track or not isinstance(user, str) or not user:
        raise Undecodable("a click without card or person")
    content = _object(body.get("content")) or _object(body.get("value"))
    private = _object(content.get("cardPrivateData"))
    params = (
        _object(private.get("params"))
        or _object(content.get("params"))
        or _object(_object(content.get("userPrivateData")).get("params"))
        or _object(_object(body.get("userPrivateData")).get("params"))
    )
    ids = private.get("actionIds")
    first = ids[0] if isinstance(ids, list) and ids else None
    named = (first, content.get("actionId"), body.get("actionId"),
             params.get("actionId"), params.get("action_id"), params.get("id"))
    action = next((one for one in named if isinstance(one, str) and one), "")
    own = params.get("action")
    if isinstance(own, str) and own:
        action = own  # some clients tell the component's id instead of the button's
    space = body.get("spaceId")
    space = space if isinstance(space, str) else ""
    form = _object(params.get("form"))
    if action == FORM or form:
        values = values_of(form)
        inner = values.pop(HIDDEN_ACTION, "") or _default(params.get("current_form"))
        action = inner if isinstance(inner, str) else ""
        return Click(track, user, space, action, True, values)
    if not action:
        raise Undecodable("a click without an action")
    return Click(track, user, space, action)


def _default(form: Any) -> str:
    """The hidden field's default from the form itself, which our template sends along."""
    fields = _object(form).get("fields")
    for one in fields if isinstance(fields, list) else ():
        if isinstance(one, dict) and one.get("name") == HIDDEN_ACTION:
            return str(one.get("defaultValue") or "")
    return ""


def _object(value: Any) -> dict[str, Any]:
    """The object in `value`, which may be JSON text (or twice so)."""
    for _ in range(2):
        if not isinstance(value, str):
            break
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}
