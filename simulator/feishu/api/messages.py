"""Send, reply, update, edit, recall, read (feishu.md §5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu import ids
from simulator.feishu.api import outgoing, shape
from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError, invalid_field, wrong_parameter
from simulator.feishu.settings import GROUP_MSG
from simulator.feishu.store import BOT, Message

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

SEND = ("im:message", "im:message:send_as_bot")
UPDATABLE_FOR = timedelta(days=14)
MOST_EDITS = 20


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("POST", "/im/v1/messages", _send, *SEND)
    add("POST", "/im/v1/messages/{id}/reply", _reply, *SEND)
    add("PATCH", "/im/v1/messages/{id}", _patch, "im:message", "im:message:update")
    add("PUT", "/im/v1/messages/{id}", _edit, "im:message", "im:message:update")
    add("DELETE", "/im/v1/messages/{id}", _recall, "im:message", "im:message:recall")
    add("GET", "/im/v1/messages/{id}", _get, "im:message", "im:message:readonly")
    add("GET", "/im/v1/messages", _list, "im:message", "im:message:readonly")


def _send(call: Call) -> dict[str, Any]:
    feishu, body = call.feishu, call.body
    kind = call.query("receive_id_type")
    if kind not in ("open_id", "union_id", "user_id", "email", "chat_id"):
        raise invalid_field("receive_id_type", "is required")
    receiver = call.text("receive_id")
    earlier = outgoing.repeated(feishu, body.get("uuid"))
    if earlier is not None:
        return shape.message(feishu, earlier)
    room = outgoing.room_of(feishu, kind, receiver)
    message = outgoing.compose(feishu, room, body.get("msg_type"), body.get("content"))
    outgoing.may_send(feishu, room)
    if room.topic:
        message.thread = ids.new("omt_")
    feishu.store.add(message)
    outgoing.remember(feishu, body.get("uuid"), message)
    return shape.message(feishu, message)


def _reply(call: Call) -> dict[str, Any]:
    feishu, body = call.feishu, call.body
    earlier = outgoing.repeated(feishu, body.get("uuid"))
    if earlier is not None:
        return shape.message(feishu, earlier)
    target = _existing(call)
    room = feishu.store.rooms[target.chat]
    message = outgoing.compose(feishu, room, body.get("msg_type"), body.get("content"))
    outgoing.may_send(feishu, room)
    message.parent, message.root = target.id, target.root or target.id
    message.thread = target.thread
    if body.get("reply_in_thread") and not message.thread:
        message.thread = target.thread = ids.new("omt_")
    feishu.store.add(message)
    outgoing.remember(feishu, body.get("uuid"), message)
    return shape.message(feishu, message)


def _patch(call: Call) -> None:
    """A new card for everybody: own, at most 14 days old, updatable before and after."""
    feishu, message = call.feishu, _own(call)
    if message.kind != "interactive" or message.only_for is not None:
        raise wrong_parameter("the message is no card that can be updated")
    _young(call, message)
    content = call.body.get("content")
    if not isinstance(content, str):
        raise wrong_parameter("content is not a string in json format")
    card = outgoing.card_of(feishu, content)
    shared = card.get("schema") == "2.0" or (card.get("config") or {}).get("update_multi")
    if not message.updatable or not shared:
        raise wrong_parameter("the card's update_multi is not true")
    feishu.limits.patch(message.id)
    message.redraw(card, feishu.clock.now())


def _edit(call: Call) -> dict[str, Any]:
    feishu, body, message = call.feishu, call.body, _own(call)
    if body.get("msg_type") not in ("text", "post") or message.kind not in ("text", "post"):
        raise wrong_parameter("only text and post can be edited")
    if message.edits >= MOST_EDITS:
        raise ApiError(230072, "The message has reached its number of edits.")
    _young(call, message)
    room = feishu.store.rooms[message.chat]
    new = outgoing.compose(feishu, room, body["msg_type"], body.get("content"))
    message.kind, message.content, message.mentions = new.kind, new.content, new.mentions
    message.edits, message.updated = message.edits + 1, feishu.clock.now()
    return shape.message(feishu, message)


def _recall(call: Call) -> None:
    message = _own(call)
    message.recalled, message.updated = True, call.feishu.clock.now()


def _get(call: Call) -> dict[str, Any]:
    raw = call.query("card_msg_content_type") == "raw_card_content"
    found = call.feishu.store.messages.get(call.path("id"))
    if found is None:
        raise ApiError(230110, "The message was deleted or never existed.")
    _inside(call, found)
    return {"items": [shape.message(call.feishu, found, raw_card=raw)]}


def _list(call: Call) -> dict[str, Any]:
    """A chat's or thread's history; a group's needs group_msg (§4)."""
    feishu, container = call.feishu, call.query("container_id")
    if call.query("container_id_type") == "thread":
        found = [m for m in feishu.store.messages.values() if m.thread == container]
    else:
        room = feishu.store.rooms.get(container)
        if room is None:
            raise ApiError(230034, "The container_id is invalid.")
        if room.kind == "group" and GROUP_MSG not in feishu.settings.scopes:
            raise ApiError(230027, f"Lack of necessary permissions, ext=need scope: {GROUP_MSG}")
        found = feishu.store.in_room(container)
    found = [m for m in found if m.only_for is None]
    for key, sign in (("start_time", 1), ("end_time", -1)):
        limit = call.query(key)
        if limit.isdigit():
            found = [m for m in found if sign * (int(m.created.timestamp()) - int(limit)) >= 0]
    if call.query("sort_type") == "ByCreateTimeDesc":
        found.reverse()
    return call.page([shape.message(feishu, m) for m in found], 50)


def _existing(call: Call) -> Message:
    message = call.feishu.store.messages.get(call.path("id"))
    if message is None:
        raise ApiError(230110, "The message was deleted or never existed.")
    if message.recalled:
        raise ApiError(230011, "The message was recalled.")
    _inside(call, message)
    return message


def _own(call: Call) -> Message:
    message = _existing(call)
    if message.sender != BOT:
        raise ApiError(230012, "Bot is NOT the sender of the message.")
    return message


def _inside(call: Call, message: Message) -> None:
    if not call.feishu.store.rooms[message.chat].bot_inside:
        raise ApiError(230002, "Bot/User can NOT be out of the chat.")


def _young(call: Call, message: Message) -> None:
    if call.feishu.clock.now() - message.created > UPDATABLE_FOR:
        raise ApiError(230031, "The message was sent more than 14 days ago.")
