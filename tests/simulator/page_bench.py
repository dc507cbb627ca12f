"""What the page's tests stand on: a browser, and a messenger whose answers the test decides.

The fake messenger speaks the core's Platform contract, so that the page is tested against the
real control API without the protocol of any platform.
"""

from __future__ import annotations

import base64
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from simulator.app import Running, serve
from simulator.errors import Refused
from simulator.platform import Platform, Upload
from simulator.sim import Sim
from simulator.world import PLATFORMS

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Path of a Chromium. Without one the test is skipped aloud, or fails under CI_STRICT=1."""
    for name in ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found and Path(found).exists():
            return found
    reason = "no Chromium on this machine: the page of the simulator was NOT tested"
    if os.environ.get("CI_STRICT") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield found
        await found.close()


@asynccontextmanager
async def fake_world() -> AsyncIterator[Running]:
    """The simulator with three fake messengers in place of the platform halves."""
    async with serve(platforms=()) as running:
        for name in PLATFORMS:
            running.sim.platforms[name] = FakeMessenger(running.sim, name)
        yield running


@asynccontextmanager
async def open_page(browser: Browser, url: str, *, width: int = 1600) -> AsyncIterator[Page]:
    """The page, ready; afterwards no script on it may have failed."""
    context = await browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(10_000)
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    await page.goto(url)
    await expect(page.get_by_test_id("pane-feishu")).to_be_visible()
    yield page
    await context.close()
    assert problems == []


async def become(pane: Locator, person: str) -> None:
    """Switch who one is in this pane, by person id."""
    await pane.get_by_test_id("who").click()
    await pane.locator(f"[data-testid=who-option][data-person={person}]").click()


def card(**parts: Any) -> dict[str, Any]:
    """A card in the shape of GET /sim/{platform}/messages."""
    empty: dict[str, Any] = {"title": "", "colour": None, "tags": [], "lines": [], "fields": {}}
    return {**empty, "buttons": [], "inputs": [], **parts}


def button(label: str, key: str, style: str = "default", **more: Any) -> dict[str, Any]:
    return {"label": label, "key": key, "style": style, "url": None, **more}


class FakeMessenger(Platform):
    """Keeps messages in a list. `answers` maps a button's key to what the click answers;
    `clicks` records (person, button, values); `redraws` maps a key to the card shown after."""

    def __init__(self, sim: Sim, name: str) -> None:
        self.name = name
        super().__init__(sim)
        self._numbers = itertools.count(1)
        self.log: list[tuple[str, dict[str, Any]]] = []
        self.said: list[dict[str, Any]] = []
        self.clicks: list[tuple[str, str, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.more_chats: list[dict[str, Any]] = []
        self.redraws: dict[str, dict[str, Any]] = {}
        self.groups = {chat.name: chat.id for chat in sim.world.chats_of(name)}

    def routes(self, app: web.Application) -> None:
        """The fake has no REST API of its own."""

    def describe(self) -> dict[str, Any]:
        people = self.sim.world.people_of(self.name)
        groups = [
            {"id": chat.id, "name": chat.name, "kind": "group", "members": list(chat.members)}
            for chat in self.sim.world.chats_of(self.name)
        ]
        direct = [
            {"id": f"with-{p.id}", "name": p.name, "kind": "direct", "members": [p.id]}
            for p in people
        ]
        return {
            "people": [{"id": p.id, "name": p.name, "title": p.title} for p in people],
            "chats": groups + direct + self.more_chats,
        }

    def post(self, chat: str, sender: str, text: str = "", **parts: Any) -> dict[str, Any]:
        """Put a message into a chat, by the chat's id or a group's name."""
        message: dict[str, Any] = {
            "id": f"{self.name}-{next(self._numbers)}",
            "sender": sender,
            "at": self.clock.now().isoformat(),
            "edited_at": None,
            "text": text,
            "mentions": [],
            "quote": None,
            "files": [],
            "card": None,
            **parts,
        }
        self.log.append((self.groups.get(chat, chat), message))
        return message

    async def say(
        self,
        chat: str,
        person: str,
        text: str,
        *,
        at_bot: bool = True,
        quote: str | None = None,
        files: Sequence[Upload] = (),
        mentions: Sequence[str] = (),
    ) -> str:
        if text == "refuse me":
            raise Refused("the platform refused this message")
        self.said.append({"chat": chat, "person": person, "text": text, "at_bot": at_bot})
        shown = [{"name": f.name, "base64": base64.b64encode(f.data).decode()} for f in files]
        return str(self.post(chat, person, text, quote=quote, files=shown)["id"])

    async def click(
        self, message: str, person: str, button: str, values: dict[str, Any]
    ) -> dict[str, Any]:
        self.clicks.append((person, button, values))
        if button in self.redraws:
            for _, each in self.log:
                if each["id"] == message:
                    each["card"] = self.redraws[button]
                    each["edited_at"] = self.clock.now().isoformat()
        return {"ok": True, "toast": None, "error": None, "took_ms": 3, **self.answers[button]}

    def messages(
        self, chat: str | None, viewer: str | None, after: str | None, *, peek: bool = False
    ) -> list[dict[str, Any]]:
        found = [message for where, message in self.log if where == chat]
        ids = [message["id"] for message in found]
        if after is None:
            return found
        if after not in ids:
            raise Refused(f"no message {after!r}", 404)
        return found[ids.index(after) + 1 :]

    async def console(self, settings: dict[str, Any]) -> dict[str, Any]:
        return settings

    def env(self) -> dict[str, str]:
        return {}

    async def reset(self) -> None:
        self.log.clear()
