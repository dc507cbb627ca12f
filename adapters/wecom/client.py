"""Calls to WeCom's HTTP API: the app's token, webhooks, downloads. Judged by errcode alone (§1).

Addresses carry tokens and keys, so neither they nor bodies are logged.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx

from adapters.shared.http import json_answer, network_failures
from adapters.shared.tokens import Token, TokenCache
from adapters.wecom.codes import RULES, Fate, error_for, is_token_fault
from adapters.wecom.settings import WeComSettings
from bot.errors import DeliveryError, Refused, RetryLater
from bot.ports import Clock, Document

log = logging.getLogger(__name__)

_QUIET = timedelta(minutes=5)  # after a wrong secret: repeats block our IP for an hour (§1)


class WeComClient:
    """One company's API. `http` stays its owner's to close."""

    def __init__(self, settings: WeComSettings, clock: Clock, http: httpx.AsyncClient) -> None:
        self._settings = settings
        self._clock = clock
        self._http = http
        self._tokens = TokenCache(clock, self._new_token)
        self._refused: tuple[datetime, DeliveryError] | None = None

    async def call(
        self, path: str, body: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None, **params: str,
    ) -> dict[str, Any]:
        """An app's call: POST with a body or files, else GET.

        Raises RetryLater, Unreachable or Refused.
        """
        for last in (False, True):
            token = await self._tokens.get()
            answer = await self._asked(path, body, {**params, "access_token": token}, files)
            code = int(answer.get("errcode") or 0)
            if code == 0:
                return answer
            if is_token_fault(code) and not last:
                self._tokens.drop(token)
                continue
            raise _fault(path, code, answer)
        raise AssertionError("unreachable")

    async def upload(self, document: Document) -> str:
        """Uploads a file (§3.5: 5 bytes to 20 MB); its media_id, good for three days."""
        files = {"media": (document.name, document.content)}
        answer = await self.call("media/upload", files=files, type="file")
        media = answer.get("media_id")
        if not isinstance(media, str) or not media:
            raise Refused("wecom media/upload: the answer names no file", code="answer")
        return media

    async def hook(self, key: str, body: Mapping[str, Any]) -> None:
        """Says something through a group's webhook."""
        answer = await self._asked("webhook/send", body, {"key": key})
        code = int(answer.get("errcode") or 0)
        if code:
            raise _fault("webhook/send", code, answer)

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Uses an AI bot's response_url, which serves once within an hour (§5.4)."""
        with network_failures("wecom response_url"):
            response = await self._http.post(url, json=dict(body))
        answer = _envelope("response_url", response)
        code = int(answer.get("errcode") or 0)
        if code:
            raise _fault("response_url", code, answer)

    async def verify_credentials(self) -> None:
        """Fetches a token unless one is at hand; raises what gettoken answers."""
        await self._tokens.get()

    @asynccontextmanager
    async def download(self, url: str, params: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """An open binary answer; JSON instead of bytes is an error."""
        with network_failures("wecom download"):
            request = self._http.build_request("GET", url, params=params or None)
            response = await self._http.send(request, stream=True)
        try:
            if response.status_code != 200 or _is_json(response):
                with network_failures("wecom download"):
                    await response.aread()
                answer = _envelope("download", response)
                raise _fault("download", int(answer.get("errcode") or 40058), answer)
            yield response
        finally:
            await response.aclose()

    @asynccontextmanager
    async def media(self, media_id: str) -> AsyncIterator[httpx.Response]:
        """A file sent to the app (§2.4); the token is renewed once if it has gone stale."""
        for last in (False, True):
            token = await self._tokens.get()
            params = {"access_token": token, "media_id": media_id}
            try:
                async with self.download(self._url("media/get"), params) as response:
                    yield response
                    return
            except DeliveryError as error:
                if last or not error.code.isdigit() or not is_token_fault(int(error.code)):
                    raise
                self._tokens.drop(token)

    def _url(self, path: str) -> str:
        return f"{self._settings.api_url}/cgi-bin/{path}"

    async def _asked(
        self, path: str, body: Mapping[str, Any] | None, params: Mapping[str, str],
        files: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        with network_failures(f"wecom {path}"):
            if files is not None:
                response = await self._http.post(self._url(path), params=params, files=files)
            elif body is None:
                response = await self._http.get(self._url(path), params=params)
            else:
                response = await self._http.post(self._url(path), params=params, json=dict(body))
        return _envelope(path, response)

    async def _new_token(self) -> Token:
        """A wrong secret is not asked about again for five minutes."""
        if self._refused is not None and self._clock.now() < self._refused[0]:
            raise self._refused[1]
        app = self._settings.app
        if app is None:
            raise Refused("wecom: there is no self-built app", code="no-app")
        params = {"corpid": self._settings.corp_id, "corpsecret": app.secret}
        answer = await self._asked("gettoken", None, params)
        code = int(answer.get("errcode") or 0)
        if code:
            error = _fault("gettoken", code, answer)
            rule = RULES.get(code)
            if rule is not None and rule.fate is Fate.SETUP and code != 60020:
                self._refused = (self._clock.now() + _QUIET, error)
            raise error
        secret, expires = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(secret, str) or not isinstance(expires, int):
            raise Refused("wecom gettoken: the answer holds none", code="token")
        return Token(secret, timedelta(seconds=expires))


def _envelope(what: str, response: httpx.Response) -> dict[str, Any]:
    answer = json_answer(response)
    status = response.status_code
    if answer is not None and status < 500 and status != 429:
        return answer
    if status == 429 or status >= 500:
        raise RetryLater(f"wecom {what}: gateway answered {status}", code=f"http{status}")
    raise Refused(f"wecom {what}: not a WeCom answer", code=f"http{status}")


def _fault(what: str, code: int, answer: Mapping[str, Any]) -> DeliveryError:
    log.warning("wecom %s failed: code %d", what, code)
    return error_for(f"wecom {what}", code, str(answer.get("errmsg") or ""))


def _is_json(response: httpx.Response) -> bool:
    return "json" in response.headers.get("Content-Type", "")
