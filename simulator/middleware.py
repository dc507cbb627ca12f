"""Records every request the bot makes and applies the faults that hit requests."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator import multipart
from simulator.platform import Platform
from simulator.sim import SIM

DEFAULT_DELAY = 1.0  # real seconds
DEFAULT_TIMEOUT = 60.0


@web.middleware
async def traffic(request: web.Request, handler: Handler) -> web.StreamResponse:
    platform = request.app[SIM].at_path(request.path)
    if platform is None:
        return await handler(request)
    entry = platform.recorder.request(
        request.method, request.path, query=dict(request.query), body=await _body(request)
    )
    if request.headers.get("Upgrade", "").lower() == "websocket":
        entry["status"] = 101
    response = await _answer(platform, request, handler)
    if response is None:
        entry["status"] = 0
        return _cut(request)
    entry["status"] = response.status
    entry["answer"] = _decoded(response)
    if isinstance(entry["answer"], dict):
        entry["code"] = entry["answer"].get("code", entry["answer"].get("errcode"))
    return response


async def _answer(
    platform: Platform, request: web.Request, handler: Handler
) -> web.StreamResponse | None:
    """The response, or None where a fault breaks the connection.

    A fault with "processed": true acts after the platform has done the work, so that the bot
    cannot know whether its call took effect.
    """
    faults, path = platform.faults, request.path
    slow = faults.take("delay", path)
    if slow:
        await asyncio.sleep(slow.settings.get("seconds", DEFAULT_DELAY))
    for kind in ("timeout", "reset"):
        broken = faults.take(kind, path)
        if broken:
            if broken.settings.get("processed"):
                await _handled(request, handler)
            if kind == "timeout":
                await asyncio.sleep(broken.settings.get("seconds", DEFAULT_TIMEOUT))
            return None
    if faults.take("rate_limit", path):
        return platform.rate_limited(request)
    refused = faults.take("status", path)
    if refused:
        if refused.settings.get("processed"):
            await _handled(request, handler)
        status = int(refused.settings.get("status", 500))
        return platform.refusal(request, status, refused.settings.get("code"))
    return await _handled(request, handler)


async def _handled(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as fault:
        return fault


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    if not raw:
        return None
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/"):
        return _form(raw, kind)
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def _form(raw: bytes, kind: str) -> Any:
    try:
        parts = multipart.parse(raw, kind)
    except ValueError as fault:
        return {"unreadable": str(fault)}
    return {
        name: {"filename": part.filename, "bytes": len(part.data)} if part.filename else part.text
        for name, part in parts.items()
    }


def _decoded(response: web.StreamResponse) -> Any:
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
        return None
    try:
        return json.loads(response.body)
    except ValueError:
        if response.content_type.startswith("text/"):
            return response.body.decode("utf-8", "replace")
        return {"bytes": len(response.body)}
