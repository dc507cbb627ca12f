"""Marked-up text as spans, for the `view` of cards and messages: the part all dialects share.

A span is {"text"} with, where it applies, "bold", "italic", "strike", "code" (true), "colour"
(the dialect's own name or #hex), "link" (address), "at" (whom it mentions), "tag" (a label's
colour), "button" (index of the button it stands for). A line is {"spans": [span…]} with a
"style" unless it is plain: heading (+"level"), item, number (+"mark"), quoted, rule.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import Any

Span = dict[str, Any]
Line = dict[str, Any]
# Text, what is special about it, and whether marks inside it count.
Piece = tuple[str, Span, bool]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], list[Piece]]]

_HEADING = re.compile(r"^\s*(#{1,6})\s+")
_ITEM = re.compile(r"^\s*[-*+•]\s+")
_NUMBER = re.compile(r"^\s*(\d{1,3}\.)\s+")
_QUOTED = re.compile(r"^\s*>\s?")
_RULE = re.compile(r"^\s*(-{3,}|\*{3,}|_{3,})\s*$")


def inside(attributes: Span, group: int = 1) -> Callable[[re.Match[str]], list[Piece]]:
    """A rule's maker: the text of one group gets these attributes."""
    return lambda found: [(found.group(group), attributes, True)]


BOLD: Rule = (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), inside({"bold": True}, 2))
STRIKE: Rule = (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), inside({"strike": True}))
ITALIC: Rule = (
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])"),
    inside({"italic": True}),
)
CODE: Rule = (re.compile(r"`([^`\n]+)`"), lambda found: [(found[1], {"code": True}, False)])
LINK: Rule = (
    re.compile(r"\[([^\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)"),
    lambda found: [(found[1], {"link": found[2]}, True)],
)
IMAGE: Rule = (
    re.compile(r"!\[([^\]]*)\]\([^)]*\)"),
    lambda found: [(f"[图片{':' + found[1] if found[1] else ''}]", {}, False)],
)
COMMON: tuple[Rule, ...] = (IMAGE, LINK, BOLD, STRIKE, ITALIC, CODE)


def lines(text: str, rules: Sequence[Rule]) -> list[Line]:
    """The text as lines of spans; empty lines stay only between others."""
    found = [_line(spans) for spans in _split(_spans(text, rules, {}))]
    while found and not found[0]["spans"] and "style" not in found[0]:
        found.pop(0)
    while found and not found[-1]["spans"] and "style" not in found[-1]:
        found.pop()
    return found


def plain(text: str) -> list[Line]:
    """Text without markup, line by line."""
    return [{"spans": [{"text": line}] if line else []} for line in text.strip("\n").split("\n")]


def _spans(text: str, rules: Sequence[Rule], style: Span) -> list[Span]:
    found: list[Span] = []
    while text:
        matches = [(match.start(), make, match) for rule, make in rules
                   if (match := rule.search(text))]  # fmt: skip
        if not matches:
            break
        start, make, match = min(matches, key=lambda each: each[0])
        if start:
            found.append({"text": text[:start], **style})
        for words, attributes, deeper in make(match):
            inner = {**style, **attributes}
            found += _spans(words, rules, inner) if deeper else [{"text": words, **inner}]
        text = text[match.end() :]
    return found + ([{"text": text, **style}] if text else [])


def _split(spans: list[Span]) -> list[list[Span]]:
    rows: list[list[Span]] = [[]]
    for span in spans:
        first, *more = str(span["text"]).split("\n")
        rows[-1].append({**span, "text": first})
        rows += [[{**span, "text": part}] for part in more]
    return [[span for span in row if span["text"]] for row in rows]


def _line(spans: list[Span]) -> Line:
    """Block marks count at a line's start, before escapes such as &#35; are read."""
    words = "".join(str(span["text"]) for span in spans)
    if _RULE.match(words):
        return {"style": "rule", "spans": []}
    shape: Line = {}
    first = spans[0] if spans else {}
    if first and not {"at", "code", "link", "tag"} & set(first):
        shape, rest = _shape(str(first["text"]))
        spans = [{**first, "text": rest}, *spans[1:]] if rest else spans[1:]
    return {**shape, "spans": [_read(span) for span in spans]}


def _shape(text: str) -> tuple[Line, str]:
    for style, mark in (("item", _ITEM), ("quoted", _QUOTED)):
        if found := mark.match(text):
            return {"style": style}, text[found.end() :]
    if found := _HEADING.match(text):
        return {"style": "heading", "level": len(found[1])}, text[found.end() :]
    if found := _NUMBER.match(text):
        return {"style": "number", "mark": found[1]}, text[found.end() :]
    return {}, text


def _read(span: Span) -> Span:
    return span if "at" in span else {**span, "text": html.unescape(str(span["text"]))}
