"""Tokens → phrases: a day, a time of day, or a length of time, said in one breath."""

from dataclasses import dataclass, field

from bot.domain.deadline.scan import Token, tokens
from bot.domain.deadline.words.patterns import JOIN, RANGE

DAYS = frozenset(
    ["ymd", "md", "en_md", "en_dm", "slash", "month_day", "bare_day", "weekday", "relative"]
)  # a token that names one date
WHOLE = frozenset(
    ["festival", "year_end", "quarter_end", "month_end", "week", "month", "duration", "vague"]
)  # a token that is a phrase by itself
_CLOCKS = frozenset(("clock", "close", "opening"))


@dataclass
class Phrase:
    """What was said about one moment, and where (positions in the text)."""

    start: int
    end: int
    day: Token | None = None
    check: Token | None = None  # the weekday after a date: "11月27日(周五)"
    period: Token | None = None
    clock: Token | None = None
    whole: Token | None = None
    ranged: bool = False  # one end of "9点到11点"
    parts: list[Token] = field(default_factory=list)

    @property
    def weak(self) -> bool:
        """Numbers that are a time only where somebody says so: 3-15, 12.1, 25号, 一点, 三天."""
        if self.whole is not None:
            return self.whole.kind == "duration" and not (
                self.whole.said("after") or self.whole.said("in") or self.whole.said("within")
            )
        if self.clock is None and self.period is None and self.check is None:
            return self.day is not None and self.day.kind in ("slash", "bare_day")
        if self.day is None and self.period is None and self.clock is not None:
            return bool(self.clock.said("hour")) and not self.clock.said("hour").isdigit()
        return False


def phrases(text: str) -> list[Phrase]:
    """The phrases of a normalised text, from left to right."""
    found: list[Phrase] = []
    for token in tokens(text):
        last = found[-1] if found else None
        if last is None or not _joins(text, last, token):
            found.append(_new(token))
            if last is not None and RANGE.match(text[last.end : token.start]):
                last.ranged = found[-1].ranged = True
    return found


def _new(token: Token) -> Phrase:
    phrase = Phrase(token.start, token.end)
    _put(phrase, token)
    return phrase


def _put(phrase: Phrase, token: Token) -> None:
    if token.kind in WHOLE:
        phrase.whole = token
    elif token.kind in DAYS:
        phrase.day = token
        if token.text == "tonight":
            phrase.period = token
    elif token.kind == "period":
        phrase.period = token
    else:
        phrase.clock = token
    phrase.parts.append(token)
    phrase.end = max(phrase.end, token.end)


def _joins(text: str, phrase: Phrase, token: Token) -> bool:
    """Add the token to the phrase before it, where both speak of one moment."""
    gap = text[phrase.end : token.start]
    if len(gap) > 12 or phrase.whole or token.kind in WHOLE or not JOIN.match(gap):
        return False
    if token.kind == "weekday" and phrase.day and not (phrase.check or phrase.clock):
        if phrase.day.kind == "weekday" or phrase.period:
            return False
        phrase.check = token
        closing = text[token.end : token.end + 1] == ")"
        phrase.end = token.end + closing
        return True
    if token.kind in DAYS:
        if phrase.day or "," in gap or not (phrase.clock or phrase.period):
            return False
        latin = (phrase.clock or phrase.period or token).text.isascii() and " " in gap
        if not latin:
            return False
    elif token.kind == "period":
        if phrase.period or phrase.clock:
            return False
    elif phrase.clock or token.kind not in _CLOCKS:
        return False
    _put(phrase, token)
    return True
