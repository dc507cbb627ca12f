"""Wiring: the only place that knows every room. Nobody imports it but the command line."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

import httpx
from aiohttp import web

import storage
from adapters.dingtalk import DingTalkMessenger, DingTalkSettings
from adapters.feishu import FeishuMessenger, FeishuSettings
from adapters.shared.http import make_http
from adapters.wecom import WeComMessenger, WeComSettings
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.document import load
from bot.errors import SetupError
from bot.health import health_routes
from bot.inbound import Inbound
from bot.outbound import Outbound
from bot.policies import PolicyBook, stored_policy
from bot.ports import Messenger, Tx
from bot.settings import Settings
from bot.texts import text
from bot.usecases.first_admin import expect_code
from bot.usecases.introduce import introduce
from commands.interpret import interpret, native_commands, press
from scheduler.alike import look_for_doubles
from scheduler.checks import look_at_due
from scheduler.cleanup import forget_old
from scheduler.clock import ForeignClock, SystemClock
from scheduler.documents import read_documents
from scheduler.files import fetch_waiting
from scheduler.imports import look_up_imports
from scheduler.quota import recall, watch
from scheduler.radar import watch_faults
from scheduler.runner import Runner, Tick
from storage.files import DiskFiles
from storage.learning import learn_quietly
from storage.leases import lead, resign
from storage.search import index_quietly

log = logging.getLogger("bihuan")

T = TypeVar("T")
LEASE = timedelta(seconds=45)  # of the one connection a WeCom AI bot may have
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 that nobody mistakes for another
NO_MESSENGER = (
    "no messenger is configured: set FEISHU_APP_ID and FEISHU_APP_SECRET (docs/feishu.md) or "
    "DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET (docs/dingtalk.md) or WECOM_… "
    "(docs/wecom.md), "
    "or start the simulator with --env-file"
)


@dataclass(frozen=True, slots=True)
class AllSettings:
    """Every room's settings; a messenger that is not configured is None."""

    heart: Settings
    storage: storage.StorageSettings
    feishu: FeishuSettings | None = None
    dingtalk: DingTalkSettings | None = None
    wecom: WeComSettings | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> AllSettings:
        """Reads all rooms; raises one SetupError with the faults of all of them."""
        faults: list[str] = []
        heart = gathered(Settings.from_env, env, faults)
        stored = gathered(storage.StorageSettings.from_env, env, faults)
        feishu = gathered(FeishuSettings.from_env, env, faults)
        dingtalk = gathered(DingTalkSettings.from_env, env, faults)
        wecom = gathered(WeComSettings.from_env, env, faults)
        if not faults and not (feishu or dingtalk or wecom):
            faults.append(NO_MESSENGER)
        if faults or heart is None or stored is None:
            raise SetupError(faults)
        return cls(heart, stored, feishu, dingtalk, wecom)


def gathered(
    read: Callable[[Mapping[str, str]], T], env: Mapping[str, str], faults: list[str]
) -> T | None:
    """One room's settings; its faults join the others'."""
    try:
        return read(env)
    except SetupError as error:
        faults += error.faults
        return None


