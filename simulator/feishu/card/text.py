"""Card markdown as a reader sees it, and the label–value pairs in it.

A line is a field when it reads `**label** value`, `**label**: value`, `**label:** value` or
`<font color='grey'>label</font> value` (Chinese colon too), or when a line that is only such a
label stands above its value. In columns and div fields, plain `label: value` counts as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime

from simulator.clock import ZONE

Names = Callable[[str], str]

AT = re.compile(r"<at\s+[^>]*?\bids?=['\"]?([^'\">\s]+)['\"]?[^>]*>(?:\s*</at>)?")
PERSON = re.compile(r"<person\s+id\s*=\s*['\"]?([^'\">\s]+)['\"]?[^>]*>(?:\s*</person>)?")
TIME = re.compile(r"<local_datetime\s+([^>]*)>(?:[^<]*</local_datetime>)?")
_LINK_TAG = re.compile(r"<link\s+[^>]*>(.*?)</link>", re.DOTALL)
_TAG = re.compile(r"</?(?:font|text_tag|u|a|p|span|raw|link)\b[^>]*>")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_MARK = re.compile(r"(\*\*|~~|__)(?=\S)(.+?)(?<=\S)\1")
_SLANT = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#{1,6}\s+")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")

_LABELS = (
    re.compile(r"^\*\*([^*\n]{1,30}?)\s*[::]?\*\*\s*[::]?\s*(.*)$"),
    re.compile(r"^<font color=['\"]?grey['\"]?>([^<\n]{1,30}?)\s*[::]?</font>\s*[::]?\s*(.*)$"),
)
_PLAIN_LABEL = re.compile(r"^([^\s::<>*\[\]]{1,12})\s*[::]\s*(\S.*)$")


def flatten(text: str, names: Names) -> str:
    """Readable text: tags resolved, marks gone, HTML escapes decoded last."""
    text = AT.sub(lambda found: _mentioned(found.group(1), names), text)
    text = PERSON.sub(lambda found: names(found.group(1)), text)
    text = TIME.sub(lambda found: moment(found.group(1)), text)
    text = _TAG.sub("", _LINK_TAG.sub(r"\1", re.sub(r"<br\s*/?>", "\n", text)))
    text = _IMAGE.sub(lambda found: f"[图片{':' + found.group(1) if found.group(1) else ''}]", text)
    text = _LINK.sub(r"\1", text)
    for _ in range(2):  # bold inside strike-through and the reverse
        text = _MARK.sub(r"\2", text)
    text = _CODE.sub(r"\1", _SLANT.sub(r"\1", text))
    lines = [_HEADING.sub("", line) for line in text.split("\n") if not _TABLE_RULE.match(line)]
    return html.unescape("\n".join(lines))


def lines(text: str, names: Names) -> list[str]:
    return [line.strip() for line in flatten(text, names).split("\n") if line.strip()]


def fields(text: str, names: Names, *, plain: bool = False) -> dict[str, str]:
    """Label → value, both flattened; `plain` accepts `label: value` without marks."""
    found: dict[str, str] = {}
    pending = ""
    for raw in text.split("\n"):
        line = raw.strip().removeprefix("- ").strip()
        if not line:
            continue
        pair = _labelled(line, plain)
        if pair is None:
            if pending:
                found[pending] = flatten(line, names).strip()
            pending = ""
            continue
        label, value = flatten(pair[0], names).strip(), flatten(pair[1], names).strip()
        pending = "" if value else label
        if value:
            found[label] = value
    return found


def _labelled(line: str, plain: bool) -> tuple[str, str] | None:
    for pattern in _LABELS:
        match = pattern.match(line)
        if match:
            return match.group(1), match.group(2)
    match = _PLAIN_LABEL.match(line) if plain else None
    return (match.group(1), match.group(2)) if match else None


def _mentioned(ids: str, names: Names) -> str:
    return " ".join(f"@{'所有人' if each == 'all' else names(each)}" for each in ids.split(","))


def moment(attributes: str) -> str:
    """<local_datetime> in the viewer's zone; unknown formats read as date and time."""
    millis = re.search(r"millisecond=['\"]?(\d+)", attributes)
    if not millis:
        return ""
    at = datetime.fromtimestamp(int(millis.group(1)) / 1000, ZONE)
    kind = re.search(r"format_type=['\"]?(\w+)", attributes)
    if kind and kind.group(1) == "date_num":
        return at.strftime("%Y-%m-%d")
    if kind and kind.group(1) == "time":
        return at.strftime("%H:%M")
    return at.strftime("%Y-%m-%d %H:%M")
