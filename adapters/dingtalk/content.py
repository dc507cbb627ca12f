"""What a robot message says: its words, files and quote, by message type (dingtalk.md §4.1)."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.events import FileRef, Quote

_NAME = re.compile(r"@([^\s@]+)")


@dataclass(frozen=True, slots=True)
class Content:
    """The words as the person wrote them (untrimmed) and what hangs on them."""

    text: str
    files: tuple[FileRef, ...] = ()


def content_of(message: Mapping[str, Any], kind: str, bot_name: str) -> Content:
    """Unknown kinds have no words; raises nothing, whatever the shape."""
    if kind == "text":
        return Content(_text(message))
    inner = _dict(message.get("content"))
    if kind == "richText":
        return _rich(inner.get("richText"), bot_name)
    if kind == "audio":
        return Content(_word(inner, "recognition"), _file(inner, "voice.amr", "audio/amr"))
    if kind == "picture":
        return Content("", _file(inner, "picture.jpg", "image/jpeg"))
    if kind == "video":
        suffix = _word(inner, "videoType") or "mp4"
        return Content("", _file(inner, f"video.{suffix}"))
    if kind == "file":
        return Content("", _file(inner, _word(inner, "fileName") or "file"))
    return Content(_word(inner, "text") or _text(message))


def quote_of(message: Mapping[str, Any], known: Mapping[str, str] | None = None) -> Quote | None:
    """The message replied to. Our own is named by its processQueryKey (§4.1), else by its id;
    `known` knows which of our cards a processQueryKey is."""
    replied = _dict(_dict(message.get("text")).get("repliedMsg"))
    replied = replied or _dict(_dict(message.get("content")).get("repliedMsg"))
    ours = _word(message, "originalProcessQueryKey")
    name = ours or _word(message, "originalMsgId") or _word(replied, "msgId")
    if not name and not replied:
        return None
    inner = _dict(replied.get("content"))
    kind = _word(replied, "msgType")
    if kind in ("richText", "picture", "video", "file", "audio"):
        content = content_of({"content": inner}, kind, "")
    else:
        content = Content(_word(inner, "text") or _word(inner, "summary"))
    return Quote((known or {}).get(name, name) or None, tidy(content.text), content.files)


def tidy(text: str) -> str:
    """Trimmed; a command typed on a Chinese keyboard looks like one (§10.7)."""
    text = text.strip(" \t\r\n\u3000\u200b\ufeff\u00a0")
    if text[:1] in ("\uff0f", "/"):
        return "/" + text[1:].replace("\u3000", " ").lstrip(" ")
    return text


def names_in(text: str) -> list[str]:
    """The names that follow an @ in reading order."""
    return _NAME.findall(text)


def _text(message: Mapping[str, Any]) -> str:
    """`text.content`; some HTTP robots send `content` flat (§3.1)."""
    flat = message.get("content")
    return _word(_dict(message.get("text")), "content") or (flat if isinstance(flat, str) else "")


def _rich(items: Any, bot_name: str) -> Content:
    words: list[str] = []
    files: list[FileRef] = []
    for item in items if isinstance(items, list) else ():
        part = _dict(item)
        if part.get("type") == "picture":
            name = f"picture-{len(files) + 1}.jpg"
            files += _file(part, name, "image/jpeg")
        elif part.get("type") == "at":
            name = _word(part, "atName").lstrip("@")
            if name and name != bot_name:
                words.append(f"@{name} ")
        else:
            words.append(_word(part, "text"))
    text = "".join(words)
    start = f"@{bot_name}"  # HarmonyOS repeats the bot's mention as text (§4.1)
    if bot_name and text.lstrip().startswith(start):
        text = text.lstrip()[len(start) :]
    return Content(text, tuple(files))


def _file(inner: Mapping[str, Any], name: str, media: str = "") -> tuple[FileRef, ...]:
    code = _word(inner, "downloadCode") or _word(inner, "pictureDownloadCode")
    if not code:
        return ()
    kind = media or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return (FileRef(code, name, kind),)


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""
