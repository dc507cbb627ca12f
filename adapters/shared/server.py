"""What every callback door needs: a bounded body, a bounded crowd, and refusals without details."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from bot.errors import BadSignature, InboundError, TooOld, Undecodable

log = logging.getLogger(__name__)

MAX_BODY = 10 * 1024 * 1024  # bytes
MAX_IN_FLIGHT = 512


@dataclass(frozen=True, slots=True)
class Reply:
    """A click's answer in a platform's words; `arrived` is for whoever has sent it."""

    body: dict[str, Any]
    arrived: Callable[[], None] = lambda: None


class Followed(web.Response):
    """A response that calls `then` once it is written to the socket."""

    def __init__(self, then: Callable[[], None], *, text: str, content_type: str) -> None:
        super().__init__(text=text, content_type=content_type)
        self._then: Callable[[], None] | None = then

    async def write_eof(self, data: bytes = b"") -> None:
        await super().write_eof(data)
        then, self._then = self._then, None
        if then is not None:
            then()


class BodyTooLarge(InboundError):
    """The body is larger than any of a platform's requests."""


async def read_body(request: web.Request, limit: int = MAX_BODY) -> bytes:
    """The raw body; raises BodyTooLarge as soon as it is known to exceed `limit` bytes."""
    if (request.content_length or 0) > limit:
        raise BodyTooLarge(f"more than {limit} bytes")
    chunks = []
    size = 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(f"more than {limit} bytes")
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def json_object(body: bytes | str) -> dict[str, Any]:
    """The JSON object in `body`; raises Undecodable for anything else, however deeply nested."""
    try:
        found = orjson.loads(body)
    except ValueError:
        found = _patiently(body)
    if not isinstance(found, dict):
        raise Undecodable("not a JSON object")
    return found


def _patiently(body: bytes | str) -> Any:
    """What the quick parser refuses and Python's takes: halves of surrogate pairs."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Undecodable(f"not JSON: {type(error).__name__}") from None


def refusal(platform: str, error: InboundError) -> web.Response:
    """The answer to a request that is refused; the log gets the reason, never the body."""
    log.warning("%s request refused: %s: %s", platform, type(error).__name__, error)
    if isinstance(error, BodyTooLarge):
        return web.Response(status=413)
    if isinstance(error, BadSignature | TooOld):
        return web.Response(status=403)
    return web.Response(status=400)


def overloaded() -> web.Response:
    """Refused early rather than answered late: the platform delivers it again."""
    return web.Response(status=503, headers={"Retry-After": "5"})


class Crowd:
    """Counts what is being handled and admits no more than `limit` at once."""

    def __init__(self, limit: int = MAX_IN_FLIGHT) -> None:
        self._limit = limit
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def full(self) -> bool:
        return self._inside >= self._limit

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Counts one in for the block."""
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def gone(self, within: float) -> bool:
        """Waits up to `within` seconds until nobody is inside; tells whether that came true."""
        try:
            async with asyncio.timeout(within):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True
