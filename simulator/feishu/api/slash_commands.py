"""Native slash commands of the app (feishu.md §4): an input aid, nothing more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu import ids
from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError, invalid_field

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

MOST = 100
READ, WRITE = "application:app_slash_command:read", "application:app_slash_command:write"
# The page knows one key of the fixed list by name; the shape is checked, the list is not public.
ICON = re.compile(r"^[a-z0-9-]+_(outlined|filled|colorful)$")


def register(feishu: Feishu, app: web.Application) -> None:
    add, path = Registrar(feishu, app).add, "/application/v7/app_slash_commands"
    add("POST", path, _create, WRITE)
    add("GET", path, _list, READ, WRITE)
    add("PATCH", f"{path}/{{id}}", _change, WRITE)
    add("DELETE", f"{path}/{{id}}", _delete, WRITE)


def _create(call: Call) -> dict[str, Any]:
    known, body, command = call.feishu.slash_commands, call.body, call.text("command")
    if command.startswith("/") or " " in command or len(command) > 32:
        raise invalid_field("command", "is written without / and blanks")
    if any(each["command"] == command for each in known.values()):
        raise ApiError(40000000, "the command exists already")
    if len(known) >= MOST:
        raise invalid_field("command", f"there are {MOST} already")
    command_id = ids.new("")[:20]
    now = str(call.feishu.clock.timestamp())
    known[command_id] = {
        "command_id": command_id,
        "command": command,
        **_described(body, required=True),
        "create_time": now,
        "update_time": now,
    }
    return {"command_id": command_id}


def _list(call: Call) -> dict[str, Any]:
    return {"items": list(call.feishu.slash_commands.values())}


def _change(call: Call) -> dict[str, Any]:
    found, body = _found(call), call.body
    if "command" in body and body["command"] != found["command"]:
        raise invalid_field("command", "cannot be changed")
    found |= _described(body, required=False)
    found["update_time"] = str(call.feishu.clock.timestamp())
    return {"command_id": found["command_id"]}


def _delete(call: Call) -> None:
    del call.feishu.slash_commands[_found(call)["command_id"]]


def _found(call: Call) -> dict[str, Any]:
    found = call.feishu.slash_commands.get(call.path("id"))
    if found is None:
        raise invalid_field("command_id", "is unknown")
    return found


def _described(body: dict[str, Any], *, required: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    description = body.get("description")
    if description is not None or required:
        if not isinstance(description, dict) or not description.get("default_value"):
            raise invalid_field("description.default_value", "is required")
        found["description"] = description
    icon = body.get("icon")
    if icon is not None:
        if not isinstance(icon, dict) or not ICON.match(str(icon.get("icon_key"))):
            raise ApiError(40000031, "icon_key is not supported")
        found["icon"] = icon
    return found
