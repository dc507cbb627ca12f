"""XML of the self-built app: envelopes, inner messages, passive replies (wecom.md §2.3–2.6)."""

from __future__ import annotations

from typing import Any

from lxml import etree

# PascalCase tags whose snake_case form is not the mechanical one.
_ODD = {"CheckBox": "checkbox", "KeyName": "keyname", "UserId": "userid"}
_LISTS = {
    "HorizontalContentList": "horizontal_content_list",
    "VerticalContentList": "vertical_content_list",
    "JumpList": "jump_list",
    "ButtonList": "button_list",
    "OptionList": "option_list",
    "SelectList": "select_list",
    "ActionList": "action_list",
}
_NUMBERS = {"type", "style", "desc_color", "mode"}
_FLAGS = {"disable", "is_checked"}


class BadXml(ValueError):
    """The text is not the XML this place expects."""


def build(fields: dict[str, Any]) -> str:
    """<xml>…</xml>; numbers plain, text in CDATA, a list as a repeated element."""
    return f"<xml>{_inner(fields)}</xml>"


def parse(text: str | bytes) -> etree._Element:
    """The root element; entities and DTDs are refused. Raises BadXml."""
    raw = text.encode() if isinstance(text, str) else text
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise BadXml("a DTD is not allowed")
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise BadXml(str(fault)) from fault
    if root.tag != "xml":
        raise BadXml("the root element must be <xml>")
    return root


def flat(root: etree._Element) -> dict[str, str]:
    """Direct children with text only, by tag."""
    return {str(child.tag): (child.text or "") for child in root if not len(child)}


def card_from(element: etree._Element) -> dict[str, Any]:
    """A PascalCase <TemplateCard> as the JSON card of §4."""
    card = _value(element)
    return card if isinstance(card, dict) else {}


def _inner(fields: dict[str, Any]) -> str:
    pieces = []
    for tag, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            pieces.append(f"<{tag}>{_content(one)}</{tag}>")
    return "".join(pieces)


def _content(value: Any) -> str:
    if isinstance(value, dict):
        return _inner(value)
    if isinstance(value, int):
        return str(value)
    return "<![CDATA[" + str(value).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _value(element: etree._Element) -> Any:
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        tag = str(child.tag)
        value = _value(child)
        if tag in _LISTS:
            found.setdefault(_LISTS[tag], []).append(value)
            continue
        key = _ODD.get(tag) or _snake(tag)
        found[key] = _typed(key, value)
    return found


def _typed(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if key in _NUMBERS and value.isdigit():
        return int(value)
    if key in _FLAGS:
        return value.lower() in ("1", "true")
    return value


def _snake(tag: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in tag).lstrip("_")
