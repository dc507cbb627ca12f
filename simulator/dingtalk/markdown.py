"""DingTalk markdown as the reader sees it: plain lines, label-value fields, links.

Message markdown collapses a single newline; card markdown knows `<br>` and `<font>` as well
(dingtalk.md §5.6).
"""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

COMMAND_HOST = "dingtalkclient"  # must be lower-case, else the tap does nothing (§5.6)

_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_BLOCK_START = re.compile(r"\s*(#{1,6}\s|>|[-*+]\s|\d+\.\s|\||---)")
_FIELD = re.compile(r"^\*\*\s*([^*]+?)\s*[:：]?\s*\*\*\s*[:：]?\s*(\S.*)$")
_AT = re.compile(r"<a\s+atId=\"?([^\s\">]+)\"?\s*>(.*?)</a>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:font|text|span|u|b|i|strong|em|p|sup|sub)\b[^>]*>", re.IGNORECASE)


@dataclass
class Shown:
    """Markdown taken apart: what a reader sees, in order."""

    lines: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)  # {"title", "url"}
    mentions: list[str] = field(default_factory=list)  # user ids of <a atId=…>


def command_text(url: str) -> str | None:
    """The text a `dtmd://` command link makes the client send; None for any other link."""
    parts = urlsplit(url)
    host = url[len("dtmd://") :].split("/", 1)[0] if url.startswith("dtmd://") else ""
    if host != COMMAND_HOST or parts.path != "/sendMessage":
        return None
    return (parse_qs(parts.query).get("content") or [""])[0] or None


def message_lines(markdown: str) -> list[str]:
    """Lines of a *message*: a lone newline joins them, a blank line or two spaces breaks."""
    lines: list[str] = []
    joins = False
    for raw in markdown.replace("\r", "").split("\n"):
        if not raw.strip():
            joins = False
            continue
        if joins and lines and not _BLOCK_START.match(raw):
            lines[-1] = f"{lines[-1]} {raw.strip()}"
        else:
            lines.append(raw.strip())
        joins = not raw.endswith("  ")
    return lines


def card_lines(markdown: str) -> list[str]:
    """Lines of a card's markdown component: newlines and `<br>` break."""
    broken = re.sub(r"<br\s*/?>", "\n", markdown.replace("\r", ""), flags=re.IGNORECASE)
    return [line.strip() for line in broken.split("\n") if line.strip()]


def show(lines: list[str]) -> Shown:
    """Flattens markdown lines; `**label** value` and `**label**: value` become fields too."""
    shown = Shown()
    for line in lines:
        shown.mentions += [match.group(1) for match in _AT.finditer(line)]
        for match in _LINK.finditer(line):
            if not match.group(1):
                shown.links.append({"title": inline(match.group(2)), "url": match.group(3)})
        bare = _strip_block(_AT.sub(r"@\2", line))
        if re.fullmatch(r"[-*_ ]{3,}|[|:\- ]+", bare):
            continue
        found = _FIELD.match(_TAG.sub("", bare))
        if found:
            shown.fields[inline(found.group(1))] = inline(found.group(2))
        text = inline(bare)
        if text:
            shown.lines.append(text)
    return shown


def flatten_message(markdown: str) -> str:
    return "\n".join(show(message_lines(markdown)).lines)


def inline(text: str) -> str:
    """One line without its inline markup: emphasis, code, links, images, font tags."""
    text = _LINK.sub(lambda match: "[图片]" if match.group(1) else match.group(2), text)
    text = _TAG.sub("", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    text = re.sub(r"(?<![\w*])\*(?!\s)(.+?)(?<!\s)\*(?![\w*])", r"\1", text)
    text = re.sub(r"`([^`]*)`", r"\1", text)
    text = re.sub(r"~~(.+?)~~", r"\1", text)
    return html.unescape(text).strip()


def _strip_block(line: str) -> str:
    previous = ""
    while line != previous:
        previous = line
        line = re.sub(r"^\s*(#{1,6}\s+|>\s*|[-*+]\s+)", "", line)
    return line.strip()
