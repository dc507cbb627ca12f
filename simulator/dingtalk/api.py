"""Serves the two API hosts: token, scope and quota checks, then the endpoint, in its envelope."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulator.dingtalk import errors
from simulator.dingtalk.errors import ApiError, OapiError

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

API = "/dingtalk/api"
OAPI = "/dingtalk/oapi"
TOKEN_HEADER = "x-acs-dingtalk-access-token"


@dataclass(frozen=True)
class Call:
    """One request of the bot: `body` is its JSON object (empty if there was none)."""

    body: dict[str, Any]
    query: dict[str, str]
    request: web.Request
    token: str = ""


@dataclass(frozen=True)
class Endpoint:
    """`counted`: counts towards the month; login and contacts do not (dingtalk.md §1.2)."""

    method: str
    path: str
    handler: Callable[[DingTalk, Call], Any]
    scope: str | None = None
    token: str = "app"  # app | user | none
    counted: bool = True
    host: str = API


def mount(dt: DingTalk, app: web.Application, endpoints: Iterable[Endpoint]) -> None:
    for endpoint in endpoints:
        serve = _api if endpoint.host == API else _oapi
        app.router.add_route(
            endpoint.method, endpoint.host + endpoint.path, _bound(serve, dt, endpoint)
        )
    app.router.add_route("*", API + "/{rest:.*}", _unknown_api)
    app.router.add_route("*", OAPI + "/{rest:.*}", _unknown_oapi)


def _bound(serve: Any, dt: DingTalk, endpoint: Endpoint) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse = await serve(dt, endpoint, request)
        return response

    return handler


async def _api(dt: DingTalk, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
    try:
        token = request.headers.get(TOKEN_HEADER, "")
        if endpoint.token == "app" and not dt.tokens.opens_api(token):
            raise errors.invalid_token()
        _check_api_limits(dt, endpoint, request.path)
        try:
            body = await _json(request)
        except ValueError:
            raise errors.bad("InvalidParameter", "the body is not a JSON object") from None
        result = await _run(dt, endpoint, Call(body, dict(request.query), request, token))
    except ApiError as refusal:
        return web.json_response(refusal.body(), status=refusal.status)
    return result if isinstance(result, web.StreamResponse) else web.json_response(result)


def _check_api_limits(dt: DingTalk, endpoint: Endpoint, path: str) -> None:
    if endpoint.scope and endpoint.scope not in dt.settings.scopes:
        raise errors.missing_scope(endpoint.scope)
    if dt.faults.take("qps_limit", path):
        raise errors.too_many_calls()
    if endpoint.token == "none":
        return
    if dt.quotas.too_fast(endpoint.method + endpoint.path):
        raise errors.too_many_calls()
    used_up = endpoint.counted and not dt.quotas.count_call()
    if used_up or (endpoint.counted and dt.faults.take("api_quota", path)):
        raise errors.month_is_used_up()


async def _oapi(dt: DingTalk, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
    try:
        token = request.query.get("access_token", "")
        if endpoint.token == "app":
            _check_oapi(dt, endpoint, request.path, token)
        try:
            body = await _json(request)
        except ValueError:
            raise OapiError(400002, "the body is not a JSON object") from None
        result = await _run(dt, endpoint, Call(body, dict(request.query), request, token))
    except OapiError as refusal:
        return web.json_response(refusal.body())
    return result if isinstance(result, web.StreamResponse) else web.json_response(result)


def _check_oapi(dt: DingTalk, endpoint: Endpoint, path: str, token: str) -> None:
    if not token:
        raise OapiError(41001, "缺少access_token")
    if not dt.tokens.opens_oapi(token):
        if dt.tokens.was_issued(token):
            raise OapiError(42001, "access_token超时")
        raise OapiError(40014, "不合法的access_token")
    if endpoint.scope and endpoint.scope not in dt.settings.scopes:
        raise OapiError(43007, f"没有权限: {endpoint.scope}")
    if dt.faults.take("qps_limit", path) or dt.quotas.too_fast(endpoint.path):
        raise OapiError(90018, "您的服务器调用钉钉开放平台该接口的QPS超过上限")
    used_up = endpoint.counted and not dt.quotas.count_call()
    if used_up or (endpoint.counted and dt.faults.take("api_quota", path)):
        raise OapiError(90020, "组织当月API调用量已用完")


async def _run(dt: DingTalk, endpoint: Endpoint, call: Call) -> Any:
    result = endpoint.handler(dt, call)
    return await result if inspect.isawaitable(result) else result


async def _json(request: web.Request) -> dict[str, Any]:
    """The JSON object of the body, {} for another kind of body. Raises ValueError."""
    if "json" not in request.headers.get("Content-Type", "json"):
        return {}
    raw = await request.read()
    body = json.loads(raw) if raw else {}
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


async def _unknown_api(request: web.Request) -> web.Response:
    refusal = ApiError(404, "InvalidAction.NotFound", f"no such API: {request.path}")
    return web.json_response(refusal.body(), status=404)


async def _unknown_oapi(request: web.Request) -> web.Response:
    return web.json_response(OapiError(404, "请求的URI地址不存在").body())
