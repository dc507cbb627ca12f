"""The token calls (dingtalk.md §1.1) and the web login (§8)."""

from __future__ import annotations

import hmac
import html
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from simulator.dingtalk import ids
from simulator.dingtalk.api import OAPI, Call, Endpoint
from simulator.dingtalk.errors import ApiError, OapiError, bad, invalid_token, missing_scope
from simulator.errors import Refused

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk


def is_app(dt: DingTalk, client_id: object, secret: object) -> bool:
    return client_id == dt.settings.client_id and hmac.compare_digest(
        str(secret).encode(), dt.settings.client_secret.encode()
    )


def access_token(dt: DingTalk, call: Call) -> dict[str, Any]:
    if not is_app(dt, call.body.get("appKey"), call.body.get("appSecret")):
        raise bad("invalidClientIdOrSecret", "无效的clientId或者clientSecret")
    token, left = dt.tokens.issue("api")
    return {"accessToken": token, "expireIn": left}


def corp_token(dt: DingTalk, call: Call) -> dict[str, Any]:
    body = call.body
    corp_matches = call.request.match_info["corp"] == dt.settings.corp_id
    if not corp_matches or body.get("client_id") != dt.settings.client_id:
        raise bad("invalid.client")
    if body.get("grant_type") != "client_credentials":
        raise bad("invalid.grant")
    if not is_app(dt, body["client_id"], body.get("client_secret")):
        raise ApiError(401, "unauthorized.client")
    token, left = dt.tokens.issue("api")
    return {"access_token": token, "expires_in": left}


def gettoken(dt: DingTalk, call: Call) -> dict[str, Any]:
    if not is_app(dt, call.query.get("appkey"), call.query.get("appsecret")):
        raise OapiError(40089, "不合法的corpid或corpsecret")
    token, left = dt.tokens.issue("oapi")
    return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": left}


def user_access_token(dt: DingTalk, call: Call) -> dict[str, Any]:
    body = call.body
    if not is_app(dt, body.get("clientId"), body.get("clientSecret")):
        raise bad("invalidClientIdOrSecret")
    if body.get("grantType") != "authorization_code":
        raise bad("invalidGrantType")
    redeemed = dt.tokens.redeem(body.get("code"))
    if redeemed is None:
        raise bad("invalidCode", "code is unknown, used or expired")
    _, token, refresh = redeemed
    return {
        "accessToken": token,
        "refreshToken": refresh,
        "expireIn": 7200,
        "corpId": dt.settings.corp_id,
    }


def me(dt: DingTalk, call: Call) -> dict[str, Any]:
    person_id = dt.tokens.user(call.token)
    if person_id is None:
        raise invalid_token()
    if "Contact.User.Read" not in dt.settings.scopes:
        raise missing_scope("Contact.User.Read")
    person = dt.desk.directory.person(person_id)
    shown = {
        "nick": person.name,
        "avatarUrl": "",
        "openId": ids.open_id(dt.settings.client_id, person.id),
        "unionId": dt.desk.directory.union_id(person),
        "email": person.email,
    }
    if "Contact.User.mobile" in dt.settings.scopes:
        shown.update(mobile=person.mobile, stateCode="86")
    return shown


async def login_page(dt: DingTalk, request: web.Request) -> web.Response:
    """The login host's page: everybody of the organisation as a link back to the application.

    With `person=<world id>` in the query that person logs in at once (for tests).
    """
    query = request.query
    problem = _login_problem(dt, request)
    if problem:
        return web.Response(status=400, text=problem)
    if query.get("person"):
        try:
            person = dt.desk.directory.person(query["person"])
        except Refused as refusal:
            return web.Response(status=refusal.status, text=refusal.text)
        return web.Response(status=302, headers={"Location": _back(dt, request, person.id)})
    links = "".join(
        f'<li><a href="{html.escape(str(request.rel_url.update_query(person=person.id)))}">'
        f"{html.escape(person.name)}</a></li>"
        for person in dt.desk.directory.everybody()
    )
    head = "<!doctype html><meta charset=utf-8><title>钉钉登录</title><h1>钉钉登录</h1>"
    return web.Response(text=f"{head}<ul>{links}</ul>", content_type="text/html")


def _login_problem(dt: DingTalk, request: web.Request) -> str:
    query = request.query
    if query.get("client_id") != dt.settings.client_id:
        return "unknown client_id"
    if query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
        return "response_type=code and scope=openid are needed"
    if query.get("corpId") not in (None, dt.settings.corp_id):
        return "unknown corpId"
    redirect = query.get("redirect_uri", "")
    listed = dt.settings.redirect_uris
    local = urlsplit(redirect).hostname in ("127.0.0.1", "localhost")
    if redirect in listed or (not listed and local):
        return ""
    return f"redirect_uri is not listed in the app's security settings: {redirect}"


def _back(dt: DingTalk, request: web.Request, person: str) -> str:
    redirect = request.query["redirect_uri"]
    code = dt.tokens.login_code(person)
    answer = {"code": code, "authCode": code, "state": request.query.get("state", "")}
    return f"{redirect}{'&' if urlsplit(redirect).query else '?'}{urlencode(answer)}"


ENDPOINTS = (
    Endpoint("POST", "/v1.0/oauth2/accessToken", access_token, token="none"),
    Endpoint("POST", "/v1.0/oauth2/userAccessToken", user_access_token, token="none"),
    Endpoint("POST", "/v1.0/oauth2/{corp}/token", corp_token, token="none"),
    Endpoint("GET", "/v1.0/contact/users/me", me, token="user", counted=False),
    Endpoint("GET", "/gettoken", gettoken, token="none", host=OAPI),
)
