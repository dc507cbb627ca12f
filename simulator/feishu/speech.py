"""A person writes: turns what they typed, attached and quoted into messages and events (§4)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.errors import Refused
from simulator.feishu import ids
from simulator.feishu.settings import GROUP_MSG
from simulator.feishu.store import BOT, Mention, Message, Room
from simulator.platform import Upload
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

EVERYBODY = "所有人"


def say(
    feishu: Feishu,
    room: Room,
    person: Person,
    text: str,
    *,
    at_bot: bool,
    quote: str | None,
    files: Sequence[Upload],
    mentions: Sequence[str],
) -> str:
    """The id of the main message: the text (with its photos), else the first file."""
    if room.kind == "group" and person.id not in room.members:
        raise Refused(f"{person.id} is not in {room.name}")
    if room.dissolved:
        raise Refused(f"{room.name} was dissolved")
    parent = _quoted(feishu, room, quote)
    text = _with_mentions(feishu, room, text, at_bot, mentions)
    images = [feishu.store.keep(f.name, f.data, "image", person.id) for f in files if f.is_image]
    others = [f for f in files if not f.is_image]
    sent: list[Message] = []
    marked, found = _marked(feishu, text)
    if images and (text or len(images) > 1):
        content = _post(marked, found, [image.key for image in images])
        sent.append(_message(feishu, room, person, "post", content, found, parent))
    elif text:
        sent.append(_message(feishu, room, person, "text", {"text": marked}, found, parent))
    elif images:
        content = {"image_key": images[0].key}
        sent.append(_message(feishu, room, person, "image", content, [], parent))
    for upload in others:
        asset = feishu.store.keep(upload.name, upload.data, "file", person.id)
        content = {"file_key": asset.key, "file_name": upload.name}
        sent.append(_message(feishu, room, person, "file", content, [], parent))
    if not sent:
        raise Refused("nothing was said: text or files are needed")
    feishu.read(room, person)
    for message in sent:
        _tell_bot(feishu, room, person, message)
    return sent[0].id


def _quoted(feishu: Feishu, room: Room, quote: str | None) -> Message | None:
    if not quote:
        return None
    message = feishu.store.messages.get(quote)
    if message is None or message.chat != room.id:
        raise Refused(f"no message {quote!r} to quote in {room.name}", 404)
    return message


def _with_mentions(
    feishu: Feishu, room: Room, text: str, at_bot: bool, mentions: Sequence[str]
) -> str:
    bot = f"@{feishu.settings.bot_name}"
    if at_bot and room.kind == "group" and room.bot_inside and bot not in text:
        text = f"{bot} {text}".strip()
    for key in mentions:
        name = feishu.sim.world.person(key).name
        if f"@{name}" not in text:
            text = f"{text} @{name}".strip()
    return text


def _marked(feishu: Feishu, text: str) -> tuple[str, list[Mention]]:
    """@names become @_user_N keys in order of appearance; @所有人 becomes @_all (§4)."""
    bot = feishu.settings.bot_name
    known: dict[str, tuple[str, str]] = {bot: (feishu.settings.bot_open_id, BOT)}
    for person in feishu.people.all():
        known[person.name] = (feishu.people.id_of(person), person.id)
    names = sorted([*known, EVERYBODY], key=len, reverse=True)
    found: list[Mention] = []

    def mark(match: re.Match[str]) -> str:
        name = match.group(1)
        if name == EVERYBODY:
            if all(mention.person != "all" for mention in found):
                found.append(Mention("@_all", "", EVERYBODY, "all"))
            return "@_all"
        open_id, person = known[name]
        number = sum(mention.person != "all" for mention in found) + 1
        found.append(Mention(f"@_user_{number}", open_id, name, person))
        return found[-1].key

    pattern = "@(" + "|".join(re.escape(name) for name in names) + ")"
    return re.sub(pattern, mark, text), found


def _post(marked: str, found: list[Mention], images: list[str]) -> dict[str, Any]:
    """A rich text as a client sends a pasted photo with words: no locale wrapper (§4)."""
    names = {mention.key: mention.name for mention in found}
    rows: list[list[dict[str, Any]]] = []
    for line in marked.split("\n") if marked else []:
        row: list[dict[str, Any]] = []
        for piece in re.split(r"(@_all|@_user_\d+)", line):
            if piece in names:
                row.append({"tag": "at", "user_id": piece, "user_name": names[piece], "style": []})
            elif piece:
                row.append({"tag": "text", "text": piece, "style": []})
        rows.append(row)
    rows += [[{"tag": "img", "image_key": key, "width": 800, "height": 600}] for key in images]
    return {"title": "", "content": rows}


def _message(
    feishu: Feishu,
    room: Room,
    person: Person,
    kind: str,
    content: dict[str, Any],
    mentions: list[Mention],
    parent: Message | None,
) -> Message:
    thread = parent.thread if parent else ""
    if room.topic and not thread:
        thread = ids.new("omt_")
    return feishu.store.add(
        Message(
            id=ids.new("om_"),
            chat=room.id,
            sender=person.id,
            kind=kind,
            content=json.dumps(content, ensure_ascii=False),
            created=feishu.clock.now(),
            parent=parent.id if parent else "",
            root=(parent.root or parent.id) if parent else "",
            thread=thread,
            mentions=mentions,
        )
    )


def _tell_bot(feishu: Feishu, room: Room, person: Person, message: Message) -> None:
    """Groups: only what mentions the bot, unless group_msg is granted (§4)."""
    scopes = feishu.settings.scopes
    if not room.bot_inside or person.id in feishu.people.blocked:
        return
    if person.id not in feishu.settings.availability:
        return
    if room.kind == "direct":
        allowed = "im:message.p2p_msg:readonly" in scopes
    else:
        at_bot = any(mention.person == BOT for mention in message.mentions)
        allowed = GROUP_MSG in scopes or (at_bot and "im:message.group_at_msg:readonly" in scopes)
    if allowed:
        feishu.pusher.event("im.message.receive_v1", feishu.bodies.received(message, room, person))
