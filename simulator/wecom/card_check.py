"""Refuses a template card as the platform does: the first fault's errcode (wecom.md §4.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from simulator.wecom import card_parts as parts
from simulator.wecom import card_rules as rules
from simulator.wecom.errors import ApiError

Node = dict[str, Any]


def check(card: Any, bot: str, *, known_user: Callable[[str], bool] = lambda _: True) -> str:
    """The card's type if it is acceptable for `bot` (app, aibot, hook); else ApiError."""
    if not isinstance(card, dict):
        raise ApiError(40063, "template_card")
    card_type = card.get("card_type")
    if not isinstance(card_type, str) or card_type not in rules.FIELDS:
        raise ApiError(42031)
    if bot == "hook" and card_type not in rules.HOOK_TYPES:
        raise ApiError(42031, "a group webhook takes text_notice and news_notice only")
    shown = {key: value for key, value in card.items() if key in rules.FIELDS[card_type]}
    if bot == "hook":
        shown.pop("action_menu", None)
    parts.head(shown, card_type)
    parts.contents(shown, bot, known_user)
    _action(shown, card_type)
    if card_type == "news_notice":
        parts.picture(shown)
    if card_type == "button_interaction":
        parts.buttons(shown, bot)
    if card_type == "vote_interaction":
        parts.checkbox(shown.get("checkbox"))
    if card_type == "multiple_interaction":
        parts.select_list(shown.get("select_list"))
    if card_type in ("vote_interaction", "multiple_interaction"):
        parts.submit(shown.get("submit_button"))
    parts.menu(shown)
    _keys_once(shown)
    _task_id(shown, card_type)
    for path, text, advised in over_length(card, bot):
        if len(text) > advised * rules.FAR_LONGER:
            raise ApiError(40058, f"{path} is far longer than {advised} characters")
    return card_type


def over_length(card: Node, bot: str) -> list[tuple[str, str, int]]:
    """(path, text, advised characters) of every field a client would cut."""
    card_type = str(card.get("card_type"))
    found = []
    for path, text in texts(card):
        advised = rules.limit(bot, card_type, path)
        if advised is not None and len(text) > advised:
            found.append((path, text, advised))
    return found


def texts(card: Node) -> Iterator[tuple[str, str]]:
    """Every text of the card that has a length limit, with its path in the table."""
    for path in rules.LENGTHS:
        if path.startswith("select."):
            continue
        for node in _walk(card, path.split(".")):
            if isinstance(node, str):
                yield path, node
    selects = [card["button_selection"]] if "button_selection" in card else []
    for select in [*selects, *(card.get("select_list") or [])]:
        if isinstance(select, dict):
            yield "select.title", str(select.get("title") or "")
            for text in _walk(select, ["option_list", "text"]):
                yield "select.option_list.text", str(text)


def _walk(node: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(node, list):
        for one in node:
            yield from _walk(one, path)
    elif not path:
        yield node
    elif isinstance(node, dict) and path[0] in node:
        yield from _walk(node[path[0]], path[1:])


def _action(card: Node, card_type: str) -> None:
    required = card_type in ("text_notice", "news_notice")
    action = card.get("card_action")
    if not isinstance(action, dict):
        if required or action is not None:
            raise ApiError(42045)
        return
    kind = action.get("type", 0)
    if kind not in (0, 1, 2) or (required and kind == 0):
        raise ApiError(42045, "type")
    if kind == 1:
        parts.url(action)
    if kind == 2 and not action.get("appid"):
        raise ApiError(42030)


def _keys_once(card: Node) -> None:
    keys = [node["key"] for node in card.get("button_list") or [] if "key" in node]
    keys += [node["key"] for node in (card.get("action_menu") or {}).get("action_list") or []]
    if "submit_button" in card:
        keys.append(card["submit_button"]["key"])
    if len(keys) != len(set(keys)):
        raise ApiError(42018, "a key appears twice")
    questions = [node["question_key"] for node in card.get("select_list") or []]
    if len(questions) != len(set(questions)):
        raise ApiError(42043, "a question_key appears twice")


def _task_id(card: Node, card_type: str) -> None:
    task_id = card.get("task_id")
    needed = card_type in rules.INTERACTIVE or "action_menu" in card
    if task_id in (None, ""):
        if needed:
            raise ApiError(42014, "missing")
        return
    if not isinstance(task_id, str) or not rules.TASK_ID.fullmatch(task_id):
        raise ApiError(42014, "only 0-9 A-Z a-z _ - @, at most 128 bytes")
