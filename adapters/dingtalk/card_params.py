"""A card as the variables of a template: strings every one of them (dingtalk.md §6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adapters.dingtalk.body import IN_CARD, markdown, one_line, status_of
from adapters.dingtalk.buttons import public_buttons, template_buttons
from adapters.dingtalk.form import form_text
from adapters.dingtalk.ids import Tier
from adapters.dingtalk.markup import clean, escape_line
from bot.cards.fit import headed
from bot.cards.model import Card, Text, plain
from bot.events import Answer, ToastLevel

PUBLIC_TEMPLATE = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
TITLE_LIMIT = 200  # characters
HEAD_LIMIT = 60  # characters of a text that may move up into an empty title
_CONTENT = 60_000  # bytes; a whole card may have 100 KB (§6.2)

_LEVELS: Mapping[ToastLevel, str] = {"info": "ℹ️", "success": "✅", "warning": "⚠️", "error": "❌"}

Params = dict[str, str]


def params_of(card: Card, tier: Tier, images: Mapping[str, str], *, note: str = "") -> Params:
    """The whole map, so that an update may overwrite all of it. `note` is markdown on top."""
    card = headed(card, HEAD_LIMIT)
    content = markdown(card, replace(IN_CARD, images=images), _CONTENT)
    content = "<br>".join(part for part in (note, content) if part)
    title = title_of(card)
    if tier == 1:
        return {
            "title": title,
            "content": content,
            "status": status_of(card),
            "btns": template_buttons(card),
            "form": form_text(card.form),
            "form_shown": "" if card.form is None else "1",
        }
    return {
        "title": title,
        "markdown": content,
        "tips": status_of(card),
        "logo": "",
        "sys_full_json_obj": public_buttons(card),
    }


def answer_params(answer: Answer, tier: Tier, images: Mapping[str, str]) -> Params:
    """What a click's own answer changes, seen by the clicker alone (§6.6); {} for nothing."""
    note = toast_of(answer)
    if answer.card is not None:
        return params_of(answer.card, tier, images, note=escape_line(note) if note else "")
    if not note:
        return {}
    return {"status": note} if tier == 1 else {"tips": note}


def toast_of(answer: Answer) -> str:
    """DingTalk has no toasts of ours: the words stand in the clicker's card."""
    words = one_line(answer.toast)
    return f"{_LEVELS[answer.level]} {words}" if words else ""


def title_of(card: Card) -> str:
    """Plain text: templates show titles without markup."""
    title = one_line(card.title) or one_line(card.summary) or _first_words(card)
    return title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…"


def summary_of(card: Card) -> str:
    """The line of the notification and of the chat list."""
    return (one_line(card.summary) or title_of(card))[:100]


def _first_words(card: Card) -> str:
    for block in card.blocks:
        if isinstance(block, Text):
            line = clean(plain(block.spans)).strip().split("\n")[0]
            if line:
                return line[:40]
    return "…"
