"""Checks a card as Feishu's card service does (feishu.md §6.1); refuses with 230099 + ErrCode."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from simulator.feishu.card import elements, schema
from simulator.feishu.codes import ApiError, card_rejected

AT = re.compile(r"<at\s+[^>]*?\bids?=['\"]?([^'\">\s]+)['\"]?[^>]*>")
PERSON_TAG = re.compile(r"<person\s+id\s*=\s*['\"]?([^'\">\s]+)")
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)+\|?\s*$", re.MULTILINE)
ELEMENT_ID = re.compile(r"^[A-Za-z][A-Za-z0-9_]{0,19}$")

# Texts are shared by all checks so that a refusal names the path of the property.
UNKNOWN_PROPERTY, LIMIT, BAD_PERSON, BAD_IMAGE, OLD_TAG = 200621, 11310, 100290, 200570, 200861
NO_NAME, SAME_ID, BAD_CHART = 200530, 300301, 200550


class Known:
    """What the card may refer to: people by any id, images by key."""

    def __init__(self, person: Callable[[str], bool], image: Callable[[str], bool]) -> None:
        self.person = person
        self.image = image


def parse(text: Any) -> dict[str, Any]:
    """The card from the content string of a message; ApiError if it is no JSON object."""
    if not isinstance(text, str):
        raise ApiError(230001, "invalid request parameter, ext=content is not a string")
    if len(text.encode()) > schema.MOST_BYTES:
        raise ApiError(230025, "The length of the message content reaches its limit.")
    try:
        card = json.loads(text)
    except ValueError as fault:
        raise card_rejected(UNKNOWN_PROPERTY, "parse card json err") from fault
    if not isinstance(card, dict):
        raise card_rejected(UNKNOWN_PROPERTY, "card is no object")
    return card


def check(card: dict[str, Any], known: Known) -> None:
    """Raise ApiError unless this card may be shown. Cards without schema 2.0 are the old kind."""
    try:
        _check(card, known)
    except (AttributeError, KeyError, TypeError) as fault:
        raise card_rejected(UNKNOWN_PROPERTY, f"a part has the wrong type: {fault}") from fault


def _check(card: dict[str, Any], known: Known) -> None:
    if card.get("schema") != "2.0":
        _check_old(card, known)
        return
    _only(card, schema.ROOT, "card")
    _config(card.get("config") or {})
    _header(card.get("header") or {})
    body = card.get("body") or {}
    _only(body, schema.BODY, "body")
    roots = body.get("elements")
    if not isinstance(roots, list):
        raise card_rejected(UNKNOWN_PROPERTY, "body.elements is no list")
    found = list(elements.walk(roots))
    _count(found)
    _ids(found)
    for element, depth, parents in found:
        elements.check(element, depth, parents)
        _references(element, known)
    _names(found)


def _check_old(card: dict[str, Any], known: Known) -> None:
    """JSON 1.0 ignores what it does not know (§6.1)."""
    if not isinstance(card.get("elements") or card.get("i18n_elements"), list | dict):
        raise card_rejected(UNKNOWN_PROPERTY, "the card has no elements")
    for element, _, _ in elements.walk(card.get("elements") or []):
        _references(element, known)


def _only(part: Any, allowed: set[str], where: str) -> None:
    if not isinstance(part, dict):
        raise card_rejected(UNKNOWN_PROPERTY, f"{where} is no object")
    for key in part:
        if key not in allowed:
            raise card_rejected(
                UNKNOWN_PROPERTY, f"unknown property, property: {key}, path: {where}"
            )


def _config(config: Any) -> None:
    _only(config, schema.CONFIG, "config")
    if config.get("update_multi", True) is not True:
        raise card_rejected(UNKNOWN_PROPERTY, "config.update_multi can only be true")
    if config.get("width_mode", "default") not in schema.CHOICES["config", "width_mode"]:
        raise card_rejected(UNKNOWN_PROPERTY, "config.width_mode has an unknown value")


def _header(header: Any) -> None:
    _only(header, schema.HEADER, "header")
    if not header:
        return
    for key in ("title", "subtitle"):
        if key in header:
            elements.check_text(header[key], f"header.{key}")
    if header.get("template", "default") not in schema.TEMPLATES:
        raise card_rejected(UNKNOWN_PROPERTY, "header.template has an unknown value")
    tags = header.get("text_tag_list") or []
    if len(tags) > 3:
        raise card_rejected(LIMIT, "more than 3 header tags")
    for tag in tags:
        _only(tag, {"tag", "text", "color", "element_id"}, "header.text_tag_list")
        elements.check_text(tag.get("text"), "header.text_tag_list.text")
        if tag.get("color", "blue") not in schema.TAG_COLOURS:
            raise card_rejected(UNKNOWN_PROPERTY, "a header tag has an unknown color")


def _count(found: list[elements.Found]) -> None:
    if len(found) > schema.MOST_ELEMENTS:
        raise card_rejected(LIMIT, "element exceeds the limit, 300305")
    tables = sum(element.get("tag") == "table" for element, _, _ in found)
    for element, _, _ in found:
        if element.get("tag") == "markdown":
            inside = len(TABLE_RULE.findall(str(element.get("content", ""))))
            if inside > schema.MOST_TABLES_IN_MARKDOWN:
                raise card_rejected(LIMIT, "card table number over limit in one markdown")
            tables += inside
    if tables > schema.MOST_TABLES:
        raise card_rejected(LIMIT, "card table number over limit")


def _ids(found: list[elements.Found]) -> None:
    seen: set[str] = set()
    for element, _, _ in found:
        element_id = element.get("element_id")
        if element_id is None:
            continue
        if not ELEMENT_ID.match(str(element_id)) or element_id in seen:
            raise card_rejected(SAME_ID, f"element_id {element_id} is illegal or not unique")
        seen.add(element_id)


def _names(found: list[elements.Found]) -> None:
    """Interactive children of forms need a card-wide unique name (§6.1)."""
    seen: set[str] = set()
    for element, _, parents in found:
        tag, name = element.get("tag"), element.get("name")
        in_form = "form" in parents
        if tag in schema.INTERACTIVE and in_form and not name:
            raise card_rejected(NO_NAME, f"name of {tag} in a form is empty")
        if name and tag != "form" and in_form:
            if name in seen:
                raise card_rejected(NO_NAME, f"name {name} is not unique")
            seen.add(name)


def _references(element: dict[str, Any], known: Known) -> None:
    tag = element.get("tag")
    for text in elements.texts_of(element):
        for person in (*AT.findall(text), *PERSON_TAG.findall(text)):
            for each in person.split(","):
                if each != "all" and not known.person(each):
                    raise card_rejected(BAD_PERSON, f"invalid user id {each}")
    if tag == "person" and not known.person(str(element.get("user_id"))):
        raise card_rejected(BAD_PERSON, "invalid user id")
    if tag == "person_list" and element.get("drop_invalid_user_id") is not True:
        for person in element.get("persons") or []:
            if not known.person(str(person.get("id"))):
                raise card_rejected(BAD_PERSON, "invalid user id")
    keys = [element.get("img_key")] if tag == "img" else []
    if tag == "img_combination":
        keys = [item.get("img_key") for item in element.get("img_list") or []]
    if tag == "select_img":
        keys = [item.get("img_key") for item in element.get("options") or []]
    for key in keys:
        if not known.image(str(key)):
            raise card_rejected(BAD_IMAGE, f"invalid image key {key}")


def as_text(card: dict[str, Any]) -> str:
    return json.dumps(card, ensure_ascii=False, separators=(",", ":"))
