"""The running simulation: world, clock, addresses, platforms and background tasks in one place."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import aiohttp
from aiohttp import web

from simulator.clock import SimClock
from simulator.errors import Refused
from simulator.platform import Platform
from simulator.tasks import Tasks
from simulator.world import World


class Sim:
    """`base_url` (no trailing slash) is set once the server is bound; `bot_url` is the bot's."""

    def __init__(self, world: World, clock: SimClock | None, *, bot_url: str | None = None) -> None:
        self.tasks = Tasks()
        self.world = world
        self.clock = clock or SimClock(world.start, self.tasks)
        self.bot_url = bot_url.rstrip("/") if bot_url else None
        self.base_url = ""
        self.platforms: dict[str, Platform] = {}
        self._http: aiohttp.ClientSession | None = None

    @property
    def http(self) -> aiohttp.ClientSession:
        """The client the platforms push to the bot with."""
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return self._http

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return self.tasks.spawn(work)

    def at_path(self, path: str) -> Platform | None:
        """The platform whose hosts this request path belongs to."""
        first = path.split("/")[1]
        for platform in self.platforms.values():
            if first == platform.name or first in platform.aliases:
                return platform
        return None

    def platform(self, name: str) -> Platform:
        if name not in self.platforms:
            raise Refused(f"no platform {name!r}; there are: {', '.join(self.platforms)}", 404)
        return self.platforms[name]

    def env(self) -> dict[str, str]:
        """Everything a bot needs to join this world."""
        settings = {"CLOCK_URL": f"{self.base_url}/sim/clock"}
        for platform in self.platforms.values():
            settings.update(platform.env())
        return settings

    async def start(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        for platform in self.platforms.values():
            await platform.start()

    async def reset(self) -> None:
        """Back to the world: chats, faults, records, clock. Connections and tokens stay."""
        self.clock.reset()
        for platform in self.platforms.values():
            platform.faults.clear()
            platform.recorder.clear()
            await platform.reset()

    async def stop(self) -> None:
        for platform in self.platforms.values():
            await platform.stop()
        await self.tasks.cancel_all()
        if self._http is not None:
            await self._http.close()
            self._http = None


SIM = web.AppKey("sim", Sim)
