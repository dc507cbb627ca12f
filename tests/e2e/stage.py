"""A stage for stories: the simulator and the bot in one process, people who speak and click.

    async with stage(platform="feishu", database=url) as play:
        lina, zhang = play.person("lina"), play.person("zhangwei")
        await lina.says("3号楼空调漏水")
        await zhang.clicks("接单")
        await lina.sees("处理中")
        await play.forward(hours=4)
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent

import aiohttp

from adapters.wecom import Rhythm, WeComMessenger
from adapters.wecom import ids as wecom_ids
from bot.domain.people import ChatId
from bot.main import AllSettings, Bot
from bot.ports import Tx
from simulator.app import Running, serve
from simulator.world import World
from tests.console import pressed_again
from tests.e2e import spoken

PATIENCE = 15.0  # seconds of real time until a story gives up waiting
POLICY = Path(__file__).parents[2] / "docs" / "examples" / "demo.yaml"
WORKDAY = "2026-11-18T10:30:00+08:00"  # a Wednesday morning

# What an admin enters in each console in HTTP mode: its name → the bot's path.
CALLBACKS = {
    "feishu": {"event_url": "/events", "card_url": "/events"},
    "dingtalk": {"robot_url": "/robot", "event_url": "/events"},
}


@dataclass
class Play:
    """A running simulator with a bot in it."""

    simulator: Running
    http: aiohttp.ClientSession
    platform: str
    env: dict[str, str]
    bot: Bot | None = None
    bots: tuple[str, ...] = ()  # of WeCom: aibot, app, hook

    def person(self, name: str, platform: str | None = None) -> Actor:
        """Somebody of the world, looking at one messenger."""
        return Actor(self, name, platform or self.platform)

    async def sim(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the simulator's control API."""
        url = f"{self.simulator.url}/sim{path}"
        async with self.http.request(method, url, json=body) as answer:
            text = await answer.text()
            assert answer.status == 200, f"{path}: {text}"
            return await answer.json(content_type=None)

    async def forward(self, **duration: float) -> None:
        """Moves the simulated clock on (keywords as of timedelta) and lets the bot notice."""
        seconds = (
            duration.get("days", 0) * 86400 + duration.get("hours", 0) * 3600
            + duration.get("minutes", 0) * 60 + duration.get("seconds", 0)
        )
        await self.sim("POST", "/clock", {"advance": seconds})
        await self._clock_followed()

    async def set_clock(self, moment: str) -> None:
        """Sets the simulated clock."""
        await self.sim("POST", "/clock", {"set": moment})
        await self._clock_followed()

    async def _clock_followed(self) -> None:
        """Waits until the bot's clock has moved too: what is signed later is of its future."""
        if self.bot is not None:
            now = datetime.fromisoformat((await self.sim("GET", "/clock"))["now"])
            clock = self.bot.clock
            await until(lambda: abs(clock.now() - now) < timedelta(seconds=30))

    def another_bot(self) -> Bot:
        """A bot for this stage, not started. Its long connection to WeCom comes back sooner and
        asks for the lease more often than in life: those waits are real seconds."""
        made = Bot(AllSettings.from_env(self.env))
        if made.settings.wecom is not None:
            made.messengers["wecom"] = WeComMessenger(
                made.settings.wecom, made.clock, made.http, lead=made.leads_wecom,
                rhythm=Rhythm(first_wait=0.05, last_wait=0.3, lead_every=0.2),
            )
        return made

    async def start_bot(self) -> Bot:
        """Starts the bot (again)."""
        self.bot = self.another_bot()
        await self.bot.start()
        await until(lambda: all(m.ready() for m in self.bot.messengers.values()))  # type: ignore
        for platform, paths in CALLBACKS.items():
            if self.env.get(f"{platform.upper()}_TRANSPORT") == "http":
                base = f"http://127.0.0.1:{self.bot.port}/{platform}"
                console = {name: base + path for name, path in paths.items()}
                urls = {"transport": "http", **console}
                await pressed_again(partial(self.sim, "POST", f"/{platform}/console", urls))
        if "WECOM_APP_TOKEN" in self.env:
            url = f"http://127.0.0.1:{self.bot.port}/wecom/app"
            await pressed_again(partial(self.sim, "POST", "/wecom/console", {"app_url": url}))
        return self.bot

    async def stop_bot(self) -> None:
        """Stops the bot, as at a restart."""
        if self.bot is not None:
            await self.bot.stop()
            self.bot = None

    def account(self, name: str, platform: str) -> str:
        """A messenger's own id of somebody."""
        return self.simulator.sim.world.people[name].accounts[platform]

    async def group(self, platform: str, number: int = 0) -> str:
        """The id of a messenger's group."""
        world = await self.sim("GET", "")
        chats = world["platforms"][platform]["chats"]
        return str([c["id"] for c in chats if c["kind"] == "group"][number])


