"""Calls to DingTalk's two APIs: one token, two envelopes, one retry with a new token (§1)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx

from adapters.dingtalk.codes import HOUR, QUOTA, error_for, is_token_fault
from adapters.dingtalk.settings import DingTalkSettings
from adapters.dingtalk.usage import Meter
from adapters.shared.http import json_answer, network_failures
from adapters.shared.pace import Pace
from adapters.shared.tokens import Token, TokenCache
from bot.errors import DeliveryError, Refused, RetryLater
from bot.ports import Clock

log = logging.getLogger(__name__)

_RATE, _BURST = 18, 18  # calls per second and API; the limit is 20 (§1.2)


class DingTalkClient:
    """One app's calls. Raises RetryLater, Unreachable or Refused.

    `missing_scopes` collects, per call, what the platform said about scopes we lack.
    """

    def __init__(
        self, settings: DingTalkSettings, clock: Clock, http: httpx.AsyncClient, meter: Meter
    ) -> None:
        self._settings = settings
        self._http = http
        self._meter = meter
        self._tokens = TokenCache(clock, self._new_token, margin=timedelta(minutes=5))
        self._pace = Pace(_RATE, _BURST)
        self.missing_scopes: dict[str, str] = {}

    async def api(
        self, method: str, path: str, *, name: str, json: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """A call to the new API (token in a header, HTTP status tells). `name` is for errors."""
        await self._pace.wait(name)
        for last in (False, True):
            token = await self._tokens.get()
            self._meter.call()
            with network_failures(f"dingtalk {name}"):
                response = await self._http.request(
                    method, f"{self._settings.api_url}{path}", json=json, params=params,
                    headers={"x-acs-dingtalk-access-token": token},
                )
            answer = json_answer(response)
            if response.status_code < 400 and answer is not None and not _punished(answer):
                return answer
            code = _new_code(answer)
            if is_token_fault(code) and not last:
                self._tokens.drop(token)
                continue
            raise self._fault(name, response.status_code, code, answer)
        raise AssertionError("unreachable")

    async def oapi(
        self, path: str, *, name: str, json: Any = None, files: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None, counts: bool = False,
    ) -> dict[str, Any]:
        """A call to the old API (token in the query, HTTP 200 always, `errcode` tells).

        Contacts do not count against the quota (§1.2), other calls do.
        """
        await self._pace.wait(name)
        for last in (False, True):
            token = await self._tokens.get()
            if counts:
                self._meter.call()
            with network_failures(f"dingtalk {name}"):
                response = await self._http.post(
                    f"{self._settings.oapi_url}{path}", json=json, files=files,
                    params={**(params or {}), "access_token": token},
                )
            answer = json_answer(response)
            code = old_code(answer)
            if code == "0" and answer is not None:
                return answer
            if is_token_fault(code) and not last:
                self._tokens.drop(token)
                continue
            raise self._fault(name, response.status_code, code, answer)
        raise AssertionError("unreachable")

    async def webhook(self, url: str, body: Mapping[str, Any]) -> None:
        """Says `body` through a session webhook; it needs no token and does not count."""
        name = "session"
        with network_failures(f"dingtalk {name}"):
            response = await self._http.post(url, json=body)
        answer = json_answer(response)
        code = old_code(answer)
        if code != "0":
            raise self._fault(name, response.status_code, code, answer)

    @asynccontextmanager
    async def download(self, url: str) -> AsyncIterator[httpx.Response]:
        """An open answer to a plain GET of a file's short-lived address."""
        with network_failures("dingtalk download"):
            request = self._http.build_request("GET", url)
            response = await self._http.send(request, stream=True)
        try:
            if response.status_code >= 500:
                raise RetryLater("dingtalk download", code=f"http{response.status_code}")
            if response.status_code != 200:
                raise Refused("dingtalk download", code=f"http{response.status_code}")
            yield response
        finally:
            await response.aclose()

    async def verify_credentials(self) -> None:
        """Fetches a token unless one is at hand; raises what the token endpoint answers."""
        await self._tokens.get()

    async def _new_token(self) -> Token:
        name = "token"
        with network_failures(f"dingtalk {name}"):
            response = await self._http.post(
                f"{self._settings.api_url}/v1.0/oauth2/accessToken",
                json={
                    "appKey": self._settings.client_id,
                    "appSecret": self._settings.client_secret,
                },
            )
        answer = json_answer(response)
        if response.status_code >= 400 or answer is None:
            raise self._fault(name, response.status_code, _new_code(answer), answer)
        secret, expire = answer.get("accessToken"), answer.get("expireIn")
        if not isinstance(secret, str) or not secret or not isinstance(expire, int):
            raise Refused("dingtalk token: the answer holds none", code="token")
        return Token(secret, timedelta(seconds=expire))

    def _fault(
        self, name: str, status: int, code: str, answer: Mapping[str, Any] | None
    ) -> DeliveryError:
        found = answer or {}
        request = found.get("requestid") or found.get("request_id") or found.get("requestId")
        log.warning("dingtalk %s failed: http %d, code %s, request %s", name, status, code, request)
        message = str(found.get("message") or found.get("errmsg") or "")
        detail = found.get("accessdenieddetail")
        scopes = detail.get("requiredScopes") if isinstance(detail, dict) else None
        if isinstance(scopes, list):
            wanted = ", ".join(map(str, scopes))
            self.missing_scopes[name] = wanted
            message = f"{wanted} ({self._apply(str(scopes[0]) if scopes else '')})"
        if code.casefold() in (QUOTA, "90020"):
            self._meter.out_of_calls()
        error = error_for(f"dingtalk {name}", status, code, message)
        if isinstance(error, RetryLater) and error.after and error.after < HOUR:
            self._pace.hold(name, error.after)
        return error

    def _apply(self, scope: str) -> str:
        app = self._settings.client_id
        return f"https://open-dev.dingtalk.com/appscope/apply?content={app}%23{scope}"


def _punished(answer: Mapping[str, Any]) -> bool:
    """The anti-flood answer has its own shape (§1.2)."""
    return answer.get("status") == 1111 and "punish" in answer


def _new_code(answer: Mapping[str, Any] | None) -> str:
    found = answer or {}
    if _punished(found):
        return "1111"
    code = found.get("code") or found.get("Code")
    return code if isinstance(code, str) else ""


def old_code(answer: Mapping[str, Any] | None) -> str:
    """The errcode as text; "" where the answer has none. Numbers may come as strings (§7)."""
    found = answer or {}
    if _punished(found):
        return "1111"
    code = found.get("errcode")
    return str(code) if isinstance(code, int | str) else ""
