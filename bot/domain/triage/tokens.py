"""Text as tokens: Chinese bigrams, Latin words; numbers and places say nothing about the matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from bot.domain.triage import words

_RUN = re.compile(rf"[{words.HAN}]+|[a-z][a-z0-9+#.]*")


def plain(text: str) -> str:
    """Text for comparison: full-width forms narrowed, case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[str]:
    """Bigrams of Chinese runs (single characters stay alone) and Latin words, without repeats."""
    found: dict[str, None] = {}
    for run in _RUN.findall(plain(text)):
        if len(run) == 1 or run[0].isascii():
            found[run] = None
        else:
            for left, right in pairwise(run):
                if left not in words.STOP or right not in words.STOP:
                    found[left + right] = None
    return list(found)


def joined(text: str, pairs: Iterable[str]) -> list[str]:
    """Bigrams that overlap in the text as whole words, in the text's order: for explanations."""
    wanted = set(pairs)
    low = plain(text)
    marks = [False] * len(low)
    for token in wanted:
        at = low.find(token)
        while at >= 0:
            marks[at : at + len(token)] = [True] * len(token)
            at = low.find(token, at + 1)
    out: list[str] = []
    word = ""
    for letter, marked in zip([*low, " "], [*marks, False], strict=True):
        if marked:
            word += letter
        elif word:
            out.append(word)
            word = ""
    return list(dict.fromkeys(out))
