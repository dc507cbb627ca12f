"""Tokens and the bot's own identity (feishu.md §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.feishu.api.call import Call, Registrar
from simulator.feishu.codes import ApiError

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("POST", "/auth/v3/tenant_access_token/internal", _tenant, token=None)
    add("POST", "/auth/v3/app_access_token/internal", _app, token=None)
    add("GET", "/bot/v3/info", _info)


def _tenant(call: Call) -> web.Response:
    return web.json_response(_issue(call))


def _app(call: Call) -> web.Response:
    answer = _issue(call)
    token, _ = call.feishu.tokens.tenant("app")
    return web.json_response({**answer, "app_access_token": token})


def _issue(call: Call) -> dict[str, Any]:
    settings, body = call.feishu.settings, call.body
    if (body.get("app_id"), body.get("app_secret")) != (settings.app_id, settings.app_secret):
        raise ApiError(10014, "app secret invalid", 200)
    token, left = call.feishu.tokens.tenant()
    return {"code": 0, "msg": "ok", "tenant_access_token": token, "expire": left}


def _info(call: Call) -> web.Response:
    settings = call.feishu.settings
    bot = {
        "activate_status": 2,
        "app_name": settings.bot_name,
        "avatar_url": "",
        "ip_white_list": [],
        "open_id": settings.bot_open_id,
    }
    return web.json_response({"code": 0, "msg": "ok", "bot": bot})
