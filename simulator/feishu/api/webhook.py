"""The custom webhook bot of a group (feishu.md §9): signed text, posts and cards, one way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu import crypto
from simulator.feishu.api import outgoing
from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError
from simulator.feishu.store import Room

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

MOST_BYTES = 20 * 1024
SIGN_SECONDS = 3600


def register(feishu: Feishu, app: web.Application) -> None:
    Registrar(feishu, app).add("POST", "/bot/v2/hook/{token}", _hook, token=None)


def _hook(call: Call) -> web.Response:
    feishu, token = call.feishu, call.path("token")
    room = next((r for r in feishu.store.groups() if feishu.webhook(r)["token"] == token), None)
    if room is None:
        raise ApiError(19001, "param invalid: incoming webhook access token invalid", 200)
    if len(call.raw) > MOST_BYTES:
        raise ApiError(19036, "the body is too large", 200)
    body = call.body
    _signed(call, room, body)
    feishu.limits.webhook(token)
    _keep(feishu, room, body)
    answer = {"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "StatusMessage": "success"}
    return web.json_response(answer)


def _signed(call: Call, room: Room, body: dict[str, Any]) -> None:
    secret = call.feishu.webhook(room)["secret"]
    timestamp = str(body.get("timestamp", ""))
    fresh = timestamp.isdigit() and (
        abs(call.feishu.clock.timestamp() - int(timestamp)) <= SIGN_SECONDS
    )
    if not fresh or body.get("sign") != crypto.webhook_sign(timestamp, secret):
        raise ApiError(19021, "sign match fail or timestamp is not within one hour", 200)


def _keep(feishu: Feishu, room: Room, body: dict[str, Any]) -> None:
    kind = body.get("msg_type")
    content = body.get("card") if kind == "interactive" else body.get("content")
    if not isinstance(content, dict):
        raise ApiError(9499, "Bad Request: content is no object")
    if kind == "post":
        content = content.get("post") or {}
    message = outgoing.compose(feishu, room, kind, json.dumps(content, ensure_ascii=False))
    message.sender, message.updatable = "webhook", False
    feishu.store.add(message)
