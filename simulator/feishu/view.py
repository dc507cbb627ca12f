"""Messages as a person's client shows them: the control API's message objects."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulator.errors import Refused
from simulator.feishu import post
from simulator.feishu.card import render
from simulator.feishu.card.text import flatten
from simulator.feishu.store import BOT, Message
from simulator.marks import Line
from simulator.traffic import moment_of

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

_AT = re.compile(r'<at\s+user_id="([^"]+)">(.*?)</at>')


def messages(
    feishu: Feishu, chat: str | None, viewer: str | None, after: str | None
) -> list[dict[str, Any]]:
    """`after` is a message id of the same list, or an ISO time (then edits since count too)."""
    person = feishu.sim.world.person(viewer) if viewer else None
    who = person.id if person else None
    if chat is None:
        everything = list(feishu.store.messages.values())
    else:
        everything = feishu.store.in_room(feishu.room(chat, who).id)
    found = [m for m in _later(everything, after) if _visible(feishu, m, who)]
    return [_shown(feishu, message, who) for message in found]


def _visible(feishu: Feishu, message: Message, viewer: str | None) -> bool:
    if message.only_for is not None and message.only_for != viewer:
        return False
    return viewer is None or viewer in feishu.store.rooms[message.chat].members


def _later(found: list[Message], after: str | None) -> list[Message]:
    if not after:
        return found
    for index in range(len(found) - 1, -1, -1):
        if found[index].id == after:
            return found[index + 1 :]
    if after.startswith("om_"):
        raise Refused(f"no message {after!r} in this list", 404)
    moment: datetime = moment_of(after)
    return [m for m in found if max(m.created, m.updated or m.created) > moment]


def _shown(feishu: Feishu, message: Message, viewer: str | None) -> dict[str, Any]:
    card = message.card_for(viewer) if not message.recalled else None
    members = feishu.member_names(message.chat)
    shown = None if card is None else render.show(card, feishu.name_of, members, _address)
    return {
        "id": message.id,
        "chat": message.chat,
        "sender": message.sender if message.sender != "webhook" else BOT,
        "at": message.created.isoformat(),
        "edited_at": message.updated.isoformat() if message.updated else None,
        "text": _text(feishu, message, card),
        "view": _view(feishu, message),
        "mentions": _mentions(feishu, message, card),
        "quote": message.parent or None,
        "thread": message.thread or None,
        "files": [] if message.recalled else _files(feishu, message),
        "card": shown,
        "recalled": message.recalled,
        "only_for": message.only_for,
        "read_by": sorted(message.read_by),
        "urgent_for": message.urgent_for,
        "reactions": [{"emoji": r.emoji, "by": r.operator} for r in message.reactions],
        "pinned": message.pinned,
    }


def _text(feishu: Feishu, message: Message, card: dict[str, Any] | None) -> str:
    if message.recalled:
        return "[消息已撤回]"
    if card is not None:
        config, header = card.get("config") or {}, card.get("header") or {}
        summary = (config.get("summary") or {}).get("content")
        return str(summary or (header.get("title") or {}).get("content") or "[卡片消息]")
    body = message.body()
    if message.kind == "text":
        return _readable(feishu, message, str(body.get("text", "")))
    if message.kind == "post":
        return _post_text(feishu, message, body)
    return {"image": "[图片]", "file": f"[文件] {body.get('file_name', '')}"}.get(
        message.kind, f"[{message.kind}]"
    ).strip()


def _readable(feishu: Feishu, message: Message, text: str) -> str:
    text = _AT.sub(lambda m: f"@{'所有人' if m[1] == 'all' else feishu.name_of(m[1])}", text)
    for mention in sorted(message.mentions, key=lambda m: len(m.key), reverse=True):
        text = text.replace(mention.key, f"@{mention.name}")
    return text


def _post_text(feishu: Feishu, message: Message, body: dict[str, Any]) -> str:
    rich = next(iter(body.values()), {}) if "content" not in body else body
    keys = {mention.key: mention.name for mention in message.mentions}
    rows = [str(rich.get("title") or "")]
    for row in rich.get("content") or []:
        text = ""
        for part in row:
            if part.get("tag") == "at":
                who = str(part.get("user_id"))
                name = "所有人" if who == "all" else keys.get(who) or feishu.name_of(who)
                text += f"@{name}"
            elif part.get("tag") == "img":
                text += "[图片]"
            elif part.get("tag") == "md":
                text += _readable(feishu, message, flatten(str(part.get("text")), feishu.name_of))
            else:
                text += str(part.get("text") or "")
        rows.append(text)
    return "\n".join(row for row in rows if row)


def _view(feishu: Feishu, message: Message) -> list[Line] | None:
    """A post keeps its bold words and links; a text says it all by itself."""
    if message.kind != "post" or message.recalled:
        return None
    keys = {mention.key: mention.name for mention in message.mentions}
    return post.lines(message.body(), keys, feishu.name_of)


def _mentions(feishu: Feishu, message: Message, card: dict[str, Any] | None) -> list[str]:
    """Person ids, "bot", "all"."""
    if card is not None:
        wanted = render.mentioned(card)
    elif message.mentions:
        return [mention.person or mention.open_id for mention in message.mentions]
    else:
        wanted = [match[1] for match in _AT.finditer(str(message.body().get("text", "")))]
    found = [(each, feishu.people.any_id(each)) for each in wanted]
    return [person.id if person else each for each, person in found]


def _files(feishu: Feishu, message: Message) -> list[dict[str, Any]]:
    keys = re.findall(r'"(?:image_key|file_key)":\s*"([^"]+)"', message.content)
    assets = [feishu.store.assets[key] for key in keys if key in feishu.store.assets]
    return [
        {
            "name": asset.name,
            "kind": asset.kind,
            "size": len(asset.data),
            "key": asset.key,
            "url": _address(asset.key),
        }
        for asset in assets
    ]


def _address(key: str) -> str:
    return f"/sim/feishu/files/{key}"
