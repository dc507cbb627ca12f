"""The one shared HTTP client and the way its failures become the heart's errors.

A URL may carry a token (WeCom, DingTalk), so neither URLs nor bodies are ever logged or quoted.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from adapters.shared.fast_transport import AiohttpTransport
from bot.errors import Refused, RetryLater

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds
CONNECTIONS = 100


def make_http(
    *, timeout: httpx.Timeout = TIMEOUT, connections: int = CONNECTIONS
) -> httpx.AsyncClient:
    """The client all adapters share; its owner closes it with `aclose()`.

    httpx logs every URL at INFO: silenced here, because WeCom and DingTalk put tokens in them.
    """
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        transport=AiohttpTransport(connections=connections),
        timeout=timeout,
        follow_redirects=False,
        headers={"User-Agent": "bihuan"},
    )


@contextmanager
def network_failures(what: str) -> Iterator[None]:
    """Turns a failed connection into RetryLater: the platform has not refused anything.

    `what` names the call ("feishu send"), never its address.
    """
    try:
        yield
    except httpx.TimeoutException:
        raise RetryLater(f"{what}: no answer in time", code="timeout") from None
    except (httpx.TransportError, httpx.StreamError) as error:
        raise RetryLater(f"{what}: {type(error).__name__}", code="network") from None
    except httpx.InvalidURL:
        raise Refused(f"{what}: the address is not a URL", code="url") from None


def json_answer(response: httpx.Response) -> dict[str, Any] | None:
    """The answer's JSON object, or None where a gateway sent something else (HTML)."""
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
