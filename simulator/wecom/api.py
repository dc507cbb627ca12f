"""The HTTP API under /cgi-bin: access tokens, JSON bodies, one error envelope (wecom.md §1)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from simulator.wecom.errors import ApiError, envelope
from simulator.wecom.shared import Shared

TOKEN_LIFE = timedelta(seconds=7200)


@dataclass(frozen=True)
class Call:
    """One request: its query, its JSON body (empty for GET) and the bytes as sent."""

    query: dict[str, str]
    body: dict[str, Any]
    raw: bytes
    content_type: str

    def text(self, key: str, missing: int = 40063) -> str:
        value = self.body.get(key)
        if value in (None, ""):
            raise ApiError(missing, key)
        if not isinstance(value, str):
            raise ApiError(40058, f"{key} must be a string")
        return value


Handler = Callable[[Call], Any]  # a dict or web.Response, or a coroutine of one


class Api:
    """Handlers by path; `open_` ones need no access token."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._handlers: dict[str, tuple[str, Handler, bool]] = {}
        self._token = ""
        self._token_until: datetime | None = None
        self._old_tokens: set[str] = set()
        self._bad_secrets = 0
        self.get("gettoken", self._gettoken, open_=True)
        self.get("getcallbackip", lambda call: {"ip_list": ["127.0.0.1"]})

    def get(self, path: str, handler: Handler, *, open_: bool = False) -> None:
        self._handlers[path] = ("GET", handler, open_)

    def post(self, path: str, handler: Handler, *, open_: bool = False) -> None:
        self._handlers[path] = ("POST", handler, open_)

    def expire_tokens(self) -> None:
        """The issued token is invalid from now on (42001); the next gettoken gives another."""
        if self._token:
            self._old_tokens.add(self._token)
        self._token, self._token_until = "", None

    def state(self) -> dict[str, Any]:
        return {"bad_secrets": self._bad_secrets, "tokens_expired": len(self._old_tokens)}

    async def handle(self, request: web.Request) -> web.Response:
        path = request.match_info["path"].strip("/")
        try:
            result = await self._run(path, request)
        except ApiError as fault:
            stamp = self._shared.sim.clock.timestamp()
            result = envelope(fault.code, fault.detail, hint=stamp)
        if isinstance(result, web.Response):
            return result
        return web.json_response({"errcode": 0, "errmsg": "ok", **result})

    async def _run(self, path: str, request: web.Request) -> Any:
        if path not in self._handlers:
            raise ApiError(48002, f"this simulator has no {path}")
        method, handler, open_ = self._handlers[path]
        if request.method != method:
            raise ApiError(40058, f"require http method {method}")
        query = dict(request.query)
        if not open_:
            self._authorise(query, path)
        raw, content_type = await request.read(), request.headers.get("Content-Type", "")
        body = {} if content_type.startswith("multipart/") else _json(raw, method)
        result = handler(Call(query, body, raw, content_type))
        return await result if hasattr(result, "__await__") else result

    def _authorise(self, query: dict[str, str], path: str) -> None:
        token = query.get("access_token")
        if not token:
            raise ApiError(41001)
        if token in self._old_tokens:
            raise ApiError(42001)
        if token != self._token or self._token_until is None:
            raise ApiError(40014)
        if self._token_until <= self._shared.now():
            raise ApiError(42001)
        if self._shared.faults.take("untrusted_ip", f"/wecom/cgi-bin/{path}"):
            raise ApiError(60020)

    def _gettoken(self, call: Call) -> dict[str, Any]:
        settings, now = self._shared.settings, self._shared.now()
        corp, secret = call.query.get("corpid"), call.query.get("corpsecret")
        if not corp:
            raise ApiError(41002)
        if not secret:
            raise ApiError(41004)
        if corp != settings.corp_id:
            raise ApiError(40013)
        bad = self._shared.faults.take("bad_secret", "/wecom/cgi-bin/gettoken")
        if secret != settings.app_secret or bad or not self._shared.has("app"):
            self._bad_secrets += 1
            raise ApiError(40001)
        if self._token_until is None or self._token_until <= now:
            self.expire_tokens()
            self._token, self._token_until = secrets.token_urlsafe(96), now + TOKEN_LIFE
        left = int((self._token_until - now).total_seconds())
        return {"access_token": self._token, "expires_in": left}


def _json(raw: bytes, method: str) -> dict[str, Any]:
    if method == "GET" or not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError as fault:
        raise ApiError(40058, "Warning: wrong json format.") from fault
    if not isinstance(body, dict):
        raise ApiError(40058, "Warning: wrong json format.")
    return body
