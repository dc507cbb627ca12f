"""A card fitted to what its place can show: nothing is refused for being too long or too rich."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.cards.model import (
    Block,
    Bold,
    Button,
    Capabilities,
    Card,
    Fields,
    Note,
    Picture,
    Row,
    Span,
    Text,
    plain,
    spans_of,
)


def fit(card: Card, caps: Capabilities) -> Card:
    """The same card within the place's limits; what is cut ends in an ellipsis."""
    buttons = card.buttons if caps.buttons else ()
    if len(buttons) > caps.buttons > 0:
        buttons = (*buttons[: caps.buttons - 1], buttons[-1])
    return replace(
        card,
        title=cut(card.title, caps.title_limit),
        blocks=tuple(_block(block, caps) for block in card.blocks),
        buttons=buttons,
        summary=cut(card.summary, 120),
    )


def cut(text: str, limit: int) -> str:
    """At most `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _block(block: Block, caps: Capabilities) -> Block:
    if isinstance(block, Fields):
        return Fields(block.items[: caps.field_limit])
    if isinstance(block, Text | Note | Row):
        spans = _shorten(block.spans, caps.text_limit)
        return block if spans == block.spans else replace(block, spans=spans)
    return block


def _shorten(spans: tuple[Span, ...], limit: int) -> tuple[Span, ...]:
    out: list[Span] = []
    left = limit
    for span in spans:
        size = len(plain((span,)))
        if size <= left:
            out.append(span)
            left -= size
        else:
            out.append(cut(plain((span,)), max(1, left)))
            break
    return tuple(out)


def in_words(card: Card) -> str:
    """The whole card as text: what is read where no card can be shown, and in notifications."""
    lines = [card.title] if card.title else []
    for block in card.blocks:
        if isinstance(block, Fields):
            lines += [f"{item.label}: {plain(item.value)}" for item in block.items]
        elif isinstance(block, Text | Note | Row):
            lines.append(plain(tuple(spans_of(block))))
        elif isinstance(block, Picture):
            lines.append(f"[{block.alt}]")
    return "\n".join(line for line in lines if line)


def choices(card: Card) -> list[Button]:
    """The buttons that can be offered as numbers, those of rows included, in reading order."""
    rows = [b.button for b in card.blocks if isinstance(b, Row) and b.button is not None]
    return [b for b in (*rows, *card.buttons) if b.action]


def headed(card: Card, most: int) -> Card:
    """A card without a title for a place where each has one: its first line or sentence, of at
    most so many characters, moves up there; else it would have to stand there twice."""
    first = card.blocks[0] if card.blocks else None
    if card.title or not isinstance(first, Text):
        return card
    if not all(isinstance(span, str | Bold) for span in first.spans):
        return card  # a mention or a link would lose its use
    head, _, rest = plain(first.spans).strip().partition("\n")
    if len(head) > most:
        sentence = _SENTENCE.match(head[:most])
        if sentence is None:
            return card
        head, rest = sentence[0], f"{head[sentence.end():].strip()}\n{rest}".strip()
    body = (Text((rest,)), *card.blocks[1:]) if rest.strip() else card.blocks[1:]
    return replace(card, title=head, blocks=body)


_SENTENCE = re.compile(r".+?[\u3002\uff01\uff1f!?](?!$)")
