"""The tables of template cards: fields per type, counts, lengths (wecom.md §4.1–4.3)."""

from __future__ import annotations

import re

_COMMON = {"card_type", "source", "main_title", "task_id", "feedback", "replace_text"}
_NOTICE = {
    "quote_area", "horizontal_content_list", "action_menu", "jump_list", "card_action",
}  # fmt: skip
FIELDS: dict[str, set[str]] = {
    "text_notice": _COMMON | _NOTICE | {"sub_title_text", "emphasis_content"},
    "news_notice": _COMMON
    | _NOTICE
    | {"card_image", "image_text_area", "vertical_content_list"},
    "button_interaction": _COMMON
    | {
        "sub_title_text", "quote_area", "horizontal_content_list", "action_menu", "card_action",
        "button_list", "button_selection",
    },
    "vote_interaction": _COMMON | {"checkbox", "submit_button"},
    "multiple_interaction": _COMMON | {"select_list", "submit_button"},
}  # fmt: skip
INTERACTIVE = {"button_interaction", "vote_interaction", "multiple_interaction"}
HOOK_TYPES = {"text_notice", "news_notice"}

TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
KEY_BYTES = 1024
OPTION_ID_BYTES = 128
MAX_HORIZONTAL, MAX_JUMP, MAX_VERTICAL, MAX_BUTTONS = 6, 3, 4, 6
MAX_SELECTS, MAX_SELECT_OPTIONS, MAX_CHECKBOX_OPTIONS, MAX_ACTIONS = 3, 10, 20, 3
QUESTION_BYTES = 200

# Beyond the advised length a client cuts; this many times beyond, the platform refuses.
FAR_LONGER = 4

APP, BOT = 0, 1
# path -> (APP, AI bot and HOOK) characters
LENGTHS: dict[str, tuple[int | None, int | None]] = {
    "source.desc": (20, 13),
    "main_title.title": (36, 26),
    "main_title.desc": (44, 30),
    "emphasis_content.title": (14, 10),
    "emphasis_content.desc": (22, 15),
    "sub_title_text": (160, 112),
    "horizontal_content_list.keyname": (5, 5),
    "horizontal_content_list.value": (30, 26),
    "jump_list.title": (18, 13),
    "vertical_content_list.title": (38, 26),
    "vertical_content_list.desc": (160, 112),
    "button_list.text": (10, 10),
    "submit_button.text": (10, 10),
    "select.option_list.text": (16, 10),
    "checkbox.option_list.text": (17, 11),
    "select.title": (None, 13),
}
_APP_BY_TYPE = {
    ("vote_interaction", "main_title.title"): 16,
    ("vote_interaction", "main_title.desc"): 160,
    ("multiple_interaction", "main_title.desc"): 160,
}


def limit(bot: str, card_type: str, path: str) -> int | None:
    """Advised characters of a field; `bot` is app, aibot or hook. None: the page has none."""
    if bot == "app" and (card_type, path) in _APP_BY_TYPE:
        return _APP_BY_TYPE[(card_type, path)]
    return LENGTHS[path][APP if bot == "app" else BOT] if path in LENGTHS else None
