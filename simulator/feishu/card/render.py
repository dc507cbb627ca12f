"""A card as the viewer's client shows it: the `card` object of the control API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.feishu.card import cells, controls, text, view
from simulator.feishu.card.actions import initial
from simulator.feishu.card.elements import texts_of, walk
from simulator.feishu.card.text import Names


@dataclass
class Face:
    lines: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


def show(
    card: dict[str, Any],
    names: Names,
    people: list[tuple[str, str]],
    picture: Callable[[str], str] = str,
) -> dict[str, Any]:
    """`names` maps any user id to a name, `picture` an image key to an address of the page;
    `people` are (open_id, name) of the chat's members."""
    header = card.get("header") or {}
    body = card.get("body") or card
    face = Face()
    _read(body.get("elements") or [], names, face, in_column=False)
    found = controls.of(card)
    return {
        "title": _content(header.get("title"), names),
        "subtitle": _content(header.get("subtitle"), names),
        "colour": header.get("template") or "default",
        "tags": [_content(tag.get("text"), names) for tag in header.get("text_tag_list") or []],
        "lines": face.lines,
        "fields": face.fields,
        "buttons": [_button(c) for c in found if c.tag in ("button", "interactive_container")],
        "inputs": [_input(c, people) for c in found if c.tag in controls.KINDS],
        "view": view.view(card, names, picture),
    }


def mentioned(card: dict[str, Any]) -> list[str]:
    """Ids of everybody the card mentions with <at>, "all" included."""
    found: list[str] = []
    for content in _markdowns((card.get("body") or card).get("elements") or []):
        for match in text.AT.finditer(content):
            found += match.group(1).split(",")
    return list(dict.fromkeys(found))


def _read(items: list[Any], names: Names, face: Face, *, in_column: bool) -> None:
    for element in items:
        tag = element.get("tag")
        if tag == "markdown" or tag == "lark_md":
            _markdown(str(element.get("content") or ""), names, face, in_column)
        elif tag == "plain_text":
            face.lines += [str(element.get("content") or "")]
        elif tag == "div":
            _div(element, names, face, in_column)
        elif tag in ("img", "img_combination", "chart"):
            face.lines.append(_picture(element, names))
        elif tag == "table":
            face.lines += _table(element, names)
        elif tag == "person":
            face.lines.append(names(str(element.get("user_id"))))
        elif tag == "person_list":
            each = [names(str(person.get("id"))) for person in element.get("persons") or []]
            face.lines.append(" ".join(each))
        if tag == "collapsible_panel":
            title = (element.get("header") or {}).get("title")
            face.lines += [line for line in [_content(title, names)] if line]
        column = in_column or tag == "column"
        for key in ("columns", "elements", "actions"):
            if tag != "table" and isinstance(element.get(key), list):
                _read(element[key], names, face, in_column=column)


def _markdown(content: str, names: Names, face: Face, plain: bool) -> None:
    face.lines += text.lines(content, names)
    face.fields |= text.fields(content, names, plain=plain)


def _div(element: dict[str, Any], names: Names, face: Face, in_column: bool) -> None:
    parts = [(element.get("text"), in_column)]
    parts += [(part.get("text"), True) for part in element.get("fields") or []]
    for part, plain in parts:
        if not isinstance(part, dict):
            continue
        content = str(part.get("content") or "")
        if part.get("tag") == "lark_md":
            _markdown(content, names, face, plain)
        else:
            face.lines += [line.strip() for line in content.split("\n") if line.strip()]
            if plain:
                face.fields |= text.fields(content, names, plain=True)


def _picture(element: dict[str, Any], names: Names) -> str:
    if element.get("tag") == "chart":
        title = (element.get("chart_spec") or {}).get("title") or {}
        return f"[图表] {title.get('text', '')}".strip()
    return f"[图片] {_content(element.get('alt'), names)}".strip()


def _table(element: dict[str, Any], names: Names) -> list[str]:
    shown = cells.table(element, names)
    return [" | ".join(row) for row in (shown["head"], *shown["rows"])]


def _button(control: controls.Control) -> dict[str, Any]:
    return {
        "label": control.text(),
        "key": control.key,
        "style": control.element.get("type") or "default",
        "url": control.url(),
        "disabled": bool(control.element.get("disabled")),
        "form": control.form.get("name") if control.form else None,
        "confirm": _confirm(control.element.get("confirm")),
    }


def _confirm(asked: Any) -> dict[str, str] | None:
    """The words of the dialog before a press; None if there is none."""
    if not isinstance(asked, dict):
        return None
    title, words = asked.get("title") or {}, asked.get("text") or {}
    return {"title": str(title.get("content") or ""), "text": str(words.get("content") or "")}


def _input(control: controls.Control, people: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "name": control.name or control.key,
        "kind": control.kind,
        "label": controls.label(control) or control.name,
        "options": control.options(people),
        "value": initial(control),
        "required": bool(control.element.get("required")),
        "placeholder": control.text("placeholder"),
        "form": control.form.get("name") if control.form else None,
    }


def _content(part: Any, names: Names) -> str:
    if not isinstance(part, dict):
        return ""
    content = str(part.get("content") or "")
    return text.flatten(content, names) if part.get("tag") == "lark_md" else content


def _markdowns(items: list[Any]) -> Iterator[str]:
    for element, _, _ in walk(items):
        yield from texts_of(element)
