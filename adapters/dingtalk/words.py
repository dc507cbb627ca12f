"""What is said without a template: text, markdown, command links (dingtalk.md §5.1, §5.2, §5.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.dingtalk.body import IN_MESSAGE, Dialect, markdown, one_line, status_of
from adapters.dingtalk.buttons import label_of, shown_buttons
from adapters.dingtalk.card_params import title_of
from adapters.dingtalk.markup import clean, command_url, cut_bytes, escape_line, quiet, safe_url
from adapters.shared.compact import compact
from bot.cards.model import At, Bold, Button, Card, Link, Picture, Row, Text, Tint, spans_of
from bot.domain.people import AccountId

_SIZES = (12_000, 6_500)  # bytes of words to try: quotes double in JSON
_PARAM = 15_000  # bytes of msgParam (§5.2)
_TAIL = 3_000  # bytes of links or hints
_MENTIONS = 50  # people (§5.1)

Mentionable = Callable[[AccountId | None], str | None]


@dataclass(frozen=True, slots=True)
class Saying:
    """A message as the session webhook and as the robot's API take it."""

    session: Mapping[str, Any]
    key: str  # msgKey
    param: str  # msgParam, JSON text


def mentioned(card: Card, mentionable: Mentionable) -> dict[str, str]:
    """Names by staff id of those whom the card really mentions."""
    found: dict[str, str] = {}
    for at in card.mentions():
        staff = mentionable(at.account)
        if staff is not None and len(found) < _MENTIONS:
            found[staff] = one_line(at.name)
    return found


def is_text(card: Card) -> bool:
    """Whether plain text says it all: no markup, no picture."""
    if any(isinstance(block, Picture | Row) for block in card.blocks):
        return False
    spans = [span for block in card.blocks for span in spans_of(block)]
    return all(isinstance(block, Text) for block in card.blocks) and not any(
        isinstance(span, Link | Bold | Tint) for span in spans
    )


def saying_of(card: Card, mentionable: Mentionable, images: Mapping[str, str]) -> Saying:
    """The card in words: as text where that is enough, else as markdown with command links.

    Only a session webhook follows command links for sure, so the API gets what to type instead.
    """
    people = mentioned(card, mentionable)
    if card.is_plain and is_text(card):
        return _text(card, people, mentionable)
    return _markdown(card, people, mentionable, images)


def _text(card: Card, people: Mapping[str, str], mentionable: Mentionable) -> Saying:
    lines: list[str] = []
    rung: list[str] = []
    for block in card.blocks:
        said, rings = "", ""
        for span in spans_of(block):
            if isinstance(span, At):
                staff = mentionable(span.account)
                said += f"@{span.name}"
                rings += f"@{staff} " if staff in people else f"@{span.name}"
            elif isinstance(span, str):
                said += quiet(clean(span), list(people))
                rings += quiet(clean(span), list(people))
        lines.append(said)
        rung.append(rings)
    body: dict[str, Any] = {
        "msgtype": "text", "text": {"content": cut_bytes("\n".join(rung), _SIZES[0])},
    }
    if people:
        body["at"] = {"atUserIds": list(people), "isAtAll": False}
    param = _param("content", lambda most: cut_bytes("\n".join(lines), most))
    return Saying(body, "sampleText", param)


def _markdown(
    card: Card, people: Mapping[str, str], mentionable: Mentionable, images: Mapping[str, str]
) -> Saying:
    def ring(at: At) -> str:
        staff = mentionable(at.account)
        return f"@{staff} " if staff in people else escape_line(clean(f"@{at.name}"))

    title = title_of(card)
    linked = replace(IN_MESSAGE, at=ring, row_link=_link, images=images)
    hinted = replace(IN_MESSAGE, row_link=_hint, images=images)
    buttons = [one for one in shown_buttons(replace(card, blocks=())) if _target(one)]
    typed = [hint for one in buttons if (hint := _hint(one))]
    param = _param("text", lambda most: _whole(card, hinted, typed, most), title=title)
    body: dict[str, Any]
    if buttons and not people:
        body = {
            "msgtype": "actionCard",
            "actionCard": {
                "title": title,
                "text": _whole(card, linked, [], _SIZES[0]),
                "btnOrientation": "1" if len(buttons) == 2 else "0",
                "btns": [{"title": label_of(b), "actionURL": _target(b)} for b in buttons],
            },
        }
    else:
        links = [link for one in buttons if (link := _link(one))]
        text = _whole(card, linked, links, _SIZES[0])
        body = {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
        if people:
            body["at"] = {"atUserIds": list(people), "isAtAll": False}
    return Saying(body, "sampleMarkdown", param)


def _whole(card: Card, dialect: Dialect, last: list[str], most: int) -> str:
    """Title, status, body, and what stands in for the buttons; a blank line between them."""
    head = f"### {escape_line(title_of(card))}" if card.title else ""
    status = "" if card.is_plain else escape_line(status_of(card))
    while len("\n\n".join(last).encode()) > _TAIL:
        last = last[:-1]
    tail = "\n\n".join(last)
    taken = len(f"{head}{status}{tail}".encode()) + 20
    body = markdown(card, dialect, max(500, most - taken))
    return "\n\n".join(part for part in (head, status, body, tail) if part)


def _target(button: Button) -> str | None:
    """Where a press leads: an address, or words said as the person."""
    return safe_url(button.url or "") or (command_url(button.command) if button.command else None)


def _link(button: Button) -> str:
    target = _target(button)
    return f"[{escape_line(label_of(button))}]({target})" if target else ""


def _hint(button: Button) -> str:
    """The address as a link, or the words to type."""
    url = safe_url(button.url or "")
    label = escape_line(label_of(button))
    if url:
        return f"[{label}]({url})"
    return f"**{label}** {escape_line(clean(button.command))}" if button.command else ""


def _param(name: str, make: Callable[[int], str], **more: str) -> str:
    """msgParam within its size."""
    text = ""
    for most in _SIZES:
        words = {**more, name: make(most)}
        text = compact(words)
        if len(text.encode()) <= _PARAM:
            break
    return text
