"""Makes a card small enough for Feishu: ≤ 28 KB and ≤ 200 elements (feishu.md §5, §6.1).

What is too long is cut, never refused: first the longest texts, then the last blocks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.feishu.card_parts import Json, cut
from adapters.feishu.cards import render
from adapters.shared.compact import compact
from bot.cards.model import (
    At,
    Block,
    Card,
    Field,
    Fields,
    Form,
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
_OPTION_STEPS = (100, 50, 20, 10)  # choices per select
# Everything with this key counts as an element. Inside a text a quote has a backslash before it,
# so these letters are nowhere but at a key.
_TAG = '"tag":'
_ELLIPSIS = Note(("…",))


def fitted(card: Card, tenant: str, images: Mapping[str, str]) -> Json:
    """The card's JSON, shortened where a limit demands it."""
    shown = render(card, tenant, images)
    if _fits(shown):
        return shown
    for limit in _TEXT_STEPS:
        if size(shown) <= MAX_BYTES:
            break
        card = replace(card, blocks=tuple(_cut_block(block, limit) for block in card.blocks))
        shown = render(card, tenant, images)
    for most in _OPTION_STEPS if card.form else ():
        if size(shown) <= MAX_BYTES:
            break
        card = replace(card, form=_fewer_options(card.form, most))
        shown = render(card, tenant, images)
    if _fits(shown):
        return shown
    pieces = _pieces(card.blocks)

    def first(number: int) -> Json:
        blocks = (*_joined(pieces[:number]), _ELLIPSIS)
        return render(replace(card, blocks=blocks), tenant, images)

    too_many = bisect_left(range(len(pieces)), True, key=lambda n: not _fits(first(n)))
    return first(max(0, too_many - 1))


def size(shown: Any) -> int:
    """Bytes of the JSON as it is sent."""
    return len(compact(shown).encode())


def _fits(shown: Json) -> bool:
    text = compact(shown)
    return len(text.encode()) <= MAX_BYTES and text.count(_TAG) <= MAX_ELEMENTS


def _fewer_options(form: Form | None, most: int) -> Form | None:
    if form is None:
        return None
    inputs = tuple(replace(made, options=made.options[:most]) for made in form.inputs)
    return replace(form, inputs=inputs)


def _pieces(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with every field on its own, so that a long block of fields loses only its end."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Fields):
            found += [Fields((item,)) for item in block.items]
        else:
            found.append(block)
    return found


def _joined(pieces: Sequence[Block]) -> list[Block]:
    """Neighbouring fields in one block again."""
    found: list[Block] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, Fields) and isinstance(last, Fields):
            found[-1] = Fields(last.items + piece.items)
        else:
            found.append(piece)
    return found


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
