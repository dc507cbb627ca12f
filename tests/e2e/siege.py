"""A bot in a process of its own that is killed while people speak and click.

The simulated Feishu redelivers what was not acknowledged. Afterwards every message is exactly one
ticket, every acknowledged click is in it, every notice arrived once and every history is whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from simulator.app import serve
from storage.tables import DEAD, LEASED
from tests.console import pressed_again
from tests.e2e.stage import WORKDAY, Play, free_port, shown, until

SPEAKERS = {"lina": (0, 1), "huangting": (0,), "zhaomin": (1,)}  # and the groups they are in
OWNERS = {"张伟": "zhangwei", "王强": "wangqiang"}
POLICY = """
people:
  张伟: {name: 张伟, accounts: {feishu: ou_b5177523b843da3e57225f26def02c06}}
  王强: {name: 王强, accounts: {feishu: ou_76fe9b83f8330b94dc3747eb4eea3586}}
ladders: # the turned clock is to redeliver, not to remind
  default: {steps: [{clock: resolve, at: 150%, ping: [owner]}]}
teams:
  维修: {members: [{name: 张伟}, {name: 王强}], strategy: least_load}
rules:
  - {name: 所有, when: {words: [坏得厉害]}, team: 维修}
"""
REDELIVERY = 16.0  # simulated seconds; the first one comes after 15 (feishu.md §2)
PATIENCE = 60.0  # seconds until what was said must have settled


@dataclass
class Siege:
    """A simulator, a bot in a process of its own, and what people did to it."""

    play: Play
    folder: Path
    random: random.Random
    bot: asyncio.subprocess.Process | None = None
    up: asyncio.Event = field(default_factory=asyncio.Event)
    kills: int = 0
    said: dict[str, tuple[str, str]] = field(default_factory=dict)  # title → speaker, chat
    pressed: int = 0
    accepted: set[str] = field(default_factory=set)  # titles whose click was acknowledged
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)  # title → message, owner

    @property
    def log(self) -> Path:
        """What the bot wrote."""
        return self.folder / "bot.log"

    async def start(self, *, wait: bool = True) -> None:
        """Starts the bot's process; waits until it listens."""
        with self.log.open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", stdout=log, stderr=log,
                env={"PATH": os.environ["PATH"], **self.play.env},
            )
        if wait:
            await until(self.ready, lambda: self.log.read_text()[-3000:], within=60)
            self.up.set()

    async def ready(self) -> bool:
        """Whether the bot answers."""
        with contextlib.suppress(aiohttp.ClientError):
            assert self.bot is None or self.bot.returncode is None, self.log.read_text()[-3000:]
            async with self.play.http.get(f"{self.play.env['PUBLIC_URL']}/readyz") as answer:
                return answer.status == 200
        return False

    async def kill(self, number: int = signal.SIGKILL) -> int:
        """Ends the bot's process by a signal; its exit code."""
        assert self.bot is not None
        self.up.clear()
        with contextlib.suppress(ProcessLookupError):
            self.bot.send_signal(number)
        self.kills += number == signal.SIGKILL
        return await self.bot.wait()

    # ---- what people do ---------------------------------------------------------------------

    async def say(self, groups: list[str]) -> None:
        """Somebody files a request no other equals."""
        speaker = self.random.choice(list(SPEAKERS))
        chat = self.random.choice([*(groups[n] for n in SPEAKERS[speaker]), "direct"])
        title = f"工位M{len(self.said):04}的阀门坏得厉害"
        self.said[title] = (speaker, chat)
        await self.play.person(speaker).says(f"/报修 {title}", chat=chat)

    async def press(self) -> None:
        """An owner accepts a ticket; pressed again later unless it was acknowledged."""
        self.look()
        open_ = [title for title in self.cards if title not in self.accepted]
        if not open_:
            return
        title = self.random.choice(open_)
        message, owner = self.cards[title]
        self.pressed += 1
        body = {"message": message, "person": owner, "button": "接单"}
        async with self.play.http.post(
            f"{self.play.simulator.url}/sim/feishu/click", json=body
        ) as answer:
            if answer.status == 404:  # it was accepted by a click whose answer was lost
                self.accepted.add(title)
                return
            toast = (await answer.json()).get("toast") or ""
        if "已接单" in toast:
            self.accepted.add(title)

    def look(self) -> None:
        """Remembers the cards the owners have got."""
        for owner in OWNERS.values():
            for message in self.messages("direct", owner):
                title = shown(message).splitlines()[0].partition(" ")[2]
                if message["card"] and title in self.said:
                    self.cards.setdefault(title, (message["id"], owner))

    def messages(self, chat: str, viewer: str) -> list[dict[str, Any]]:
        """What stands in a chat of the simulator."""
        platform = self.play.simulator.sim.platforms["feishu"]
        return platform.messages(chat, viewer, None, peek=True)

    # ---- afterwards -------------------------------------------------------------------------

    async def settle(self, patience: float = PATIENCE) -> None:
        """Turns the clock until nothing is redelivered and nothing waits to be said; slowly once
        all is filed, for the messenger's rates are in real time and reminders fall due."""
        end, turn = time.monotonic() + patience, 0.0
        while not self._taken() or self._waiting():
            assert time.monotonic() < end, f"{self._waiting()} wait, {self._filed()} filed"
            if time.monotonic() > turn:
                await self.play.forward(seconds=REDELIVERY)
                turn = time.monotonic() + (4.0 if self._taken() else 0.3)
            await asyncio.sleep(0.1)

    def _waiting(self) -> int:
        soon = self._now_ms() + 61_000  # a lease that a killed process left behind
        return len(self.rows(
            "SELECT 1 FROM outbox WHERE ended_at IS NULL AND due_at <= ?", soon))

    def _taken(self) -> bool:
        return self._filed() >= len(self.said)

    def _filed(self) -> int:
        return int(self.rows("SELECT count(DISTINCT title) FROM ticket")[0][0])

    def _now_ms(self) -> int:
        return int(self.play.simulator.sim.clock.now().timestamp() * 1000)

    def rows(self, query: str, *values: Any) -> list[Any]:
        """A look into the database."""
        path = self.play.env["DATABASE_URL"].removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path, timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def leased(self) -> int:
        """How many notices are out for delivery."""
        return len(self.rows("SELECT 1 FROM outbox WHERE state = ? AND ended_at IS NULL", LEASED))

    async def faults(self) -> list[str]:
        """Everything that is not as promised."""
        found = list(self._wrong_tickets())
        found += self._wrong_notices()
        dead = self.rows("SELECT kind, error FROM outbox WHERE state = ?", DEAD)
        found += [f"dead letter: {row}" for row in dead]
        written = self.log.read_text("utf-8", "replace")
        found += ["a stack trace in the log"] * ("Traceback" in written)
        found += ["words of a request in the log"] * ("坏得厉害" in written)
        verified = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "verify", stdout=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"], **self.play.env},
        )
        out, _ = await verified.communicate()
        found += [f"verify: {out.decode()}"] * (verified.returncode != 0)
        return found

    def _wrong_tickets(self) -> Iterator[str]:
        filed = Counter(title for (title,) in self.rows("SELECT title FROM ticket"))
        for title in self.said:
            if filed[title] != 1:
                yield f"{title}: {filed[title]} tickets"
        states = dict(self.rows("SELECT title, state FROM ticket"))
        for title in self.accepted:
            if states[title] != "in_progress":
                yield f"{title}: accepted, but {states[title]}"

    def _wrong_notices(self) -> Iterator[str]:
        """Each request has one card where it was said and one at its owner's."""
        people = {*SPEAKERS, *OWNERS.values()}
        direct = {p: [shown(m) for m in self.messages("direct", p)] for p in people}
        owned = dict(self.rows(
            "SELECT t.title, p.name FROM ticket t JOIN person p ON p.id = t.owner"))
        for title, (speaker, chat) in self.said.items():
            texts = direct[speaker] if chat == "direct" else [
                shown(m) for m in self.messages(chat, speaker)]
            owner = OWNERS[owned[title]]
            mine = [t for t in texts if title in t.splitlines()[0] and "处理人" in t]
            told = [t for t in direct[owner] if title in t.splitlines()[0] and "报修人" in t]
            heard = [t for t in direct[speaker] if title in t and "已接单" in t]
            if (len(mine), len(told)) != (1, 1):
                yield f"{title}: {len(mine)} cards, {len(told)} for {owner}"
            if title in self.accepted and len(heard) != 1:
                yield f"{title}: {speaker} heard {len(heard)} times that it was accepted"
            if title in self.accepted and not any("处理中" in t for t in mine):
                yield f"{title}: the card was not redrawn"


