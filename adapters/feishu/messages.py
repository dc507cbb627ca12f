"""A card without title or buttons is said as a plain message: text where it is harmless, else post.

In a text message Feishu parses tags like `<at user_id="all">`; in a post every piece has its type
and words stay words (feishu.md §5). So words that could be read as markup travel as a post.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.feishu.card_parts import cut
from adapters.feishu.escape import safe_url
from adapters.feishu.spans import open_id_of
from adapters.shared.compact import compact
from bot.cards.model import (
    At,
    Block,
    Card,
    Divider,
    Fields,
    Line,
    Link,
    Note,
    Picture,
    Row,
    Span,
    Text,
    plain,
)

TEXT_LIMIT = 8000  # characters: ≤ 28 KB as a post, far below the 150 KB of a text (feishu.md §5)
_SUSPICIOUS = re.compile(r"[<>*_~`\[\]]|https?://", re.IGNORECASE)

Piece = dict[str, Any]


def is_sayable(card: Card) -> bool:
    """Whether a plain message says it all."""
    return card.is_plain and not any(
        isinstance(block, Row) and block.button is not None for block in card.blocks
    )


def plain_message(card: Card, tenant: str, images: Mapping[str, str]) -> tuple[str, str]:
    """(msg_type, content as a JSON string)."""
    paragraphs = _shortened(_paragraphs(card))
    pictures = [block for block in card.blocks if isinstance(block, Picture)]
    spans = [span for line in paragraphs for span in line]
    if not pictures and all(_harmless(span) for span in spans):
        text = "\n".join("".join(_in_text(span, tenant) for span in line) for line in paragraphs)
        return "text", compact({"text": text or "\u00a0"})
    content = [[_piece(span, tenant) for span in line] for line in paragraphs if line]
    for picture in pictures:
        key = images.get(picture.sha256)
        words = {"tag": "text", "text": picture.alt}
        content.append([{"tag": "img", "image_key": key} if key else words])
    return "post", compact({"zh_cn": {"title": "", "content": content}})


def _paragraphs(card: Card) -> list[Line]:
    lines: list[Line] = []
    for block in card.blocks:
        lines += _lines(block)
    return lines or [(card.summary,)]


def _lines(block: Block) -> Sequence[Line]:
    if isinstance(block, Fields):
        return [(f"{item.label}: ", *item.value) for item in block.items]
    if isinstance(block, Text | Note | Row):
        return [block.spans]
    if isinstance(block, Divider):
        return [("—",)]
    return []


def _shortened(lines: Sequence[Line]) -> list[Line]:
    """The first TEXT_LIMIT characters."""
    left = TEXT_LIMIT
    kept: list[Line] = []
    for line in lines:
        length = len(plain(line))
        if length > left:
            kept.append((cut(plain(line), max(left, 1)),))
            break
        kept.append(line)
        left -= length
    return kept


def _harmless(span: Span) -> bool:
    if isinstance(span, Link):
        return False
    if isinstance(span, At):
        return not _SUSPICIOUS.search(span.name)
    return not _SUSPICIOUS.search(span if isinstance(span, str) else span.text)


def _in_text(span: Span, tenant: str) -> str:
    if isinstance(span, At):
        open_id = open_id_of(span, tenant)
        name = span.name.replace('"', "")
        return f'<at user_id="{open_id}">{name}</at>' if open_id else f"@{span.name}"
    return span if isinstance(span, str) else span.text


def _piece(span: Span, tenant: str) -> Piece:
    if isinstance(span, str):
        return {"tag": "text", "text": span}
    if isinstance(span, At):
        open_id = open_id_of(span, tenant)
        if open_id:
            return {"tag": "at", "user_id": open_id}
        return {"tag": "text", "text": f"@{span.name}"}
    if isinstance(span, Link):
        url = safe_url(span.url)
        return {"tag": "a", "text": span.text, "href": url} if url else _words(span.text)
    return _words(span.text)


def _words(text: str) -> Piece:
    return {"tag": "text", "text": text}
