"""The /sim API: what people do, what they see, and the levers of the world. Errors are JSON."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.clock import ZONE
from simulator.errors import Refused
from simulator.faults import IMMEDIATE_KINDS
from simulator.platform import Platform, Upload
from simulator.sim import SIM, Sim
from simulator.traffic import moment_of

routes = web.RouteTableDef()


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not request.path.startswith("/sim"):
        return await handler(request)
    try:
        return await handler(request)
    except Refused as fault:
        return web.json_response({"error": fault.text}, status=fault.status)
    except web.HTTPException as fault:
        if fault.status < 400:
            raise
        return web.json_response({"error": fault.reason}, status=fault.status)


@routes.get("/sim")
async def overview(request: web.Request) -> web.Response:
    sim = request.app[SIM]
    return web.json_response(
        {
            **_time(sim),
            "company": sim.world.company,
            "bot": sim.world.bot_name,
            "platforms": {name: each.describe() for name, each in sim.platforms.items()},
        }
    )


@routes.post("/sim/reset")
async def reset(request: web.Request) -> web.Response:
    sim = request.app[SIM]
    await sim.reset()
    return web.json_response(_time(sim))


@routes.get("/sim/clock")
async def read_clock(request: web.Request) -> web.Response:
    return web.json_response(_time(request.app[SIM]))


@routes.post("/sim/clock")
async def turn_clock(request: web.Request) -> web.Response:
    sim, body = request.app[SIM], await _json(request)
    if not set(body) & {"advance", "rate", "set"}:
        raise Refused('one of "advance" (seconds), "rate", "set" (ISO time) is needed')
    try:
        if "rate" in body:
            sim.clock.set_rate(float(body["rate"]))
        if "set" in body:
            sim.clock.set(_moment(str(body["set"])))
        if "advance" in body:
            sim.clock.advance(float(body["advance"]))
    except (TypeError, ValueError, OverflowError) as fault:
        raise Refused(str(fault)) from fault
    return web.json_response(_time(sim))


@routes.post("/sim/{platform}/say")
async def say(request: web.Request) -> web.Response:
    platform, body = _platform(request), await _json(request)
    message = await platform.say(
        _text(body, "chat"),
        _text(body, "person"),
        str(body.get("text") or ""),
        at_bot=bool(body.get("at_bot", True)),
        quote=body.get("quote") or None,
        files=_uploads(body.get("files") or []),
        mentions=tuple(body.get("mentions") or ()),
    )
    return web.json_response({"message": message})


@routes.post("/sim/{platform}/click")
async def click(request: web.Request) -> web.Response:
    platform, body = _platform(request), await _json(request)
    values = body.get("values") or {}
    if not isinstance(values, dict):
        raise Refused("values must be an object of input name: value")
    return web.json_response(
        await platform.click(
            _text(body, "message"), _text(body, "person"), _text(body, "button"), values
        )
    )


@routes.get("/sim/{platform}/messages")
async def messages(request: web.Request) -> web.Response:
    chat, viewer, after = (request.query.get(key) for key in ("chat", "viewer", "after"))
    peek = request.query.get("peek") == "1"
    found = _platform(request).messages(chat, viewer, after, peek=peek)
    return web.json_response({"messages": found})


@routes.get("/sim/{platform}/requests")
async def requests(request: web.Request) -> web.Response:
    found = _platform(request).recorder.requests(request.query.get("after"))
    return web.json_response({"requests": found})


@routes.get("/sim/{platform}/deliveries")
async def deliveries(request: web.Request) -> web.Response:
    found = _platform(request).recorder.deliveries(request.query.get("after"))
    return web.json_response({"deliveries": found})


@routes.get("/sim/{platform}/faults")
async def list_faults(request: web.Request) -> web.Response:
    faults = _platform(request).faults
    return web.json_response({"faults": faults.list(), "kinds": faults.kinds})


@routes.post("/sim/{platform}/faults")
async def add_fault(request: web.Request) -> web.Response:
    platform = _platform(request)
    fault = platform.faults.add(await _json(request))
    if fault.kind in IMMEDIATE_KINDS or fault.kind in platform.own_faults:
        await platform.fault(fault)
    return web.json_response({"faults": platform.faults.list()})


@routes.delete("/sim/{platform}/faults")
async def clear_faults(request: web.Request) -> web.Response:
    _platform(request).faults.clear()
    return web.json_response({"faults": []})


@routes.post("/sim/{platform}/console")
async def console(request: web.Request) -> web.Response:
    return web.json_response(await _platform(request).console(await _json(request)))


@routes.get("/sim/{platform}/state")
async def state(request: web.Request) -> web.Response:
    return web.json_response(_platform(request).state())


@routes.post("/sim/{platform}/event")
async def event(request: web.Request) -> web.Response:
    body = await _json(request)
    return web.json_response(await _platform(request).event(_text(body, "kind"), body))


def _platform(request: web.Request) -> Platform:
    return request.app[SIM].platform(request.match_info["platform"])


def _time(sim: Sim) -> dict[str, Any]:
    return {"now": sim.clock.now().isoformat(), "rate": sim.clock.rate}


def _moment(text: str) -> Any:
    if "+" not in text[10:] and not text.endswith("Z") and "-" not in text[10:]:
        text += f"{'' if 'T' in text else 'T00:00:00'}+08:00"
    return moment_of(text).astimezone(ZONE)


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as fault:
        raise Refused("the body is not JSON") from fault
    if not isinstance(body, dict):
        raise Refused("the body must be a JSON object")
    return body


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise Refused(f"{key!r} is needed, as text")
    return value


def _uploads(files: list[Any]) -> list[Upload]:
    try:
        return [Upload(str(f["name"]), base64.b64decode(f["base64"], validate=True)) for f in files]
    except (KeyError, TypeError, binascii.Error) as fault:
        raise Refused('each file needs "name" and valid "base64"') from fault
