"""Builds the one web application: platforms, control API and page; serves it on one port."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from simulator import control, middleware
from simulator.clock import SimClock
from simulator.sim import SIM, Sim
from simulator.world import PLATFORMS, World, load

PAGE = Path(__file__).with_name("page")
MAX_BODY = 64 * 1024 * 1024


def build(
    world: World,
    clock: SimClock | None = None,
    *,
    bot_url: str | None = None,
    platforms: Sequence[str] = PLATFORMS,
) -> web.Application:
    """The application; `app[SIM]` is its Sim. A platform that is not installed is left out."""
    sim = Sim(world, clock, bot_url=bot_url)
    app = web.Application(
        middlewares=[control.errors, middleware.traffic], client_max_size=MAX_BODY
    )
    app[SIM] = sim
    for name in platforms:
        create = getattr(_package(name), "create", None)
        if create is not None:
            sim.platforms[name] = create(sim)
            sim.platforms[name].routes(app)
    app.add_routes(control.routes)
    app.router.add_get("/", _index)
    if PAGE.is_dir():
        app.router.add_static("/page/", PAGE)
    return app


@dataclass(frozen=True)
class Running:
    """A simulator that listens; `url` has no trailing slash."""

    sim: Sim
    url: str


@asynccontextmanager
async def serve(
    world: World | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    bot_url: str | None = None,
    platforms: Sequence[str] = PLATFORMS,
) -> AsyncIterator[Running]:
    """Listen for as long as the block runs; port 0 takes a free one."""
    app = build(world or load(), bot_url=bot_url, platforms=platforms)
    sim = app[SIM]
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        reachable = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
        await sim.start(f"http://{reachable}:{bound}")
        yield Running(sim, sim.base_url)
    finally:
        await sim.stop()
        await runner.cleanup()


def _package(name: str) -> object:
    try:
        return importlib.import_module(f"simulator.{name}")
    except ModuleNotFoundError as fault:
        if fault.name != f"simulator.{name}":
            raise
        return None


async def _index(request: web.Request) -> web.StreamResponse:
    index = PAGE / "index.html"
    if not index.is_file():
        raise web.HTTPNotFound(text="the page is not installed; the control API is at /sim")
    return web.FileResponse(index, headers={"Cache-Control": "no-cache"})