class Bot:
    """The running bot: opened, started, stopped."""

    def __init__(self, settings: AllSettings) -> None:
        self.settings = settings
        heart = settings.heart
        self.clock: SystemClock | ForeignClock = (
            ForeignClock(heart.clock_url) if heart.clock_url else SystemClock()
        )
        self.http: httpx.AsyncClient = make_http()
        self.messengers: dict[str, Messenger] = {
            m.platform: m
            for m in messengers(settings, self.clock, self.http, self.leads_wecom)
        }
        self.policies = PolicyBook(stored_policy, default_policy())
        self.port = 0
        self._holder = uuid.uuid4().hex
        self._stack = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Opens the database, serves HTTP, listens to the messengers, starts the clock."""
        heart = self.settings.heart
        if isinstance(self.clock, ForeignClock):
            await self.clock.start()
            self._stack.push_async_callback(self.clock.stop)
        self._stack.push_async_callback(self.http.aclose)
        self.transactions = await asyncio.to_thread(
            storage.open, self.settings.storage, self.clock.now
        )
        self._stack.push_async_callback(self.transactions.close)
        self._stack.push_async_callback(self._resign_wecom)
        await self._first_policy()
        await self._first_admin()
        await recall(self.transactions, self.messengers.values())
        files = DiskFiles(heart.data / "files")
        outbound = Outbound(
            self.transactions, self.policies, self.messengers, files, self.clock.now
        )
        self._stack.push_async_callback(outbound.finish)
        inbound = Inbound(
            self.transactions, self.policies, interpret, press, self.messengers
        )
        runner = Runner(self._ticks(files), outbound.deliver_due)
        self.transactions.on_commit(runner.wake)
        outbound.on_room(runner.wake)
        runner.start()
        self._stack.push_async_callback(runner.stop)
        self._stack.push_async_callback(inbound.finish)
        await self._serve_http()
        for messenger in self.messengers.values():
            await messenger.start(inbound.handle)
            self._stack.push_async_callback(messenger.stop)
        log.info("ready", extra={"port": self.port, "messengers": ",".join(self.messengers)})

    async def leads_wecom(self) -> bool:
        """Takes or keeps the lock: WeCom allows an AI bot one connection (wecom.md §6.2)."""
        return await self.transactions.run(
            lambda tx: lead(tx, "wecom-bot", self._holder, LEASE)
        )

    async def _resign_wecom(self) -> None:
        """The next process, or this one after a restart, need not wait for the lease's end."""
        await self.transactions.run(lambda tx: resign(tx, "wecom-bot", self._holder))

    async def stop(self) -> None:
        """Stops listening first, finishes what is in flight, closes the database last."""
        await self._stack.aclose()

    def _ticks(self, files: DiskFiles) -> list[Tick]:
        limit = self.settings.heart.max_file
        tx, policies, messengers = self.transactions, self.policies, self.messengers
        return [
            Tick("checks", 1, partial(look_at_due, tx, policies)),
            Tick("alike", 1, partial(look_for_doubles, tx, policies)),
            Tick("files", 1, partial(fetch_waiting, tx, messengers, files, limit)),
            Tick("index", 1, partial(index_quietly, tx)),
            Tick("learn", 2, partial(learn_quietly, tx, policies.current)),
            Tick("radar", 2, partial(watch_faults, tx, policies)),
            Tick("imports", 1, partial(look_up_imports, tx, messengers)),
            Tick("documents", 1, partial(read_documents, tx, messengers, policies)),
            Tick("cleanup", 3600, partial(forget_old, tx)),
            Tick("quota", 60, partial(watch, tx, policies, messengers.values())),
        ]

    async def _first_policy(self) -> None:
        """Takes the policy file at the very first start; later it is changed in chat."""
        path = self.settings.heart.policy_file
        tenants = {m.platform: m.tenant for m in self.messengers.values()}

        def take(tx: Tx) -> None:
            if path is None or tx.settings.version() > 0:
                return
            text = path.read_text("utf-8")
            policy = load(text, version=1)
            tx.settings.add(text, None, path.name)
            introduce(policy, tx, tenants)

        await self.transactions.run(take)

    async def _first_admin(self) -> None:
        """Prints the code that makes somebody admin, as long as nobody is. Only its hash is kept,
        so every start prints a new one."""
        letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
        code = f"{letters[:4]}-{letters[4:]}"
        expected = await self.transactions.run(
            lambda tx: expect_code(code, tx, self.policies.current(tx))
        )
        if expected:
            log.warning("configuration code: %s (tell the bot in private: /admin CODE)", code)

    async def _serve_http(self) -> None:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.add_routes(health_routes(self.transactions, self.messengers))
        for messenger in self.messengers.values():
            app.add_routes(messenger.routes())
        server = web.AppRunner(app, access_log=None)
        await server.setup()
        self._stack.push_async_callback(server.cleanup)
        site = web.TCPSite(server, self.settings.heart.host, self.settings.heart.port)
        try:
            await site.start()
        except OSError as error:
            raise SetupError([f"HTTP_PORT: cannot listen: {error.strerror}"]) from error
        self.port = server.addresses[0][1]


def messengers(
    settings: AllSettings, clock: SystemClock | ForeignClock, http: httpx.AsyncClient,
    leads_wecom: Callable[[], Awaitable[bool]],
) -> list[Messenger]:
    """The configured messengers. `leads_wecom`: whether this process holds the AI bot's one
    connection."""
    found: list[Messenger] = []
    if settings.feishu is not None:
        found.append(FeishuMessenger(settings.feishu, clock, http))
    if settings.dingtalk is not None:
        found.append(
            DingTalkMessenger(
                settings.dingtalk, clock, http,
                on_quota=lambda chat, account: text("quota.withheld"),
                on_stranger=lambda chat, account: text("quota.stranger"),
            )
        )
    if settings.wecom is not None:
        found.append(WeComMessenger(settings.wecom, clock, http, lead=leads_wecom))
    return found


async def run(settings: AllSettings) -> None:
    """Runs until SIGINT or SIGTERM."""
    bot = Bot(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        await bot.start()
        collect_seldom()
        asyncio.get_running_loop().create_task(_offer_commands(bot))
        await stop.wait()
        log.info("stopping")
    finally:
        await bot.stop()


def collect_seldom() -> None:
    """A request makes hundreds of small values that die without the garbage collector; looking
    for cycles among them as often as Python does by default costs about 5 % of intake."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)


async def _offer_commands(bot: Bot) -> None:
    """Messengers that have command lists of their own are given ours; no harm if they refuse."""
    for messenger in bot.messengers.values():
        register = getattr(messenger, "register_commands", None)
        if register is not None:
            with contextlib.suppress(Exception):
                await register(native_commands())


async def check(settings: AllSettings) -> list[str]:
    """Everything an admin must mend before the bot can work."""
    bot = Bot(settings)
    faults: list[str] = []
    try:
        if isinstance(bot.clock, ForeignClock):
            await bot.clock.start()
        for name, messenger in bot.messengers.items():
            faults += [f"{name}: {fault}" for fault in await messenger.check()]
    finally:
        if isinstance(bot.clock, ForeignClock):
            await bot.clock.stop()
        await bot.http.aclose()
    return faults

