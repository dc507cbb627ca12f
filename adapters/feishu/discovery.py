"""Where to connect to: the discovery call of the long connection (feishu.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from adapters.feishu.settings import FeishuSettings
from adapters.shared.http import json_answer, network_failures
from bot.errors import RetryLater

_STOP = {
    403: "long connections are forbidden for this app",
    514: "app id or secret wrong, or the wrong cloud in FEISHU_BASE_URL",
    1000040344: "app id or secret wrong",
    1000040350: "all 50 connections of the app are in use: is another bot running?",
}


class Stopped(Exception):
    """Trying again will not help; the message says what an admin must do."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The server's ClientConfig; seconds, `tries` −1 is for ever."""

    tries: int = -1
    interval: float = 120.0
    nonce: float = 30.0
    ping: float = 120.0

    def changed(self, config: Any) -> Rhythm:
        """With what the server has just told; nonsense is left out."""
        if not isinstance(config, Mapping):
            return self
        return replace(
            self,
            tries=int(_number(config, "ReconnectCount", self.tries, at_least=-1)),
            interval=_number(config, "ReconnectInterval", self.interval),
            nonce=_number(config, "ReconnectNonce", self.nonce),
            ping=max(1.0, _number(config, "PingInterval", self.ping)),
        )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address holds credentials: it is never logged and used once."""

    url: str = field(repr=False)
    service: int
    rhythm: Rhythm


async def discover(
    settings: FeishuSettings, http: httpx.AsyncClient, rhythm: Rhythm
) -> Endpoint:
    """Raises Stopped for answers that will not change, RetryLater for all other failures."""
    with network_failures("feishu discovery"):
        response = await http.post(
            f"{settings.base_url}/callback/ws/endpoint",
            headers={"locale": "zh"},
            json={"AppID": settings.app_id, "AppSecret": settings.app_secret},
        )
    answer = json_answer(response) or {}
    code = answer.get("code")
    check_stop(code)
    data = answer.get("data")
    url = data.get("URL") if isinstance(data, dict) else None
    if code != 0 or not isinstance(url, str):
        raise RetryLater("feishu discovery failed", code=str(code or response.status_code))
    try:
        service = int(parse_qs(urlsplit(url).query)["service_id"][0])
    except (KeyError, ValueError):
        raise RetryLater("feishu discovery: no service id", code="url") from None
    assert isinstance(data, dict)
    return Endpoint(url, service, rhythm.changed(data.get("ClientConfig")))


def check_stop(code: Any) -> None:
    """Raises Stopped if this code means that trying again is useless."""
    if isinstance(code, int) and code in _STOP:
        raise Stopped(f"{_STOP[code]} ({code})")


def _number(config: Mapping[str, Any], key: str, default: float, at_least: float = 0) -> float:
    value = config.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < at_least:
        return default
    return float(value)
