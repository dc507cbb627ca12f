"""What a client shows of WeCom's markdown and of a textcard's HTML, as plain lines."""

from __future__ import annotations

import html
import re

_TAGS = re.compile(r"</?(?:font|div|span|b|u|i)\b[^>]*>", re.I)
_BREAK = re.compile(r"<br\s*/?>|</div>", re.I)
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ANCHOR = re.compile(r"<a\b[^>]*>(.*?)</a>", re.I | re.S)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_CODE = re.compile(r"`([^`\n]+)`")
_HEAD = re.compile(r"^#{1,6}\s+", re.M)
_QUOTE = re.compile(r"^>\s?", re.M)
MENTION = re.compile(r"<@([^<>\s]+)>")


def flatten(source: str) -> str:
    """Headings, quotes, bold, code, links and colours without their marks."""
    text = _IMAGE.sub(r"[\1]", source)
    text = _LINK.sub(r"\1", text)
    text = _TAGS.sub("", text)
    text = _STRONG.sub(r"\2", text)
    text = _CODE.sub(r"\1", text)
    text = _HEAD.sub("", text)
    return html.unescape(_QUOTE.sub("", text))


def plain(source: str) -> str:
    """A text message: only <a href> is markup there."""
    return _ANCHOR.sub(r"\1", source)


def lines_of_html(source: str) -> list[str]:
    """A textcard's description: <br> and </div> end a line."""
    text = _TAGS.sub("", _BREAK.sub("\n", source))
    return [line.strip() for line in html.unescape(text).split("\n") if line.strip()]


def mentions(source: str) -> list[str]:
    """Userids of inline <@userid>, in order."""
    return MENTION.findall(source)


def cut_bytes(text: str, most: int) -> str:
    """At most so many UTF-8 bytes, on a character boundary."""
    return text.encode()[:most].decode("utf-8", "ignore")
