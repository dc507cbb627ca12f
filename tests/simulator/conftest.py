"""A running simulator on a free port, and a small client for its control API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from simulator.app import Running, serve
from tests.simulator.feishu_rig import Receiver, Rest

# A loaded machine is no fault of the bot; tests of the deadlines set their own.
PATIENT = {"challenge_seconds": 20, "answer_seconds": 20}


class Control:
    """The control API as tests speak it; `call` raises AssertionError on an unexpected status."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.http = http

    async def call(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        async with self.http.request(method, f"{self.url}/sim{path}", json=body) as answer:
            text = await answer.text()
            assert answer.status == expect, text
            return await answer.json(content_type=None)

    async def get(self, path: str, *, expect: int = 200) -> Any:
        return await self.call("GET", path, expect=expect)

    async def post(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        return await self.call("POST", path, body or {}, expect=expect)


async def eventually(check: Callable[[], Any], *, within: float = 15.0) -> Any:
    """Poll until check() is truthy (a coroutine function is awaited); fail after the deadline."""
    deadline = time.monotonic() + within
    while True:
        found = check()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, "the expected state never came"
        await asyncio.sleep(0.01)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def feishu_world() -> AsyncIterator[Running]:
    """A simulator with the Feishu half only."""
    async with serve(platforms=("feishu",)) as running:
        yield running


@pytest.fixture
async def empty_world() -> AsyncIterator[Running]:
    """A simulator with no platform: the core alone."""
    async with serve(platforms=()) as running:
        yield running


@pytest.fixture
async def rest(feishu_world: Running, http: aiohttp.ClientSession) -> Rest:
    return Rest(feishu_world, http)


@pytest.fixture
def control(feishu_world: Running, http: aiohttp.ClientSession) -> Control:
    """The control API of the Feishu world."""
    return Control(feishu_world.url, http)


@pytest.fixture
async def receiver(feishu_world: Running, control: Control) -> AsyncIterator[Receiver]:
    """A bot behind HTTP whose URL the console has accepted."""
    bot = Receiver(feishu_world.sim.world.apps["feishu"]["encrypt_key"])
    url = await bot.start()
    await control.post("/feishu/console", {"event_url": url, **PATIENT})
    yield bot
    await bot.stop()
