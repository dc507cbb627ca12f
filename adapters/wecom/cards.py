"""Card → template card, within the lengths advised for each bot (wecom.md §4).

Template cards render no markup, so text goes in as it is, cut by characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adapters.wecom.markup import clean, cut_bytes, cut_chars, is_userid, safe_url
from bot.cards.fit import headed
from bot.cards.model import (
    At,
    Button,
    Card,
    Colour,
    Divider,
    Field,
    Fields,
    Picture,
    Row,
    Style,
    plain,
)

Kind = Literal["bot", "app", "hook"]


@dataclass(frozen=True, slots=True)
class Lengths:
    """Advised characters of one kind of bot (§4.3)."""

    source: int
    title: int
    desc: int
    text: int
    value: int
    keyname: int = 5
    button: int = 10


_SMALL = Lengths(source=13, title=26, desc=30, text=112, value=26)
LENGTHS: dict[Kind, Lengths] = {
    "app": Lengths(source=20, title=36, desc=44, text=160, value=30),
    "bot": _SMALL,
    "hook": _SMALL,
}
BUTTONS = 6
FIELDS = 6
ANYWHERE = "https://work.weixin.qq.com"  # a card without buttons must lead somewhere (§4.1)
_KEY_BYTES = 1024
_COLOURS = {Colour.RED: 2, Colour.ORANGE: 2, Colour.GREEN: 3, Colour.GREY: 0}
_STYLES: dict[Style, int] = {"primary": 1, "default": 2, "danger": 3}
_REPEATED = re.compile(r"#\d+\Z")


def template(
    card: Card, task: str, kind: Kind, *, page: str = "", note: str = "", members: bool = True
) -> dict[str, Any]:
    """The template card; `note` stands first in its text, `page` is where it leads otherwise.

    With buttons a button_interaction, without a text_notice. Without `members` fields name
    people by text only.
    """
    lengths = LENGTHS[kind]
    card = headed(card, lengths.title)
    buttons = _buttons(card, kind, lengths) if kind != "hook" else []
    title = _line(card.title) or _line(card.summary) or "…"
    made: dict[str, Any] = {
        "card_type": "button_interaction" if buttons else "text_notice",
        "main_title": {"title": cut_chars(title, lengths.title)},
    }
    if kind != "hook":
        made["task_id"] = task
    if card.subtitle:
        made["main_title"]["desc"] = cut_chars(_line(card.subtitle), lengths.desc)
    if card.tags:
        words = " · ".join(_line(tag.text) for tag in card.tags)
        made["source"] = {
            "desc": cut_chars(words, lengths.source),
            "desc_color": _COLOURS.get(card.colour, 1),
        }
    text = _text(card, lengths, note)
    if text:
        made["sub_title_text"] = cut_chars(text, lengths.text)
    fields = [_field(item, lengths, kind, members) for item in _fields(card)[:FIELDS]]
    if fields:
        made["horizontal_content_list"] = fields
    target = _target(card) or ("" if buttons else safe_url(page) or ANYWHERE)
    if target:
        made["card_action"] = {"type": 1, "url": target}
    if buttons:
        made["button_list"] = buttons
    return made


def has_buttons(card: Card, kind: Kind) -> bool:
    """Whether a template card of it can be pressed."""
    return kind != "hook" and bool(_buttons(card, kind, LENGTHS[kind]))


def overflows(card: Card, kind: Kind) -> bool:
    """Whether so much is missing from the template card that the whole must follow in words.

    A card with fields sums a ticket up, and may lose the end of its text; one without is its text.
    """
    lengths = LENGTHS[kind]
    if any(isinstance(block, Row) for block in card.blocks):
        return True
    fields = _fields(card)
    long_field = any(len(plain(item.value)) > 2 * lengths.value for item in fields)
    return long_field or len(_text(card, lengths, "")) > lengths.text * (2 if fields else 1)


def action_of(key: str) -> str:
    """The packed action behind a button's key."""
    return _REPEATED.sub("", key)


def with_note(made: dict[str, Any], note: str, kind: Kind) -> dict[str, Any]:
    """A template card sent before, with a note above its text."""
    text = "\n".join(part for part in (clean(note), made.get("sub_title_text", "")) if part)
    return {**made, "sub_title_text": cut_chars(text, LENGTHS[kind].text)}


def _buttons(card: Card, kind: Kind, lengths: Lengths) -> list[dict[str, Any]]:
    """At most six, the last kept; the form's own where a form comes after all."""
    offered: list[Button] = [b for b in card.buttons if b.action or (b.url and kind == "app")]
    if len(offered) > BUTTONS:
        offered = [*offered[: BUTTONS - 1], offered[-1]]
    made: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for button in offered:
        text = cut_chars(_line(button.label) or "…", lengths.button)
        entry: dict[str, Any] = {"text": text, "style": _STYLES[button.style]}
        if button.action:
            seen[button.action] = count = seen.get(button.action, 0) + 1
            entry["key"] = button.action if count == 1 else f"{button.action}#{count}"
        else:
            url = safe_url(button.url or "")
            if url is None:
                continue
            entry |= {"type": 1, "url": url, "key": f"url#{len(made) + 1}"}
        if len(entry["key"].encode()) <= _KEY_BYTES:
            made.append(entry)
    return made if any("url" not in entry for entry in made) else []


def _text(card: Card, lengths: Lengths, note: str) -> str:
    """Everything that is no field, a line each; a title too long for its own line first."""
    lines = [note]
    if len(_line(card.title)) > lengths.title:
        lines.append(card.title)
    number = 0
    for block in card.blocks:
        if isinstance(block, Row):
            number += 1
            lines.append(f"{number}. {plain(block.spans)}")
        elif isinstance(block, Picture):
            lines.append(f"[{block.alt}]" if block.alt else "")
        elif not isinstance(block, Fields | Divider):
            lines.append(plain(block.spans))
    lines += [f"{item.label}: {plain(item.value)}" for item in _fields(card)[FIELDS:]]
    return "\n".join(line for line in (clean(line).strip() for line in lines) if line)


def _fields(card: Card) -> Sequence[Field]:
    found = [item for block in card.blocks if isinstance(block, Fields) for item in block.items]
    return [item for item in found if clean(item.label).strip()]


def _field(item: Field, lengths: Lengths, kind: Kind, members: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "keyname": cut_chars(_line(item.label), lengths.keyname),
        "value": cut_chars(_line(plain(item.value)), lengths.value),
    }
    if len(item.value) == 1 and isinstance(item.value[0], At):
        at = item.value[0]
        made["value"] = cut_chars(_line(at.name), lengths.value)
        if members and kind != "hook" and at.account and is_userid(at.account.user):
            made |= {"type": 3, "userid": at.account.user}
    return made


def _target(card: Card) -> str | None:
    """Where a press on the card itself leads: its page, else its first link button."""
    urls = (card.url, *(button.url for button in card.buttons))
    return next((safe for url in urls if url and (safe := safe_url(url))), None)


def _line(text: str) -> str:
    return cut_bytes(" ".join(clean(text).split()), 4000)
