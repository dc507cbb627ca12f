"""A card as a whole group may read it: phone numbers without their middle."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.cards.model import (
    Block,
    Bold,
    Card,
    Field,
    Fields,
    Line,
    Link,
    Note,
    Row,
    Span,
    Text,
    Tint,
)
from bot.domain.phones import masked, names_a_number


def for_everybody(card: Card, kept: Collection[str] = ()) -> Card:
    """The card as a whole group may read it; the fields with a label of `kept` as they are."""
    return replace(
        card, title=masked(card.title), subtitle=masked(card.subtitle),
        summary=masked(card.summary), blocks=tuple(_block(b, kept) for b in card.blocks),
    )


def _block(block: Block, kept: Collection[str]) -> Block:
    if isinstance(block, Fields):
        return Fields(tuple(_field(item, kept) for item in block.items))
    if isinstance(block, Text | Note | Row):
        spans = _line(block.spans)
        return block if spans == block.spans else replace(block, spans=spans)
    return block


def _field(item: Field, kept: Collection[str]) -> Field:
    if item.label in kept or names_a_number(item.label):
        return item
    value = _line(item.value)
    return item if value == item.value else replace(item, value=value)


def _line(spans: Line) -> Line:
    return tuple(_span(span) for span in spans)


def _span(span: Span) -> Span:
    if isinstance(span, str):
        return masked(span)
    if isinstance(span, Bold | Tint | Link):
        text = masked(span.text)
        return span if text == span.text else replace(span, text=text)
    return span
