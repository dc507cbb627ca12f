"""A card in words: markdown of either dialect, or bare text, where no card can be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adapters.wecom.markup import Dialect, clean, escape, markdown, safe_url
from bot.cards.model import Block, Button, Card, Divider, Fields, Line, Note, Picture, Row, Text
from bot.cards.model import plain as bare

Draw = Callable[[Line], str]


def as_markdown(card: Card, dialect: Dialect, *, head: bool = True) -> str:
    """The whole card, without `head` only what stands below its title; never empty."""
    lines: list[str] = []
    if head:
        lines += _head(card, lambda text: f"**{escape(text)}**", escape)
    lines += _lines(card.blocks, lambda spans: markdown(spans, dialect))
    lines += _hints(card.buttons, lambda text: f"`{escape(text).replace('`', '｀')}`")
    url = safe_url(card.url) if card.url else None
    if url and head:
        lines.append(f"[{escape(card.title) or url}]({url})")
    return _joined(lines) or escape(card.summary) or "…"


def as_text(card: Card) -> str:
    """The whole card as bare text; never empty."""
    lines = _head(card, clean, clean)
    lines += _lines(card.blocks, lambda spans: clean(bare(spans)))
    lines += _hints(card.buttons, clean)
    if card.url and not card.is_plain:
        lines.append(card.url)
    return _joined(lines) or clean(card.summary) or "…"


def ringing(card: Card, accounts: set[str]) -> str:
    """The lines that name one of these accounts, as bare text."""
    lines = []
    for block in card.blocks:
        if isinstance(block, Text | Note | Row):
            named = {getattr(getattr(s, "account", None), "user", None) for s in block.spans}
            if named & accounts:
                lines.append(clean(bare(block.spans)))
    title = [clean(card.title)] if card.title else []
    return _joined([*title, *lines])


def _head(card: Card, strong: Callable[[str], str], weak: Callable[[str], str]) -> list[str]:
    lines = [strong(card.title)] if card.title else []
    if card.tags:
        lines.append(" · ".join(weak(tag.text) for tag in card.tags))
    if card.subtitle:
        lines.append(weak(card.subtitle))
    return lines


def _lines(blocks: Sequence[Block], draw: Draw) -> list[str]:
    lines: list[str] = []
    number = 0
    for block in blocks:
        if isinstance(block, Row):
            number += 1
            hint = (block.button.command or "") if block.button else ""
            lines.append(f"{number}. {draw(block.spans)}" + (f"  {draw((hint,))}" if hint else ""))
        elif isinstance(block, Text | Note):
            lines.append(draw(block.spans))
        elif isinstance(block, Fields):
            lines += [f"{draw((item.label,))}: {draw(item.value)}" for item in block.items]
        elif isinstance(block, Picture):
            lines.append(f"[{draw((block.alt,))}]" if block.alt else "")
        elif isinstance(block, Divider) and lines:
            lines.append("")
    return lines


def _hints(buttons: Sequence[Button], code: Callable[[str], str]) -> list[str]:
    """What may be typed instead of pressing."""
    typed = [code(button.command) for button in buttons if button.command]
    links = [button.url for button in buttons if button.url]
    return [*([" ".join(typed)] if typed else []), *links]


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()
