"""Readers, urgent reminders, reactions, pins (feishu.md §5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu import ids
from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError, invalid_field, wrong_parameter
from simulator.feishu.events import milliseconds
from simulator.feishu.store import BOT, Message, Reaction

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

READERS_KEPT = timedelta(days=7)
MOST_UNREAD_URGENTS = 200
REACT = ("im:message", "im:message.reactions:write_only")


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("GET", "/im/v1/messages/{id}/read_users", _readers, "im:message", "im:message:readonly")
    for how, scope in (("app", "im:message.urgent"), ("sms", "sms"), ("phone", "phone")):
        needed = scope if how == "app" else f"im:message.urgent:{scope}"
        add("PATCH", f"/im/v1/messages/{{id}}/urgent_{how}", _urgent, needed)
    add("POST", "/im/v1/messages/{id}/reactions", _react, *REACT)
    add("GET", "/im/v1/messages/{id}/reactions", _reactions, *REACT)
    add("DELETE", "/im/v1/messages/{id}/reactions/{reaction}", _unreact, *REACT)
    add("POST", "/im/v1/pins", _pin, "im:message", "im:message.pins:write_only")
    add("DELETE", "/im/v1/pins/{id}", _unpin, "im:message", "im:message.pins:write_only")


def _readers(call: Call) -> dict[str, Any]:
    feishu, message, kind = call.feishu, _own(call), call.id_type()
    if feishu.clock.now() - message.created > READERS_KEPT:
        raise ApiError(230033, "The message was sent more than 7 days ago.")
    items = [
        {
            "user_id_type": kind,
            "user_id": feishu.people.id_of(feishu.sim.world.people[person], kind),
            "timestamp": milliseconds(at),
            "tenant_key": feishu.settings.tenant_key,
        }
        for person, at in message.read_by.items()
    ]
    return call.page(items, 100)


def _urgent(call: Call) -> dict[str, Any]:
    """Members of the chat only; at most 200 unread urgents a person."""
    feishu, message, kind = call.feishu, _own(call), call.id_type()
    wanted = call.body.get("user_id_list")
    if not isinstance(wanted, list) or not wanted:
        raise invalid_field("user_id_list", "is required")
    people, invalid = call.people(kind, wanted)
    members = feishu.store.rooms[message.chat].members
    for person in people:
        unread = sum(
            person.id in other.urgent_for and person.id not in other.read_by
            for other in feishu.store.messages.values()
        )
        if unread >= MOST_UNREAD_URGENTS:
            raise ApiError(230023, "The number of unread urgent messages reaches its limit.")
        if person.id not in members:
            invalid.append(feishu.people.id_of(person, kind))
        elif person.id not in message.urgent_for:
            message.urgent_for.append(person.id)
    return {"invalid_user_id_list": invalid}


def _react(call: Call) -> dict[str, Any]:
    message = _found(call)
    emoji = (call.body.get("reaction_type") or {}).get("emoji_type")
    if not isinstance(emoji, str) or not emoji:
        raise ApiError(231001, "reaction type is invalid.")
    reaction = Reaction(ids.new(""), emoji, BOT, call.feishu.clock.now())
    message.reactions.append(reaction)
    return _reaction(call, reaction)


def _reactions(call: Call) -> dict[str, Any]:
    return call.page([_reaction(call, each) for each in _found(call).reactions], 50)


def _unreact(call: Call) -> dict[str, Any]:
    message = _found(call)
    for reaction in message.reactions:
        if reaction.id == call.path("reaction") and reaction.operator == BOT:
            message.reactions.remove(reaction)
            return _reaction(call, reaction)
    raise ApiError(231003, "The reaction is not found or not your own.")


def _pin(call: Call) -> dict[str, Any]:
    message = call.feishu.store.messages.get(call.text("message_id"))
    if message is None:
        raise wrong_parameter("message_id is invalid")
    message.pinned = True
    pin = {
        "message_id": message.id,
        "chat_id": message.chat,
        "operator_id": call.feishu.settings.app_id,
        "operator_id_type": "app_id",
        "create_time": str(call.feishu.clock.timestamp_ms()),
    }
    return {"pin": pin}


def _unpin(call: Call) -> None:
    _found(call).pinned = False


def _reaction(call: Call, reaction: Reaction) -> dict[str, Any]:
    feishu = call.feishu
    if reaction.operator == BOT:
        operator = {"operator_id": feishu.settings.app_id, "operator_type": "app"}
    else:
        person = feishu.sim.world.people[reaction.operator]
        operator = {"operator_id": feishu.people.id_of(person), "operator_type": "user"}
    return {
        "reaction_id": reaction.id,
        "operator": operator,
        "action_time": milliseconds(reaction.at),
        "reaction_type": {"emoji_type": reaction.emoji},
    }


def _found(call: Call) -> Message:
    message = call.feishu.store.messages.get(call.path("id"))
    if message is None or message.recalled:
        raise ApiError(231003, "The message is not found, it may have been deleted.")
    if not call.feishu.store.rooms[message.chat].bot_inside:
        raise ApiError(230002, "Bot/User can NOT be out of the chat.")
    return message


def _own(call: Call) -> Message:
    message = _found(call)
    if message.sender != BOT:
        raise ApiError(230012, "Bot is NOT the sender of the message.")
    return message
