"""Walks a card's elements and checks each one against the tables (feishu.md §6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.feishu.card import schema
from simulator.feishu.codes import card_rejected

Found = tuple[dict[str, Any], int, tuple[str, ...]]  # element, depth from 1, tags of its parents


def walk(elements: Any, depth: int = 1, parents: tuple[str, ...] = ()) -> Iterator[Found]:
    """Every element in reading order, old and new cards alike."""
    if not isinstance(elements, list):
        raise card_rejected(200621, "elements is no list")
    for element in elements:
        if not isinstance(element, dict):
            raise card_rejected(200621, "an element is no object")
        yield element, depth, parents
        inside = (*parents, str(element.get("tag")))
        for key in ("columns", "elements", "actions"):
            if element.get("tag") == "table" and key == "columns":
                continue
            if isinstance(element.get(key), list):
                # A column is a part of its column_set, not a level of its own.
                deeper = depth if element.get("tag") == "column_set" else depth + 1
                yield from walk(element[key], deeper, inside)
        if isinstance(element.get("extra"), dict):
            yield from walk([element["extra"]], depth + 1, inside)


def texts_of(element: dict[str, Any]) -> Iterator[str]:
    """Texts in which tags like <at> count: markdown and lark_md."""
    if element.get("tag") in ("markdown", "lark_md"):
        yield str(element.get("content") or "")
    candidates = [element.get("text"), *[f.get("text") for f in element.get("fields") or []]]
    for text in candidates:
        if isinstance(text, dict) and text.get("tag") == "lark_md":
            yield str(text.get("content") or "")


def check(element: dict[str, Any], depth: int, parents: tuple[str, ...]) -> None:
    """One element of a 2.0 card. Raises ApiError 230099."""
    tag = element.get("tag")
    if tag in schema.OLD_TAGS:
        raise card_rejected(200861, f"cards of schema V2 no longer support tag {tag}")
    if tag not in schema.PROPERTIES:
        raise _bad(f"not support tag: {tag}")
    for key in element:
        if key not in schema.PROPERTIES[tag] | schema.COMMON:
            raise _bad(f"unknown property, property: {key}, element: {tag}")
    if depth > schema.DEEPEST:
        raise card_rejected(11310, "elements are nested too deep")
    for (owner, key), allowed in schema.CHOICES.items():
        if owner == tag and key in element and element[key] not in allowed:
            raise _bad(f"{tag}.{key} has an unknown value")
    _place(tag, parents)
    rule = _RULES.get(tag)
    if rule:
        rule(element)
    if element.get("behaviors") is not None:
        _behaviors(element["behaviors"])


def check_text(text: Any, where: str) -> None:
    if not isinstance(text, dict) or text.get("tag") not in ("plain_text", "lark_md", "text"):
        raise _bad(f"{where} needs a plain_text or lark_md")
    if not isinstance(text.get("content", ""), str):
        raise _bad(f"{where}.content is no string")
    for key in text:
        if key not in schema.TEXT:
            raise _bad(f"unknown property, property: {key}, path: {where}")


def _place(tag: str, parents: tuple[str, ...]) -> None:
    if tag == "form" and parents:
        raise _bad("a form can only be at the root")
    if tag == "table" and parents:
        raise _bad("a table can only be at the root")
    if tag == "column" and (not parents or parents[-1] != "column_set"):
        raise _bad("a column can only be in a column_set")


def _button(element: dict[str, Any]) -> None:
    if "text" in element:
        check_text(element["text"], "button.text")
        if len(element["text"].get("content", "")) > 100:
            raise card_rejected(11310, "a button's text is longer than 100")
    elif "icon" not in element:
        raise _bad("a button needs a text")


def _form(element: dict[str, Any]) -> None:
    if not element.get("name"):
        raise card_rejected(200530, "name of form is empty")
    inside = [child for child, _, _ in walk(element.get("elements"))]
    if not any(child.get("form_action_type") == "submit" for child in inside):
        raise _bad("a form needs a submit button")


def _input(element: dict[str, Any]) -> None:
    for key in ("label", "placeholder"):
        if key in element:
            check_text(element[key], f"input.{key}")
    length = element.get("max_length", 1000)
    if not isinstance(length, int) or not 1 <= length <= 1000:
        raise card_rejected(11310, "input.max_length is out of range")


def _select(element: dict[str, Any]) -> None:
    options = element.get("options") or []
    values = [option.get("value") for option in options]
    if len(set(values)) != len(values):
        raise _bad("option values are not unique")
    if any(not isinstance(value, str) for value in values):
        raise _bad("an option's value is no string")
    if "static" in element["tag"] or element["tag"] == "overflow":
        for option in options:
            check_text(option.get("text"), "option.text")
    index = element.get("initial_index", 0)
    if not isinstance(index, int) or not 0 <= index <= len(options):
        raise _bad("initial_index is out of range")


def _picker(element: dict[str, Any]) -> None:
    if not any(key.startswith("initial_") for key in element) and "placeholder" not in element:
        raise _bad(f"{element['tag']} needs a placeholder")


def _table(element: dict[str, Any]) -> None:
    columns, rows = element.get("columns"), element.get("rows", [])
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise card_rejected(200914, "table columns or rows are no list")
    if len(columns) > 50:
        raise card_rejected(11310, "a table has more than 50 columns")
    if not 1 <= element.get("page_size", 5) <= 10:
        raise _bad("table.page_size is out of range")
    names = {column.get("name") for column in columns}
    for row in rows:
        if not isinstance(row, dict) or not set(row) <= names:
            raise card_rejected(200915, "a table row has an unknown column")


def _chart(element: dict[str, Any]) -> None:
    spec = element.get("chart_spec")
    if not isinstance(spec, dict) or "type" not in spec:
        raise card_rejected(200550, "chart_spec is invalid")


def _div(element: dict[str, Any]) -> None:
    if "text" in element:
        check_text(element["text"], "div.text")
    for field in element.get("fields") or []:
        check_text(field.get("text"), "div.fields.text")


def _markdown(element: dict[str, Any]) -> None:
    if not isinstance(element.get("content"), str):
        raise _bad("markdown.content is no string")


def _panel(element: dict[str, Any]) -> None:
    header = element.get("header") or {}
    if not isinstance(header, dict):
        raise _bad("collapsible_panel.header is no object")
    if "title" in header and header["title"].get("tag") != "markdown":
        check_text(header["title"], "collapsible_panel.header.title")


def _columns(element: dict[str, Any]) -> None:
    if not isinstance(element.get("columns"), list):
        raise _bad("column_set.columns is no list")


def _behaviors(behaviors: Any) -> None:
    if not isinstance(behaviors, list):
        raise _bad("behaviors is no list")
    for each in behaviors:
        kind = each.get("type") if isinstance(each, dict) else None
        if kind not in ("callback", "open_url"):
            raise _bad("a behavior has an unknown type")
        if kind == "callback" and not isinstance(each.get("value", {}), dict | str):
            raise _bad("a callback behavior's value is no object")


def _bad(reason: str) -> Exception:
    return card_rejected(200621, reason)


_RULES = {
    "button": _button,
    "form": _form,
    "input": _input,
    "select_static": _select,
    "multi_select_static": _select,
    "select_person": _select,
    "multi_select_person": _select,
    "overflow": _select,
    "date_picker": _picker,
    "picker_time": _picker,
    "picker_datetime": _picker,
    "table": _table,
    "chart": _chart,
    "div": _div,
    "markdown": _markdown,
    "column_set": _columns,
    "collapsible_panel": _panel,
}
