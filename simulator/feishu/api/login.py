"""Web login with the Feishu account (feishu.md §8)."""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from simulator.feishu.api.call import Call, Registrar

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

CODE_LIFE = timedelta(minutes=5)


@dataclass
class Login:
    person: str
    redirect_uri: str
    challenge: str
    expires: datetime
    used: bool = False


def register(feishu: Feishu, app: web.Application) -> None:
    add = Registrar(feishu, app).add
    add("GET", "/authen/v1/authorize", _authorize, token=None)
    add("POST", "/authen/v2/oauth/token", _token, token=None)
    add("GET", "/authen/v1/user_info", _user_info, token="u-")


def _authorize(call: Call) -> web.Response:
    """The login page: choose who you are; `person=` in the query answers at once."""
    feishu, uri = call.feishu, call.query("redirect_uri")
    if call.query("client_id") != feishu.settings.app_id:
        return web.Response(status=400, text="20001: client_id is unknown")
    if uri not in feishu.settings.redirect_uris:
        return web.Response(status=400, text=f"20029: redirect_uri is not registered: {uri}")
    chosen = call.query("person")
    if not chosen:
        return _choices(call)
    person = feishu.sim.world.people.get(chosen)
    if person is None or "feishu" not in person.accounts or not feishu.people.present(person):
        return web.Response(status=403, text="20008: the user does not exist")
    if person.id not in feishu.settings.availability:
        return web.Response(status=403, text="20010: no right to use this app")
    code = secrets.token_urlsafe(24)
    until = feishu.clock.now() + CODE_LIFE
    feishu.logins[code] = Login(person.id, uri, call.query("code_challenge"), until)
    answer = {"code": code, "state": call.query("state")}
    joint = "&" if "?" in uri else "?"
    return web.Response(status=302, headers={"Location": f"{uri}{joint}{urlencode(answer)}"})


def _choices(call: Call) -> web.Response:
    rows = ""
    for person in call.feishu.people.all():
        query = urlencode({**call.request.query, "person": person.id})
        rows += f'<li><a href="?{html.escape(query)}">{html.escape(person.name)}</a></li>'
    head = '<!doctype html><meta charset="utf-8"><title>飞书登录</title>'
    page = f"{head}<h1>以谁的身份登录?</h1><ul>{rows}</ul>"
    return web.Response(text=page, content_type="text/html")


def _token(call: Call) -> web.Response:
    feishu, body = call.feishu, call.body
    if body.get("grant_type") != "authorization_code":
        return _failed(20036, "unsupported_grant_type")
    settings = feishu.settings
    if body.get("client_id") != settings.app_id:
        return _failed(20048, "invalid_client")
    if body.get("client_secret") != settings.app_secret:
        return _failed(20002, "invalid_client")
    login = feishu.logins.get(str(body.get("code")))
    if login is None or feishu.clock.now() > login.expires:
        return _failed(20003, "invalid_grant")
    if login.used:
        return _failed(20065, "invalid_grant")
    if body.get("redirect_uri", login.redirect_uri) != login.redirect_uri:
        return _failed(20071, "invalid_grant")
    if login.challenge and _challenge(str(body.get("code_verifier"))) != login.challenge:
        return _failed(20049, "invalid_grant")
    login.used = True
    return web.json_response(
        {
            "code": 0,
            "access_token": feishu.tokens.user(login.person),
            "expires_in": 7200,
            "token_type": "Bearer",
            "scope": "auth:user.id:read",
        }
    )


def _user_info(call: Call) -> dict[str, Any]:
    feishu = call.feishu
    token = feishu.tokens.check(call.request.headers.get("Authorization"), "u-")
    person = feishu.sim.world.people[token.person]
    user = feishu.people.user(person, "open_id")
    names = ("open_id", "union_id", "user_id", "email", "mobile")
    found = {key: user[key] for key in names if key in user}
    name = {"name": person.name, "en_name": person.name, "avatar_url": ""}
    return {**name, **found, "tenant_key": feishu.settings.tenant_key}


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _failed(code: int, error: str) -> web.Response:
    body = {"code": code, "error": error, "error_description": f"{error} ({code})"}
    return web.json_response(body, status=400)
