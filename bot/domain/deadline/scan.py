"""Text → tokens: the smallest pieces that say something about a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.deadline.words import base as w
from bot.domain.deadline.words.leading import guarded
from bot.domain.deadline.words.patterns import HINT, KINDS
from bot.domain.deadline.words.traps import BLANK, blank_traps


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind (a group of the pattern), what it says, where it is."""

    kind: str
    match: re.Match[str]
    start: int
    end: int

    def said(self, part: str) -> str:
        return self.match[part] or ""

    @property
    def text(self) -> str:
        return self.match.group()


_WIDE = re.compile(f"[{re.escape(''.join(map(chr, w.WIDE)))}]")
_ISO_T = re.compile(r"(?<=\d\d-\d\d)t(?=\d\d:)")
_TOKEN = guarded("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items()))


def normalise(text: str) -> str:
    """Half-width and lower-case, character by character: positions stay true."""
    wide = text.translate(w.WIDE) if _WIDE.search(text) else text
    lower = wide.lower()
    if len(lower) != len(wide):
        lower = wide
    return _ISO_T.sub(" ", lower) if "t" in lower else lower


def readable(text: str) -> str | None:
    """The text normalised and with traps blanked out; None when it can hold no time at all."""
    plain = normalise(text)
    if not HINT.search(plain):
        return None
    blanked = blank_traps(plain)
    return blanked if HINT.search(blanked) else None


def tokens(plain: str) -> Iterator[Token]:
    """Tokens of a readable text, from left to right."""
    for found in _TOKEN.finditer(plain):
        kind = found.lastgroup
        assert kind is not None
        if plain[found.start() - 1 : found.start()] == BLANK:
            continue  # the rest of a trap, as in "每天|下班前"
        yield Token(kind, found, found.start(), found.end())
