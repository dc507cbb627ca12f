"""The rest of a command line as words and people, in the order they were typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.deadline.numbers import integer
from bot.domain.intents import Piece, Who
from commands.line import Line, narrow

LONGEST = 400  # characters of working hours or a ladder; their patterns are slow with thousands
_SPLIT = re.compile(r"[\s,\uff0c、;\uff1b]+")
_MARK = "\ue000{}\ue001"  # private use: no keyboard types it
_MARKED = re.compile("\ue000(\\d+)\ue001")


def pieces(line: Line) -> tuple[Piece, ...]:
    """Words, and people for real mentions and for words that begin with @."""
    text = line.rest
    for n, who in enumerate(line.people):
        text = text.replace(f"@{who.name}", f" {_MARK.format(n)} ", 1)
    out: list[Piece] = []
    for word in _SPLIT.split(text.strip()):
        marked = _MARKED.fullmatch(word)
        if marked:
            out.append(line.people[int(marked[1])])
        elif word.startswith(("@", "\uff20")):
            out.append(Who(word[1:]))
        elif word:
            out.append(word)
    return tuple(out)


def plain_words(line: Line) -> list[str]:
    """The words as they were typed, full-width signs narrowed, without those who were mentioned."""
    return [narrow(piece) for piece in pieces(line) if isinstance(piece, str)]


def counted(word: str) -> str:
    """A number in Chinese letters, or with what is counted, as digits; other words as they are."""
    bare = narrow(word).strip().rstrip("天个工作日单张条%")
    number = integer(bare) if bare else None
    return str(number) if number is not None else word


def said(name: str, line: Line) -> str:
    """The whole line again, as it could be typed."""
    return f"/{name} {line.rest.strip()}".strip()


def after(
    parts: Sequence[Piece], words: Sequence[str]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces before and behind the first of these words; behind is empty without one."""
    for n, piece in enumerate(parts):
        if isinstance(piece, str) and piece in words:
            return tuple(parts[:n]), tuple(parts[n + 1 :])
    return tuple(parts), ()
