"""Checks of a template card's parts; each raises ApiError with the part's own errcode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.wecom import card_rules as rules
from simulator.wecom.errors import ApiError

Node = dict[str, Any]


def url(node: Node) -> None:
    if not _text(node, "url").startswith(("http://", "https://")):
        raise ApiError(42028)


def head(card: Node, card_type: str) -> None:
    source = _object(card, "source")
    if source.get("desc_color", 0) not in (0, 1, 2, 3):
        raise ApiError(40058, "source.desc_color")
    _text(source, "desc")
    title = _text(_object(card, "main_title"), "title")
    _text(_object(card, "main_title"), "desc")
    below = _text(card, "sub_title_text") if card_type == "text_notice" else ""
    if not title and not below:
        raise ApiError(40063, "main_title.title")
    emphasis = _object(card, "emphasis_content")
    _text(emphasis, "title")
    _text(emphasis, "desc")


def contents(card: Node, bot: str, known_user: Callable[[str], bool]) -> None:
    quote = _object(card, "quote_area")
    if quote.get("type") == 1:
        url(quote)
    if quote.get("type") == 2 and not quote.get("appid"):
        raise ApiError(42030)
    rows = _list(card, "horizontal_content_list", rules.MAX_HORIZONTAL, 42035)
    for row in rows:
        _row(row, bot, known_user)
    for jump in _list(card, "jump_list", rules.MAX_JUMP, 42042):
        _jump(jump, bot)
    for item in _list(card, "vertical_content_list", rules.MAX_VERTICAL, 42036):
        if not _text(item, "title"):
            raise ApiError(42033)
        _text(item, "desc")


def picture(card: Node) -> None:
    image, area = _object(card, "card_image"), _object(card, "image_text_area")
    if not image and not area:
        raise ApiError(42044)
    if image and not _text(image, "url"):
        raise ApiError(42044)
    ratio = image.get("aspect_ratio", 1.3)
    if not isinstance(ratio, int | float) or not 1.3 <= ratio <= 2.25:
        raise ApiError(40058, "card_image.aspect_ratio")
    if area and not _text(area, "image_url"):
        raise ApiError(42044, "image_text_area.image_url")


def buttons(card: Node, bot: str) -> None:
    listed = card.get("button_list")
    if not isinstance(listed, list) or not 1 <= len(listed) <= rules.MAX_BUTTONS:
        raise ApiError(40058, "button_list takes 1 to 6")
    for button in listed:
        if not isinstance(button, dict) or not _text(button, "text"):
            raise ApiError(42038)
        if button.get("style", 1) not in (1, 2, 3, 4):
            raise ApiError(40058, "button_list.style")
        if bot == "app" and button.get("type", 0) == 1:
            url(button)
        else:
            _key(button, 42039)
    if "button_selection" in card:
        select(card["button_selection"])


def select(node: Any) -> None:
    if not isinstance(node, dict) or not _text(node, "question_key"):
        raise ApiError(42043)
    if len(node["question_key"].encode()) > rules.KEY_BYTES:
        raise ApiError(42043)
    _text(node, "title")
    _options(node, rules.MAX_SELECT_OPTIONS)


def select_list(nodes: Any) -> None:
    if not isinstance(nodes, list) or not 1 <= len(nodes) <= rules.MAX_SELECTS:
        raise ApiError(42047)
    for node in nodes:
        select(node)


def checkbox(node: Any) -> None:
    if not isinstance(node, dict) or not _text(node, "question_key"):
        raise ApiError(42043)
    if node.get("mode", 0) not in (0, 1):
        raise ApiError(40058, "checkbox.mode")
    _options(node, rules.MAX_CHECKBOX_OPTIONS)


def submit(node: Any) -> None:
    if not isinstance(node, dict) or not _text(node, "text"):
        raise ApiError(42049)
    _key(node, 42046)


def menu(card: Node) -> None:
    if "action_menu" not in card:
        return
    actions = _object(card, "action_menu").get("action_list")
    if not isinstance(actions, list) or not 1 <= len(actions) <= rules.MAX_ACTIONS:
        raise ApiError(40058, "action_list takes 1 to 3")
    for action in actions:
        if not isinstance(action, dict) or not _text(action, "text"):
            raise ApiError(42038, "action_list.text")
        _key(action, 42019)


def _row(row: Node, bot: str, known_user: Callable[[str], bool]) -> None:
    if not _text(row, "keyname"):
        raise ApiError(42027)
    _text(row, "value")
    kind = row.get("type", 0)
    if kind == 1:
        url(row)
    elif kind == 2 and (bot == "aibot" or not _text(row, "media_id")):
        raise ApiError(42029)
    elif kind == 3 and not (_text(row, "userid") and known_user(row["userid"])):
        raise ApiError(42050)
    elif kind not in (0, 1, 2, 3):
        raise ApiError(40058, "horizontal_content_list.type")


def _jump(jump: Node, bot: str) -> None:
    if not _text(jump, "title"):
        raise ApiError(42033)
    kind = jump.get("type", 0)
    if kind == 1:
        url(jump)
    elif kind == 2 and not jump.get("appid"):
        raise ApiError(42030)
    elif kind == 3:
        question = _text(jump, "question")
        if bot != "aibot" or not 1 <= len(question.encode()) <= rules.QUESTION_BYTES:
            raise ApiError(40058, "jump_list.question")
    elif kind not in (0, 1, 2):
        raise ApiError(40058, "jump_list.type")


def _options(node: Node, most: int) -> None:
    options = node.get("option_list")
    if not isinstance(options, list) or not 1 <= len(options) <= most:
        raise ApiError(42037)
    seen = set()
    for option in options:
        name = _text(option, "id") if isinstance(option, dict) else ""
        if not name or name in seen or len(name.encode()) > rules.OPTION_ID_BYTES:
            raise ApiError(42040)
        seen.add(name)
        if not _text(option, "text"):
            raise ApiError(42041)


def _key(node: Node, missing: int) -> None:
    key = _text(node, "key")
    if not key:
        raise ApiError(missing)
    if len(key.encode()) > rules.KEY_BYTES:
        raise ApiError(42018, "longer than 1024 bytes")


def _list(card: Node, key: str, most: int, code: int) -> list[Node]:
    nodes = card.get(key) or []
    if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
        raise ApiError(40058, key)
    if len(nodes) > most:
        raise ApiError(code)
    return nodes


def _object(node: Node, key: str) -> Node:
    value = node.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ApiError(40058, key)
    return value


def _text(node: Node, key: str) -> str:
    value = node.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ApiError(40058, f"{key} must be a string")
    return value
