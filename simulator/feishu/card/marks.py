"""Feishu's card markdown as lines of spans (feishu.md §6.1; shape: simulator/marks.py)."""

from __future__ import annotations

import re

from simulator import marks
from simulator.feishu.card import text
from simulator.feishu.card.text import Names
from simulator.marks import Line, Piece, Rule

_FONT = re.compile(r"<font\s+[^>]*?color\s*=\s*['\"]?([#\w-]+)['\"]?[^>]*>(.*?)</font>", re.S)
_LABEL = re.compile(r"<text_tag\s+[^>]*?color\s*=\s*['\"]?(\w+)['\"]?[^>]*>(.*?)</text_tag>", re.S)
_LINK = re.compile(r"<link\s+[^>]*?url=['\"]([^'\"]*)['\"][^>]*>(.*?)</link>", re.S)
_ANCHOR = re.compile(r"<a\s+[^>]*?href=['\"]([^'\"]*)['\"][^>]*>(.*?)</a>", re.S)
_UNKNOWN = re.compile(r"</?(?:font|text_tag|u|a|p|span|raw|link|person|at)\b[^>]*>")
_BREAK = re.compile(r"<br\s*/?>")
_HR = re.compile(r"<hr\s*/?>")


def lines(content: str, names: Names) -> list[Line]:
    """The markdown as the client draws it; `names` maps any user id to a name."""
    broken = _HR.sub("\n---\n", _BREAK.sub("\n", content))
    return marks.lines(broken, _rules(names))


def _rules(names: Names) -> tuple[Rule, ...]:
    def mentioned(found: re.Match[str]) -> list[Piece]:
        pieces: list[Piece] = []
        for each in found[1].split(","):
            name = "所有人" if each == "all" else names(each)
            pieces += [(" ", {}, False)] if pieces else []
            pieces.append((f"@{name}", {"at": each}, False))
        return pieces

    return (
        (text.AT, mentioned),
        (text.PERSON, lambda found: [(names(found[1]), {"at": found[1]}, False)]),
        (text.TIME, lambda found: [(text.moment(found[1]), {}, False)]),
        (_FONT, lambda found: [(found[2], {"colour": found[1]}, True)]),
        (_LABEL, lambda found: [(found[2], {"tag": found[1]}, True)]),
        (_LINK, lambda found: [(found[2], {"link": found[1]}, True)]),
        (_ANCHOR, lambda found: [(found[2], {"link": found[1]}, True)]),
        (_UNKNOWN, lambda found: []),
        *marks.COMMON,
    )
