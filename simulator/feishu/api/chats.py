"""The bot's groups and their members (feishu.md §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError
from simulator.feishu.store import Room

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

READ = ("im:chat:readonly", "im:chat", "im:chat.members:read")


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("GET", "/im/v1/chats", _chats, *READ)
    add("GET", "/im/v1/chats/{id}", _chat, *READ)
    add("GET", "/im/v1/chats/{id}/members", _members, *READ)


def _chats(call: Call) -> dict[str, Any]:
    """Groups the bot is in; no direct chats."""
    rooms = [r for r in call.feishu.store.groups() if r.bot_inside and not r.dissolved]
    items = [
        {
            "chat_id": room.id,
            "name": room.name,
            "description": "",
            "avatar": "",
            "owner_id": _owner(call, room),
            "owner_id_type": call.id_type(),
            "external": False,
            "tenant_key": call.feishu.settings.tenant_key,
            "chat_status": "normal",
        }
        for room in rooms
    ]
    return call.page(items, 100)


def _chat(call: Call) -> dict[str, Any]:
    room = _inside(call)
    return {
        "name": room.name if room.kind == "group" else "",
        "description": "",
        "owner_id": _owner(call, room),
        "owner_id_type": call.id_type(),
        "chat_mode": "p2p" if room.kind == "direct" else "topic" if room.topic else "group",
        "group_message_type": "thread" if room.topic else "chat",
        "chat_type": "private",
        "external": False,
        "tenant_key": call.feishu.settings.tenant_key,
        "user_count": str(len(room.members)),
        "bot_count": "1",
        "chat_status": "dissolved" if room.dissolved else "normal",
    }


def _members(call: Call) -> dict[str, Any]:
    """People only, no bots."""
    feishu, room, kind = call.feishu, _inside(call), call.id_type("member_id_type")
    items = [
        {
            "member_id_type": kind,
            "member_id": feishu.people.id_of(feishu.sim.world.people[member], kind),
            "name": feishu.sim.world.people[member].name,
            "tenant_key": feishu.settings.tenant_key,
        }
        for member in room.members
    ]
    return {**call.page(items, 100), "member_total": len(items)}


def _inside(call: Call) -> Room:
    room = call.feishu.store.rooms.get(call.path("id"))
    if room is None:
        raise ApiError(232006, "Your request specifies a chat_id which is invalid.")
    if room.dissolved:
        raise ApiError(232009, "The chat was dissolved.")
    if not room.bot_inside:
        raise ApiError(232011, "Operator can NOT be out of the chat.")
    return room


def _owner(call: Call, room: Room) -> str:
    if not room.members:
        return ""
    owner = call.feishu.sim.world.people[room.members[0]]
    return call.feishu.people.id_of(owner, call.id_type())
