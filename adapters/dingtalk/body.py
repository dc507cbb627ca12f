"""The words of a card as DingTalk markdown, one entry per shown line (dingtalk.md §5.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from adapters.dingtalk.markup import clean, cut_bytes, escape_line, safe_url
from bot.cards.model import (
    At,
    Block,
    Bold,
    Button,
    Card,
    Colour,
    Divider,
    Fields,
    Line,
    Link,
    Note,
    Picture,
    Row,
    Span,
    Text,
    Tint,
    plain,
)

_COLOURS: Mapping[Colour, str] = {
    Colour.BLUE: "common_blue1_color",
    Colour.GREEN: "common_green1_color",
    Colour.ORANGE: "common_orange1_color",
    Colour.RED: "common_red1_color",
    Colour.GREY: "common_level3_base_color",
    Colour.PURPLE: "common_purple1_color",
}
_MARKS: Mapping[Colour, str] = {
    Colour.BLUE: "🔵", Colour.GREEN: "🟢", Colour.ORANGE: "🟠",
    Colour.RED: "🔴", Colour.GREY: "⚪", Colour.PURPLE: "🟣",
}
_LONGEST = 12_000  # characters of one paragraph; the heart has cut to less before


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one surface writes. Messages know no colours, and a lone newline collapses there."""

    joint: str
    coloured: bool
    at: Callable[[At], str] = lambda at: escape_line(clean(f"@{at.name}"))
    row_link: Callable[[Button], str] = lambda button: ""
    images: Mapping[str, str] = field(default_factory=dict)  # media ids by content address


IN_CARD = Dialect("<br>", coloured=True)
IN_MESSAGE = Dialect("  \n", coloured=False)


def status_of(card: Card) -> str:
    """The card's colour and tags in one line of plain text: templates have one header colour."""
    tags = " · ".join(one_line(tag.text)[:100] for tag in card.tags[:6] if tag.text)
    return f"{_MARKS[card.colour]} {tags}" if tags else ""


def one_line(text: str) -> str:
    """Plain text for places that show no markup and one line only."""
    return " ".join(clean(text).split("\n")).strip()


def markdown(card: Card, dialect: Dialect, most: int) -> str:
    """All of the card but its title, status and buttons, in at most about `most` bytes."""
    kept: list[str] = []
    left = most
    for line in _lines(card, dialect):
        size = len(line.encode()) + len(dialect.joint)
        if size > left:
            kept.append(cut_bytes(line, max(3, left)))
            break
        kept.append(line)
        left -= size
    return dialect.joint.join(kept)


def rich(spans: Line, dialect: Dialect) -> list[str]:
    """Spans as shown lines; a span that runs over a line end is marked on both lines."""
    lines = [""]
    left = _LONGEST
    for span in spans:
        words = clean(plain((span,)))
        if len(words) > left:
            words = words[:left] + "…"
        left = max(0, left - len(words))
        for number, part in enumerate(words.split("\n")):
            if number:
                lines.append("")
            if part:
                lines[-1] += _piece(span, part, dialect)
    return lines


def _lines(card: Card, dialect: Dialect) -> Iterator[str]:
    if card.subtitle:
        yield from _grey(rich((card.subtitle,), dialect), dialect)
    for block in card.blocks:
        yield from _block(block, dialect)


def _block(block: Block, dialect: Dialect) -> Iterator[str]:
    if isinstance(block, Text):
        yield from rich(block.spans, dialect)
    elif isinstance(block, Fields):
        for item in block.items:
            first, *more = rich(item.value, dialect)
            label = escape_line(one_line(item.label))
            yield f"**{label}** {first}".rstrip() if label else first
            yield from more
    elif isinstance(block, Note):
        yield from _grey(rich(block.spans, dialect), dialect)
    elif isinstance(block, Row):
        lines = rich(block.spans, dialect)
        if block.button is not None:
            link = dialect.row_link(block.button)
            lines[-1] = f"{lines[-1]} {link}".rstrip()
        yield from lines
    elif isinstance(block, Picture):
        name = escape_line(one_line(block.alt))
        media = dialect.images.get(block.sha256)
        yield f"![{name}]({media})" if media else f"&#91;{name}&#93;"
    elif isinstance(block, Divider):
        yield ""


def _piece(span: Span, part: str, dialect: Dialect) -> str:
    safe = escape_line(part)
    if isinstance(span, Bold):
        inner = safe.strip(" \u00a0")
        return safe.replace(inner, f"**{inner}**") if inner else safe
    if isinstance(span, Tint) and dialect.coloured:
        return f"<font colorTokenV2={_COLOURS[span.colour]}>{safe}</font>"
    if isinstance(span, Link):
        url = safe_url(span.url)
        return f"[{safe}]({url})" if url else safe
    if isinstance(span, At):
        return dialect.at(span)
    return safe


def _grey(lines: list[str], dialect: Dialect) -> Iterator[str]:
    for line in lines:
        if dialect.coloured and line:
            yield f"<font colorTokenV2={_COLOURS[Colour.GREY]}>{line}</font>"
        else:
            yield line
