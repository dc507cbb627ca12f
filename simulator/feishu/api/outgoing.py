"""From what the bot sends to a stored message: targets, content rules, idempotency (§5)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulator.feishu import ids
from simulator.feishu.card import validate
from simulator.feishu.codes import ApiError, card_rejected, wrong_parameter
from simulator.feishu.store import BOT, Mention, Message, Room

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

UUID_LIFE = timedelta(hours=1)
MOST_TEXT, MOST_POST = 150 * 1024, 30 * 1024
KINDS = (
    "text",
    "post",
    "image",
    "file",
    "audio",
    "media",
    "sticker",
    "share_chat",
    "share_user",
    "interactive",
)
_AT = re.compile(r'<at\s+user_id="([^"]*)"\s*>(.*?)</at>', re.DOTALL)


def room_of(feishu: Feishu, kind: str, receiver: str) -> Room:
    """The chat a receive_id stands for. ApiError 230034, 230013, 230029, 230053, 230002."""
    if kind == "chat_id":
        room = feishu.store.rooms.get(receiver)
        if room is None:
            raise ApiError(230034, "The receive_id is invalid.")
        return room
    person = feishu.people.find(receiver, kind)
    if person is None:
        raise ApiError(230034, "The receive_id is invalid.")
    return feishu.store.direct(person.id)


def may_send(feishu: Feishu, room: Room) -> None:
    if room.dissolved:
        raise ApiError(232009, "The chat was dissolved.")
    if room.kind == "group":
        if not room.bot_inside:
            raise ApiError(230002, "Bot/User can NOT be out of the chat.")
        if room.muted:
            raise ApiError(230018, "The group only allows some members to send.")
    else:
        member = room.members[0]
        if member in feishu.people.resigned:
            raise ApiError(230029, "The user has resigned.")
        if member in feishu.people.blocked:
            raise ApiError(230053, "The user has stopped the bot from sending messages.")
        if member not in feishu.settings.availability:
            raise ApiError(230013, "Bot has NO availability to this user.")
    feishu.limits.chat(room.id)
    feishu.tenant_limit()


def repeated(feishu: Feishu, uuid: Any) -> Message | None:
    """The message an earlier call with this uuid made within the last hour."""
    if uuid in (None, ""):
        return None
    if not isinstance(uuid, str) or len(uuid) > 50:
        raise wrong_parameter("uuid is longer than 50")
    known = feishu.sent.get(uuid)
    if known is None or feishu.clock.now() - known[0] > UUID_LIFE:
        return None
    return feishu.store.messages.get(known[1])


def remember(feishu: Feishu, uuid: Any, message: Message) -> None:
    if uuid:
        feishu.sent[uuid] = (feishu.clock.now(), message.id)


def compose(feishu: Feishu, room: Room, kind: Any, content: Any) -> Message:
    """A checked message, not yet stored. `content` is a JSON string (§5)."""
    if kind not in KINDS:
        raise wrong_parameter("invalid msg_type")
    if not isinstance(content, str):
        raise wrong_parameter("content is not a string in json format")
    message = Message(ids.new("om_"), room.id, BOT, kind, content, feishu.clock.now())
    if kind == "interactive":
        message.card = card_of(feishu, content)
        message.updatable = _updatable(message.card)
        return message
    limit = MOST_TEXT if kind == "text" else MOST_POST
    if len(content.encode()) > limit:
        raise ApiError(230025, "The length of the message content reaches its limit.")
    try:
        body = json.loads(content)
    except ValueError as fault:
        raise wrong_parameter("content is not in json format") from fault
    if not isinstance(body, dict):
        raise wrong_parameter("content is no json object")
    if kind == "text":
        _text(feishu, message, body)
    elif kind == "post":
        _post(feishu, message, body)
    else:
        _asset(feishu, body)
    return message


def card_of(feishu: Feishu, content: Any) -> dict[str, Any]:
    """The card of an interactive content: JSON, or a CardKit card by its id."""
    card = validate.parse(content)
    if card.get("type") == "card" and isinstance(card.get("data"), dict):
        kept = feishu.cards.get(str(card["data"].get("card_id")))
        if kept is None:
            raise card_rejected(11310, "cardid is invalid")
        return kept.take()
    if card.get("type") == "template":
        raise card_rejected(200380, "template does not exist")
    validate.check(card, feishu.known())
    return card


def _updatable(card: dict[str, Any]) -> bool:
    """update_multi: always in 2.0, off by default in 1.0 (§6.1)."""
    return card.get("schema") == "2.0" or bool((card.get("config") or {}).get("update_multi"))


def _text(feishu: Feishu, message: Message, body: dict[str, Any]) -> None:
    if not isinstance(body.get("text"), str) or not body["text"]:
        raise wrong_parameter("text is empty")
    text = _AT.sub(lambda found: _mention(feishu, message, found[1], found[2]), body["text"])
    message.content = json.dumps({"text": text}, ensure_ascii=False)


def _post(feishu: Feishu, message: Message, body: dict[str, Any]) -> None:
    posts = [post for post in body.values() if isinstance(post, dict)]
    if not posts or not isinstance(posts[0].get("content"), list):
        raise wrong_parameter("post content is invalid")
    for row in posts[0]["content"]:
        for part in row:
            if part.get("tag") == "at":
                who = str(part.get("user_id"))
                part["user_id"] = _mention(feishu, message, who, str(part.get("user_name") or ""))
            if part.get("tag") == "md":
                part["text"] = _AT.sub(
                    lambda found: _mention(feishu, message, found[1], found[2]),
                    str(part.get("text") or ""),
                )
            if part.get("tag") == "img" and part.get("image_key") not in feishu.store.assets:
                raise wrong_parameter("image_key is invalid")
    message.content = json.dumps(posts[0], ensure_ascii=False)


def _mention(feishu: Feishu, message: Message, who: str, name: str) -> str:
    if who == "all":
        message.mentions.append(Mention("@_all", "", "所有人", "all"))
        return "@_all"
    person = feishu.people.any_id(who)
    number = sum(mention.person != "all" for mention in message.mentions) + 1
    key = f"@_user_{number}"
    found = person.name if person else name
    open_id = feishu.people.id_of(person) if person else who
    message.mentions.append(Mention(key, open_id, found, person.id if person else ""))
    return key


def _asset(feishu: Feishu, body: dict[str, Any]) -> None:
    for key in ("image_key", "file_key"):
        if key in body and body[key] not in feishu.store.assets:
            raise wrong_parameter(f"{key} is invalid")