@dataclass
class Actor:
    """A person at one messenger. Reads and acts in the repair group unless `chat` says else."""

    play: Play
    name: str
    platform: str
    toast: str = ""  # what the last click's answer said

    async def says(
        self, text: str, *, chat: str = "", at_bot: bool | None = None, quote: str | None = None,
        files: Sequence[Mapping[str, str]] = (),
    ) -> str:
        """Says something; mentions the bot in groups unless `at_bot` is False."""
        where = chat or await self.play.group(self.platform)
        body: dict[str, Any] = {"chat": where, "person": self.name, "text": text,
                                "at_bot": where != "direct" if at_bot is None else at_bot}
        if quote:
            body["quote"] = quote
        if files:
            body["files"] = list(files)
        answer = await self.play.sim("POST", f"/{self.platform}/say", body)
        return str(answer["message"])

    async def messages(self, chat: str = "") -> list[dict[str, Any]]:
        """What this person's client shows in a chat, the newest last.

        WeCom's AI bot and app each have a direct chat; "direct" is both. `chat` in a message is
        the one it is in.
        """
        where = chat or await self.play.group(self.platform)
        looked = [where]
        if where == "direct" and self.platform == "wecom" and {"aibot", "app"} <= {*self.play.bots}:
            looked.append("direct:app")
        found: list[dict[str, Any]] = []
        for one in looked:
            answer = await self.play.sim(
                "GET", f"/{self.platform}/messages?chat={quoted(one)}&viewer={self.name}"
            )
            found += [{**message, "chat": one} for message in answer["messages"]]
        return found if len(looked) == 1 else sorted(found, key=lambda m: str(m["at"]))

    async def sees(
        self, *words: str, chat: str = "", count: int | None = None, alone: bool = False
    ) -> dict[str, Any]:
        """Waits until one message shows all the words; returns the newest such message.

        `alone`: it is for this person's eyes; WeCom's groups have no such messages, so there it
        comes in the direct chat.
        """
        if alone and self.platform == "wecom":
            chat = "direct"
        found: list[dict[str, Any]] = []
        all_: list[dict[str, Any]] = []

        async def look() -> bool:
            all_[:] = await self.messages(chat)
            found[:] = [m for m in all_ if all(w in shown(m) for w in words)]
            return bool(found) if count is None else len(found) == count

        await until(
            look,
            lambda: f"{self.name} does not see {words} ({len(found)} times); the last messages:\n"
            + "\n----\n".join(shown(m) for m in all_[-4:]),
        )
        return found[-1] if found else {}

    async def reads(self, head: str, *words: str, chat: str = "") -> str:
        """Waits until the message that shows `head`, with those after it that say what had no
        room in it, shows all the words; returns them as one text."""
        told: list[str] = [""]

        async def look() -> bool:
            said = [shown(m) for m in await self.messages(chat)]
            first = max((n for n, one in enumerate(said) if head in one), default=len(said))
            told[0] = "\n".join(said[first:])
            return bool(told[0]) and all(w in told[0] for w in words)

        await until(look, lambda: f"{self.name} does not read {words} after {head}:\n{told[0]}")
        return told[0]

    async def never_sees(self, *words: str, chat: str = "") -> None:
        """Asserts that no message shows all the words now."""
        for message in await self.messages(chat):
            assert not all(w in shown(message) for w in words), shown(message)

    async def clicks(
        self, button: str, *, chat: str = "", on: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Clicks the newest card that has the button (and shows `on`)."""
        found: dict[str, Any] = {}

        async def look() -> bool:
            for message in reversed(await self.messages(chat)):
                card = message["card"]
                if card and on in shown(message) and any(
                    b["label"] == button for b in card["buttons"]
                ):
                    found.update(message)
                    return True
            return False

        await until(look, lambda: f"{self.name} finds no button {button} on {on!r}")
        body: dict[str, Any] = {"message": found["id"], "person": self.name, "button": button}
        if values is not None:
            body["values"] = dict(values)
        answer = await self.play.sim("POST", f"/{self.platform}/click", body)
        self.toast = answer.get("toast") or ""
        return {**answer, "message": found["id"]}

    async def is_told(self, words: str, *, card: str = "") -> None:
        """Waits until a toast, or where a messenger has none of ours any message, says it; in
        WeCom, which has no toasts, the redrawn card that shows `card` is enough."""

        async def look() -> bool:
            said = [shown(m) for chat in ("", "direct") for m in await self.messages(chat)]
            if card and self.platform == "wecom" and any(card in text for text in said):
                return True
            return any(words in text for text in (self.toast, *said))

        await until(look, lambda: f"{self.name} is not told {words!r}; toast: {self.toast!r}")

    async def is_asked(self) -> bool:
        """Whether the bot waits for an answer of this person in WeCom."""
        bot = self.play.bot
        assert bot is not None
        tenant = bot.messengers["wecom"].tenant
        account = wecom_ids.account(tenant, self.play.account(self.name, "wecom"))
        chats = [made(tenant, account.user) for made in (wecom_ids.single, wecom_ids.in_app)]
        group = ChatId("wecom", tenant, await self.play.group("wecom"))

        def asked(tx: Tx) -> bool:
            person = tx.people.by_account(account)
            return person is not None and any(
                tx.dialogs.get(person.id, chat) for chat in (*chats, group)
            )

        return await bot.transactions.read(asked)

    async def fills(
        self, title: str, values: Mapping[str, Any], *, chat: str = "", button: str = "提交"
    ) -> dict[str, Any]:
        """Fills in and sends the form whose card shows `title`. A choice is given by its label
        or value. Where the messenger has no forms, the questions are answered in chat."""
        asked: dict[str, Any] = {}

        async def look() -> bool:
            for where in dict.fromkeys((chat, "direct") if self.platform == "wecom" else (chat,)):
                for message in reversed(await self.messages(where)):
                    card = message["card"]
                    form = card and any(b["label"] == button for b in card["buttons"])
                    if title in shown(message) and (form or spoken.is_question(shown(message))):
                        asked.update(message)
                        return True
            return False

        await until(look, lambda: f"{self.name} is not asked {title!r}")
        if not asked["card"]:
            await spoken.answers(self, asked, values)
            return {}
        options = {i["name"]: i.get("options") or () for i in asked["card"]["inputs"]}
        chosen = {k: spoken.value_of(v, options.get(k, ())) for k, v in values.items()}
        return await self.clicks(button, chat=chat, on=title, values=chosen)


def shown(message: Mapping[str, Any]) -> str:
    """Everything a message shows, as one text."""
    card = message["card"]
    if not card:
        return str(message["text"])
    parts = [card["title"] or "", *card["tags"], *card["lines"], message["text"] or ""]
    parts += [f"{k} {v}" for k, v in card["fields"].items()]
    return "\n".join(parts).replace("\xa0", " ")


def quoted(chat: str) -> str:
    """A chat id inside a query: DingTalk's have + and =."""
    return percent(chat, safe="")


async def until(check: Any, why: Any = lambda: "in vain", within: float = PATIENCE) -> None:
    """Polls until check() is true; fails with why() after `within` seconds."""
    end = time.monotonic() + within
    while True:
        found = check()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return
        assert time.monotonic() < end, why()
        await asyncio.sleep(0.02)


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def stage(
    database: str, data: Path, *, platform: str = "feishu", platforms: Sequence[str] = (),
    transport: str = "", clock: str = WORKDAY, policy: Path | None = POLICY,
    extra: Mapping[str, str] | None = None, world: World | None = None,
    bots: Sequence[str] = ("aibot", "app", "hook"),
) -> AsyncIterator[Play]:
    """Simulator and bot, ready; both stopped at the end. `transport`: http, else the socket.
    `bots` are those WeCom has."""
    wanted = tuple(platforms) or (platform,)
    async with serve(world) as running, aiohttp.ClientSession() as http:
        env: dict[str, str] = {}
        play = Play(running, http, platform, env, bots=tuple(bots) if "wecom" in wanted else ())
        if play.bots:
            await play.sim("POST", "/wecom/console", {"bots": list(bots)})
        for name in wanted:
            env |= running.sim.platforms[name].env()
        env |= {
            "CLOCK_URL": f"{running.url}/sim/clock",
            "DATABASE_URL": database,
            "DATABASE_SYNCHRONOUS": "NORMAL",
            "DATA_DIR": str(data),
            "HTTP_PORT": "0",
            "POLICY_FILE": str(policy) if policy else "",
        }
        if transport:
            env[f"{platform.upper()}_TRANSPORT"] = transport
        if transport == "http":
            env["HTTP_PORT"] = str(free_port())
            env["PUBLIC_URL"] = f"http://127.0.0.1:{env['HTTP_PORT']}"
        env |= dict(extra or {})
        await play.set_clock(clock)
        await play.start_bot()
        try:
            yield play
        finally:
            await play.stop_bot()
