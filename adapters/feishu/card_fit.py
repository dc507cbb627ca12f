"""Makes a card small enough for Feishu: ≤ 28 KB and ≤ 200 elements (feishu.md §5, §6.1).

What is too long is cut, never refused: first the longest texts, then the last blocks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.feishu.card_parts import Json, cut
from adapters.feishu.cards import render
from bot.cards.model import (
    At,
    Block,
    Card,
    Field,
    Fields,
    Line,
    Link,
    Note,
    Row,
    Span,
    Text,
)

MAX_BYTES = 28_000  # of UTF-8 JSON
MAX_ELEMENTS = 190  # everything that has a tag counts, texts inside buttons too
_TEXT_STEPS = (20_000, 8_000, 4_000, 2_000, 1_000, 500, 200, 80)  # characters per span
_ELLIPSIS = Note(("…",))


def fitted(card: Card, tenant: str, images: Mapping[str, str]) -> Json:
    """The card's JSON, shortened where a limit demands it."""
    shown = render(card, tenant, images)
    for limit in _TEXT_STEPS:
        if size(shown) <= MAX_BYTES:
            break
        card = replace(card, blocks=tuple(_cut_block(block, limit) for block in card.blocks))
        shown = render(card, tenant, images)
    blocks = card.blocks
    while blocks and (size(shown) > MAX_BYTES or count(shown) > MAX_ELEMENTS):
        blocks = _fewer(blocks)
        shown = render(replace(card, blocks=(*blocks, _ELLIPSIS)), tenant, images)
    return shown


def size(shown: Any) -> int:
    """Bytes of the JSON as it is sent."""
    return len(dumps(shown).encode())


def dumps(shown: Any) -> str:
    """Compact JSON; half a surrogate pair, which UTF-8 cannot carry, becomes a question mark."""
    text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def count(shown: Any) -> int:
    """How many tagged things there are, at any depth."""
    if isinstance(shown, dict):
        return ("tag" in shown) + sum(count(value) for value in shown.values())
    if isinstance(shown, list):
        return sum(count(value) for value in shown)
    return 0


def _fewer(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Without the last block, or with half the fields of a last block of fields."""
    last = blocks[-1]
    if isinstance(last, Fields) and len(last.items) > 1:
        return (*blocks[:-1], Fields(last.items[: len(last.items) // 2]))
    return blocks[:-1]


def _cut_block(block: Block, limit: int) -> Block:
    if isinstance(block, Text | Note):
        return replace(block, spans=_cut_line(block.spans, limit))
    if isinstance(block, Row):
        return replace(block, spans=_cut_line(block.spans, limit))
    if isinstance(block, Fields):
        return Fields(tuple(_cut_field(item, limit) for item in block.items))
    return block


def _cut_field(item: Field, limit: int) -> Field:
    return replace(item, label=cut(item.label, 100), value=_cut_line(item.value, limit))


def _cut_line(spans: Line, limit: int) -> Line:
    return tuple(_cut_span(span, limit) for span in spans)


def _cut_span(span: Span, limit: int) -> Span:
    if isinstance(span, str):
        return cut(span, limit)
    if isinstance(span, At):
        return replace(span, name=cut(span.name, limit))
    if isinstance(span, Link):
        return replace(span, text=cut(span.text, limit))
    return replace(span, text=cut(span.text, limit))
