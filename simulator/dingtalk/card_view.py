"""A card as one reader's client draws it, and what each of its buttons does (dingtalk.md §6.4)."""

import json
from dataclasses import dataclass, field
from typing import Any

from simulator.dingtalk import face, forms, markdown
from simulator.dingtalk.card_data import CardInstance, Params
from simulator.dingtalk.templates import Template

FORM_ACTION = face.FORM_ACTION
SUBMIT_LABEL = "提交"


@dataclass(frozen=True)
class Button:
    """A drawn button; without `url` and `command` it asks the bot with `action` and `params`."""

    label: str
    key: str
    style: str
    url: str | None = None
    command: str | None = None
    enabled: bool = True
    action: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        shown = {"label": self.label, "key": self.key, "style": self.style, "url": self.url}
        return shown if self.enabled else {**shown, "disabled": True}


def draw(template: Template, params: Params) -> dict[str, Any]:
    """The card as `GET /sim/dingtalk/messages` shows it."""
    shown = markdown.show(markdown.card_lines(params.get(template.markdown, "")))
    note = params.get(template.note, "") if template.note else ""
    tag = params.get(template.tag, "") if template.tag else ""
    tags = [tag] if tag else []
    if template.ai:
        tags = [_flow_status(params.get("flowStatus", ""))]
    drawn = buttons(template, params)
    inputs = forms.inputs(params.get(template.form, "")) if template.form else []
    return {
        "title": params.get(template.title, ""),
        "colour": None,
        "tags": tags,
        "lines": shown.lines + ([note] if note else []),
        "fields": shown.fields,
        "buttons": [button.shown() for button in drawn],
        "inputs": inputs,
        "view": face.card(
            params.get(template.title, ""),
            tags,
            params.get(template.markdown, ""),
            note,
            keys=[button.key for button in drawn],
            names=[each["name"] for each in inputs],
        ),
    }


def mentions(card: CardInstance, params: Params) -> list[str]:
    """User ids of the `<a atId=…>` links in the card's markdown."""
    lines = markdown.card_lines(params.get(card.template.markdown, ""))
    return markdown.show(lines).mentions


def buttons(template: Template, params: Params) -> list[Button]:
    """Every button, the form's own submit button last; unreadable JSON draws none."""
    found: list[Button] = []
    if template.button_list:
        found += [_from_list(item) for item in _list_items(params.get(template.button_list, ""))]
    if template.button_group:
        group = _json(params.get(template.button_group, ""))
        found += [_from_group(item) for item in group or [] if isinstance(item, dict)]
    if template.form and forms.fields(params.get(template.form, "")):
        found.append(
            Button(
                label=params.get("form_btn_text") or SUBMIT_LABEL,
                key=FORM_ACTION,
                style="blue",
                enabled=params.get("form_status", "normal") != "disabled",
                action=FORM_ACTION,
            )
        )
    return found


def _from_list(item: dict[str, Any]) -> Button:
    """A `msgButtons` entry of the vendor's public templates."""
    label = str(item.get("text", ""))
    url = item.get("url") or item.get("iosUrl") or None
    asks = bool(item.get("request"))
    return Button(
        label=label,
        key=str(item.get("id") or label),
        style=str(item.get("color", "gray")),
        url=None if asks else url,
        enabled=asks or bool(url),
        action=str(item.get("id", "")),
        params=_object(item.get("params")),
    )


def _from_group(item: dict[str, Any]) -> Button:
    """An entry of a variable of the type buttonGroup."""
    event = _object(item.get("event"))
    event_params = _object(event.get("params"))
    label = str(item.get("text", ""))
    style = str(item.get("color", "gray"))
    enabled = item.get("status", "normal") != "disabled"
    if event.get("type") == "openLink":
        url = event_params.get("url")
        if isinstance(url, dict):
            url = url.get("pc") or url.get("ios") or url.get("android")
        return Button(label, label, style, url=str(url or ""), enabled=enabled and bool(url))
    action = str(event_params.get("actionId", ""))
    return Button(
        label=label,
        key=action or label,
        style=style,
        enabled=enabled and event.get("type") == "sendCardRequest" and bool(action),
        action=action,
        params=_object(event_params.get("params")),
    )


def _list_items(text: str) -> list[dict[str, Any]]:
    value = _json(text)
    items = value.get("msgButtons") if isinstance(value, dict) else None
    return [item for item in items or [] if isinstance(item, dict)]


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def _flow_status(value: str) -> str:
    names = {"1": "处理中", "2": "输入中", "3": "完成", "4": "执行中", "5": "失败"}
    return names.get(value, "处理中")