@contextlib.asynccontextmanager
async def siege(folder: Path, seed: int) -> AsyncIterator[Siege]:
    """The simulator with a console that knows the bot's address; the bot is running."""
    async with serve(platforms=["feishu"]) as running, aiohttp.ClientSession() as http:
        port, policy = str(free_port()), folder / "policy.yaml"
        policy.write_text(POLICY, "utf-8")
        env = running.sim.platforms["feishu"].env() | {
            "CLOCK_URL": f"{running.url}/sim/clock",
            "DATABASE_URL": f"sqlite:///{folder / 'bihuan.db'}",
            "DATA_DIR": str(folder), "HTTP_PORT": port, "FEISHU_TRANSPORT": "http",
            "PUBLIC_URL": f"http://127.0.0.1:{port}", "POLICY_FILE": str(policy),
        }
        made = Siege(Play(running, http, "feishu", env), folder, random.Random(seed))
        await made.play.set_clock(WORKDAY)
        try:
            await made.start()
            url = f"{env['PUBLIC_URL']}/feishu/events"
            urls = {"transport": "http", "event_url": url, "card_url": url}
            await pressed_again(partial(made.play.sim, "POST", "/feishu/console", urls))
            yield made
        finally:
            if made.bot is not None and made.bot.returncode is None:
                made.bot.kill()
                await made.bot.wait()


async def besiege(made: Siege, kills: int, messages: int, patience: float = PATIENCE) -> None:
    """Messages and clicks all the while, spread over the kills."""
    groups = [await made.play.group("feishu", n) for n in (0, 1)]

    async def people() -> None:
        for number in range(messages):
            if made.random.random() < 0.8:  # the others speak while nobody listens
                await made.up.wait()
            await asyncio.sleep(made.random.uniform(0, 0.08))
            await made.say(groups)
            if number % 2:
                await made.press()
            due = (number + 1) * (kills + 1) // messages  # kills before the next message
            await until(lambda due=due: made.kills >= min(due, kills), within=60)

    talking = asyncio.create_task(people())
    for number in range(kills):
        await asyncio.sleep(made.random.uniform(0, 0.6))
        await made.kill()
        await made.start(wait=number % 10 != 9)  # some are killed before they listen
        await made.play.forward(seconds=REDELIVERY)
    await until(made.ready, within=60)
    made.up.set()
    await talking
    await made.settle(patience)
