"""What a person said to the AI bot: text without its own mention, files, quote (§5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.wecom import media_ref
from bot.events import FileRef, Mention, Quote

_ANY_MENTION = re.compile(r"^\s*[@＠]\S+\s*")
_NAMED = re.compile(r"[@＠]([^\s@＠,，。;；:：!！?？]{1,40})")
_FILES: Mapping[str, tuple[str, str]] = {
    "image": ("image", "image/jpeg"),
    "file": ("file", "application/octet-stream"),
    "video": ("video", "video/mp4"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One message's content."""

    text: str = ""
    files: tuple[FileRef, ...] = ()
    quote: Quote | None = None
    mentions: tuple[Mention, ...] = field(default=())


def read(body: Mapping[str, Any], bot_name: str, *, in_group: bool) -> Said:
    """The content of a message body; raises KeyError, TypeError or ValueError for a broken one."""
    text, files = _parts(body)
    if in_group:
        text = without_mention(text, bot_name)
    quoted = body.get("quote")
    quote = None
    if isinstance(quoted, dict):
        words, quoted_files = _parts(quoted)
        quote = Quote(None, words.strip(), quoted_files)
    # There is no structured list of mentions: names are all we have.
    names = tuple(dict.fromkeys(_NAMED.findall(text))) if in_group else ()
    return Said(text.strip(), files, quote, tuple(Mention(name, None) for name in names))


def without_mention(text: str, bot_name: str) -> str:
    """The text without `@<bot>`: the configured name first, which may hold spaces, wherever it
    stands; else whatever mention the text begins with."""
    if bot_name:
        mark = re.compile(rf"[@＠]{re.escape(bot_name)}(?=[\s\u2005,，:：]|$)[\s\u2005]*", re.I)
        stripped, count = mark.subn("", text, count=1)
        if count:
            return stripped
    return _ANY_MENTION.sub("", text, count=1)


def _parts(body: Mapping[str, Any]) -> tuple[str, tuple[FileRef, ...]]:
    kind = str(body.get("msgtype") or "")
    if kind in ("text", "voice"):
        return str((body.get(kind) or {}).get("content") or ""), ()
    if kind == "mixed":
        items = [_parts(item) for item in body["mixed"].get("msg_item") or ()]
        text = "\n".join(text for text, _ in items if text)
        return text, tuple(file for _, files in items for file in files)
    if kind in _FILES:
        name, media_type = _FILES[kind]
        found = body[kind]
        url = found["url"]
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise ValueError("a file without an address")
        told = found.get("filename") or found.get("name")
        name = str(told) if told else name
        key = media_ref.from_bot(url, str(found.get("aeskey") or ""))
        return "", (FileRef(key, name, media_type),)
    return "", ()
