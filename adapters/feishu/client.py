"""Calls to Feishu's REST interface: token, envelope, one retry with a new token (feishu.md §1)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx

from adapters.feishu.codes import SCOPE_CODES, error_for, is_token_fault
from adapters.feishu.settings import FeishuSettings
from adapters.shared.http import json_answer, network_failures
from adapters.shared.pace import Pace
from adapters.shared.tokens import Token, TokenCache
from bot.errors import DeliveryError, Refused, RetryLater
from bot.ports import Clock

log = logging.getLogger(__name__)

_API_RATE = 16  # calls per second and API: 1000 a minute (feishu.md §4) …
_API_BURST = 40  # … and 50 a second


class FeishuClient:
    """One application's calls. Raises RetryLater, Unreachable or Refused.

    `missing_scopes` collects what the platform said about scopes we lack, for check().
    """

    def __init__(self, settings: FeishuSettings, clock: Clock, http: httpx.AsyncClient) -> None:
        self._settings = settings
        self._http = http
        self._tokens = TokenCache(clock, self._new_token)
        self._pace = Pace(_API_RATE, _API_BURST)
        self.missing_scopes: dict[str, str] = {}

    async def call(
        self,
        method: str,
        path: str,
        *,
        api: str = "",
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The whole envelope of a successful call (`data` may be missing).

        `path` is under /open-apis; `api` names the call in errors and for the rate limit.
        """
        name = api or f"{method} {path}"
        await self._pace.wait(name)
        for last in (False, True):
            token = await self._tokens.get()
            with network_failures(f"feishu {name}"):
                response = await self._http.request(
                    method,
                    self._url(path),
                    params=params,
                    json=json,
                    data=data,
                    files=files,
                    headers=_bearer(token),
                )
            envelope = json_answer(response)
            code = _code(envelope)
            if envelope is not None and code == 0:
                return envelope
            if code is not None and is_token_fault(code) and not last:
                self._tokens.drop(token)
                continue
            raise self._fault(name, response, envelope)
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def download(self, path: str, params: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """An open binary answer; its body is still to be read."""
        name = "download"
        await self._pace.wait(name)
        for last in (False, True):
            token = await self._tokens.get()
            with network_failures(f"feishu {name}"):
                request = self._http.build_request(
                    "GET", self._url(path), params=params, headers=_bearer(token)
                )
                response = await self._http.send(request, stream=True)
            try:
                if response.status_code < 400 and not _is_json(response):
                    yield response
                    return
                with network_failures(f"feishu {name}"):
                    await response.aread()
                envelope = json_answer(response)
                code = _code(envelope)
                if code is None or not is_token_fault(code) or last:
                    raise self._fault(name, response, envelope)
                self._tokens.drop(token)
            finally:
                await response.aclose()

    async def verify_credentials(self) -> None:
        """Fetches a token unless one is at hand; raises what the token endpoint answers."""
        await self._tokens.get()

    def _url(self, path: str) -> str:
        return f"{self._settings.base_url}/open-apis{path}"

    async def _new_token(self) -> Token:
        name = "token"
        with network_failures(f"feishu {name}"):
            response = await self._http.post(
                self._url("/auth/v3/tenant_access_token/internal"),
                json={
                    "app_id": self._settings.app_id,
                    "app_secret": self._settings.app_secret,
                },
            )
        envelope = json_answer(response)
        if envelope is None or _code(envelope) != 0:
            raise self._fault(name, response, envelope)
        secret, expire = envelope.get("tenant_access_token"), envelope.get("expire")
        if not isinstance(secret, str) or not isinstance(expire, int):
            raise Refused("feishu token: the answer holds none", code="token")
        return Token(secret, timedelta(seconds=expire))

    def _fault(
        self, name: str, response: httpx.Response, envelope: dict[str, Any] | None
    ) -> DeliveryError:
        code = _code(envelope)
        message = str((envelope or {}).get("msg") or "")
        log_id = response.headers.get("X-Tt-Logid", "")
        status = response.status_code
        log.warning("feishu %s failed: http %d, code %s, log id %s", name, status, code, log_id)
        if code in SCOPE_CODES:
            self.missing_scopes[name] = message[:400]
        reset = response.headers.get("x-ogw-ratelimit-reset", "")
        error = error_for(f"feishu {name}", status, code, message, reset)
        if isinstance(error, RetryLater) and error.after and reset:
            self._pace.hold(name, error.after)
        return error


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _is_json(response: httpx.Response) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")


def _code(envelope: Mapping[str, Any] | None) -> int | None:
    code = (envelope or {}).get("code")
    return code if isinstance(code, int) else None


