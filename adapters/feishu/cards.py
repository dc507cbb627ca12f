"""A Card as Feishu card JSON 2.0, within every limit of feishu.md §6.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.feishu.card_parts import (
    Json,
    button,
    buttons_row,
    columns,
    cut,
    note,
    paragraph,
    plain_text,
)
from adapters.feishu.escape import escape, safe_url
from adapters.feishu.forms import form_element
from adapters.feishu.spans import markdown
from bot.cards.model import (
    Block,
    Card,
    Colour,
    Divider,
    Field,
    Fields,
    Note,
    Picture,
    Row,
    Text,
)

TITLE_LIMIT = 200  # characters
MAX_TAGS = 3

_TEMPLATES = {
    Colour.BLUE: "blue",
    Colour.GREEN: "green",
    Colour.ORANGE: "orange",
    Colour.RED: "red",
    Colour.GREY: "grey",
    Colour.PURPLE: "purple",
}
_TAGS = {**_TEMPLATES, Colour.GREY: "neutral"}  # a tag has no grey


def render(card: Card, tenant: str, images: Mapping[str, str]) -> Json:
    """The card as it stands; `images` maps content addresses to uploaded image keys.

    Does not shorten anything: see card_fit.
    """
    elements: list[Json] = []
    for block in card.blocks:
        elements += _block(block, tenant, images)
    if card.form is not None:
        elements.append(form_element(card.form))
    if card.buttons:
        elements.append(buttons_row(card.buttons))
    config: Json = {"update_multi": True, "width_mode": "fill"}
    summary = card.summary or card.title
    if summary:
        config["summary"] = {"content": cut(summary, TITLE_LIMIT)}
    found: Json = {"schema": "2.0", "config": config}
    if card.title:
        found["header"] = _header(card)
    url = safe_url(card.url) if card.url else None
    if url:
        found["card_link"] = {"url": url}
    found["body"] = {
        "direction": "vertical",
        "vertical_spacing": "medium",
        "elements": elements or [paragraph("\u00a0")],
    }
    return found


def _header(card: Card) -> Json:
    header: Json = {
        "title": plain_text(cut(card.title, TITLE_LIMIT)),
        "template": _TEMPLATES[card.colour],
    }
    if card.subtitle:
        header["subtitle"] = plain_text(cut(card.subtitle, TITLE_LIMIT))
    if card.tags:
        header["text_tag_list"] = [
            {"tag": "text_tag", "text": plain_text(cut(tag.text, 40)), "color": _TAGS[tag.colour]}
            for tag in card.tags[:MAX_TAGS]
        ]
    return header


def _block(block: Block, tenant: str, images: Mapping[str, str]) -> list[Json]:
    if isinstance(block, Text):
        return [paragraph(markdown(block.spans, tenant))]
    if isinstance(block, Fields):
        return _fields(block.items, tenant)
    if isinstance(block, Note):
        return [note(markdown(block.spans, tenant))]
    if isinstance(block, Divider):
        return [{"tag": "hr"}]
    if isinstance(block, Row):
        return [_row(block, tenant)]
    return [_picture(block, images)]


def _fields(items: Sequence[Field], tenant: str) -> list[Json]:
    """Short fields two in a row, the others on their own."""
    elements: list[Json] = []
    waiting: list[Json] = []
    for item in items:
        label = f"<font color='grey'>{escape(item.label.strip())}</font>"
        drawn = paragraph(f"{label}\n{markdown(item.value, tenant)}")
        if item.short:
            waiting.append(drawn)
        if waiting and (len(waiting) == 2 or not item.short):
            elements.append(_pair(waiting))
            waiting = []
        if not item.short:
            elements.append(drawn)
    if waiting:
        elements.append(_pair(waiting))
    return elements


def _pair(drawn: Sequence[Json]) -> Json:
    """A lonely short field keeps to its half, so that the columns line up."""
    halves = [[one] for one in drawn] + [[] for _ in range(2 - len(drawn))]
    return columns([("weighted", half) for half in halves])


def _row(row: Row, tenant: str) -> Json:
    text = paragraph(markdown(row.spans, tenant))
    if row.button is None:
        return text
    return columns([("weighted", [text]), ("auto", [button(row.button, size="small")])])


def _picture(picture: Picture, images: Mapping[str, str]) -> Json:
    key = images.get(picture.sha256)
    if key is None:
        return note(escape(picture.alt) or "\u00a0")
    return {"tag": "img", "img_key": key, "alt": plain_text(cut(picture.alt, 100)), "preview": True}
