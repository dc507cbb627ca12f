"""Text → tokens: the smallest pieces that say something about a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.deadline import words as w
from bot.domain.deadline.patterns import KINDS
from bot.domain.deadline.traps import BLANK, blank_traps


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


_ISO_T = re.compile(r"(?<=\d\d-\d\d)t(?=\d\d:)")
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items()))
# Any text without one of these says no time at all: the quick way out.
_HINT = re.compile(
    r"\d|[今明后周期拜月年底节旦庆秋午明休班晚早时天点日号]|小时|分钟|刻钟|假|季|会儿|一会|回头|稍后|工作日|半|夕|五一|十一"
    r"|day|eo[dmw]|cob|tom|tmr|ton|end|in |hour|week|month|jan|feb|mar|apr|may|jun|jul|aug|sep"
    r"|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|noon|night|later|soon|o'|下班|一下|晚点"
)


def normalise(text: str) -> str:
    """Half-width and lower-case, character by character: positions stay true."""
    wide = text.translate(w.WIDE)
    lower = wide.lower()
    if len(lower) != len(wide):
        lower = wide
    return _ISO_T.sub(" ", lower)


def readable(text: str) -> str | None:
    """The text normalised and with traps blanked out; None when it can hold no time at all."""
    plain = normalise(text)
    return blank_traps(plain) if _HINT.search(plain) else None


def tokens(plain: str) -> Iterator[Token]:
    """Tokens of a readable text, from left to right."""
    for found in _TOKEN.finditer(plain):
        kind = found.lastgroup
        assert kind is not None
        if plain[found.start() - 1 : found.start()] == BLANK:
            continue  # the rest of a trap, as in "每天|下班前"
        yield Token(kind, found, found.start(), found.end())
