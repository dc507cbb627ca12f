"""What a message says: Feishu's content JSON → plain text, mentions and files (feishu.md §4)."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.feishu import media_ref
from adapters.shared.server import json_object
from bot.domain.people import AccountId
from bot.errors import Undecodable
from bot.events import FileRef, Mention

_TOKEN = re.compile(r"@_user_\d+|@_all\b")
_SPACES = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are: the application and, once known, the bot's open_id."""

    app_id: str
    open_id: str | None

    def account(self, open_id: str) -> AccountId:
        """An open_id of this app (open_ids are per app, so the app is the tenant)."""
        return AccountId("feishu", self.app_id, open_id)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a person meant it; `to_bot` when they mentioned the bot."""

    text: str
    mentions: tuple[Mention, ...]
    files: tuple[FileRef, ...]
    to_bot: bool


def read(message_id: str, kind: str, content: Any, mentions: Any, me: Me) -> Said:
    """Reads `content`, a JSON string, of a message of this `kind`; raises Undecodable."""
    fields = json_object(content) if isinstance(content, str) else None
    if fields is None:
        raise Undecodable("content is not a string")
    named, to_bot, others = _mentions(mentions, me)
    files: list[FileRef] = []
    text = _text(message_id, kind, fields, named, files)
    spoken = _TOKEN.sub(lambda found: named.get(found[0], found[0].replace("_", "")), text)
    if to_bot:
        spoken = _SPACES.sub(" ", spoken)
    return Said(spoken.strip(), tuple(others), tuple(files), to_bot)


def _mentions(raw: Any, me: Me) -> tuple[dict[str, str], bool, list[Mention]]:
    """Placeholder → what replaces it, whether the bot is named, and the people who are.

    `id` is an object in events and a plain string when a message is fetched (feishu.md §5).
    """
    named: dict[str, str] = {}
    to_bot = False
    people: list[Mention] = []
    for entry in raw if isinstance(raw, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
            continue
        key, name = entry["key"], str(entry.get("name") or "")
        ids = entry.get("id")
        open_id = str(ids.get("open_id") or "") if isinstance(ids, dict) else str(ids or "")
        if key == "@_all":
            named[key] = "@all"
        elif _is_me(entry, open_id, me):
            named[key], to_bot = "", True
        else:
            named[key] = f"@{name}"
            people.append(Mention(name, me.account(open_id) if open_id else None))
    return named, to_bot, people


def _is_me(entry: Mapping[str, Any], open_id: str, me: Me) -> bool:
    if me.open_id:
        return open_id == me.open_id
    return entry.get("mentioned_type") == "bot"  # before our identity is known


def _text(
    message: str, kind: str, fields: Mapping[str, Any], named: Mapping[str, str],
    files: list[FileRef],
) -> str:
    if kind == "text":
        return str(fields.get("text") or "")
    if kind in ("post", "interactive"):
        return _post(message, fields, named, files)
    if kind == "location":
        return str(fields.get("name") or "")
    if kind in ("image", "file", "audio", "media"):
        found = _file(message, kind, fields)
        if found:
            files.append(found)
    elif kind == "folder":
        return str(fields.get("file_name") or "")
    return ""


def _file(message: str, kind: str, fields: Mapping[str, Any]) -> FileRef | None:
    """Feishu tells no type and no size: images are taken for JPEG until fetched."""
    if kind == "image":
        key = fields.get("image_key")
        return _ref(message, "image", key, "image.jpg", "image/jpeg")
    key = fields.get("file_key")
    if kind == "audio":
        return _ref(message, "file", key, "audio.opus", "audio/ogg")
    name = str(fields.get("file_name") or ("video.mp4" if kind == "media" else "file"))
    guessed = mimetypes.guess_type(name, strict=False)[0]
    fallback = "video/mp4" if kind == "media" else "application/octet-stream"
    return _ref(message, "file", key, name, guessed or fallback)


def _ref(message: str, kind: media_ref.Kind, key: Any, name: str, type_: str) -> FileRef | None:
    if not isinstance(key, str) or not key:
        return None
    return FileRef(media_ref.pack(message, kind, key), name, type_)


def _post(
    message: str, fields: Mapping[str, Any], named: Mapping[str, str], files: list[FileRef]
) -> str:
    """Rich text, with or without the locale wrapper; also a fetched card's simplified form."""
    body = fields
    if "content" not in fields and "elements" not in fields:
        body = next((v for v in fields.values() if isinstance(v, dict) and "content" in v), {})
    lines = [str(body.get("title") or "")]
    for paragraph in _lists(body.get("content") or body.get("elements")):
        parts = [_piece(message, piece, named, files) for piece in paragraph]
        lines.append("".join(parts))
    return "\n".join(line for line in lines if line)


def _lists(content: Any) -> Iterable[list[Any]]:
    return (line for line in content if isinstance(line, list)) if isinstance(content, list) else ()


def _piece(message: str, piece: Any, named: Mapping[str, str], files: list[FileRef]) -> str:
    if not isinstance(piece, dict):
        return ""
    tag = piece.get("tag")
    if tag in ("img", "media"):
        kind = "image" if tag == "img" else "media"
        found = _file(message, kind, piece)
        if found:
            files.append(found)
        return ""
    return _WORDS.get(str(tag), _nothing)(piece, named)


def _nothing(piece: Mapping[str, Any], named: Mapping[str, str]) -> str:
    return ""


def _words(piece: Mapping[str, Any], named: Mapping[str, str]) -> str:
    return str(piece.get("text") or "")


def _link(piece: Mapping[str, Any], named: Mapping[str, str]) -> str:
    text, href = str(piece.get("text") or ""), str(piece.get("href") or "")
    return text if text == href or not href else f"{text} {href}".strip()


def _at(piece: Mapping[str, Any], named: Mapping[str, str]) -> str:
    key = str(piece.get("user_id") or "")
    return key if key in named else f"@{piece.get('user_name') or ''}"


def _code(piece: Mapping[str, Any], named: Mapping[str, str]) -> str:
    return f"\n{piece.get('text') or ''}\n"


_WORDS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str]], str]] = {
    "text": _words,
    "md": _words,
    "a": _link,
    "at": _at,
    "code_block": _code,
}
