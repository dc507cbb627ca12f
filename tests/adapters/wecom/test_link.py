"""The one long connection: leaders, take-over, silence, refusals, and what is lost with it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from adapters.shared.http import make_http
from adapters.wecom import Rhythm, WeComMessenger
from adapters.wecom.link import Link
from adapters.wecom.settings import BotSettings
from bot.errors import RetryLater
from bot.events import Answer, Event, MessageReceived
from bot.ports import Outgoing, Place, Receipt
from tests.contract.cards import ticket_card
from tests.contract.rigs.base import Heart, eventually
from tests.contract.rigs.wecom import QUICK, WeComRig, wecom_rig

TTL = 0.5  # seconds


class Lease:
    """What storage keeps for several processes: one holder at a time, for TTL seconds."""

    def __init__(self) -> None:
        self.holder = ""
        self.until = 0.0

    def of(self, name: str) -> Callable[[], Awaitable[bool]]:
        async def lead() -> bool:
            if self.holder not in ("", name) and time.monotonic() < self.until:
                return False
            self.holder, self.until = name, time.monotonic() + TTL
            return True

        return lead


@asynccontextmanager
async def process(
    rig: WeComRig, lead: Callable[[], Awaitable[bool]]
) -> AsyncIterator[tuple[WeComMessenger, Heart]]:
    """Another process with the same bot."""
    heart = Heart()
    async with make_http() as http:
        messenger = WeComMessenger(rig.settings, rig.clock, http, lead=lead, rhythm=QUICK)
        await messenger.start(heart)
        try:
            yield messenger, heart
        finally:
            await messenger.stop()


async def subscribes(rig: WeComRig) -> int:
    return len(await rig.calls("aibot_subscribe"))


async def test_of_two_processes_one_connects_and_the_other_takes_over_when_it_dies() -> None:
    lease = Lease()
    async with wecom_rig(bots=("aibot",)) as rig:
        await rig.messenger.stop()  # only the two below
        before = await subscribes(rig)
        async with process(rig, lease.of("a")) as (a, ears_a):
            await eventually(lambda: _up(rig))
            async with process(rig, lease.of("b")) as (b, ears_b):
                await eventually(b.ready)
                await rig.say("lina", "第一")
                await eventually(lambda: ears_a.told(MessageReceived))
                assert not ears_b.heard and await subscribes(rig) == before + 1
                await a.stop()  # its lease is not given back: it runs out, as after a kill
                await eventually(lambda: _subscribed(rig, before + 2))
                await eventually(lambda: _up(rig))
                await rig.say("lina", "第二")
                await eventually(lambda: ears_b.told(MessageReceived))
                assert len(ears_a.heard) == 1
                assert list(await b.check()) == []
                assert await subscribes(rig) == before + 2  # nobody kicked anybody back


async def test_a_leader_that_lost_its_lease_stands_by_without_fighting() -> None:
    lease = Lease()
    allowed = {"a": True, "b": True}

    def judged(name: str) -> Callable[[], Awaitable[bool]]:
        ask = lease.of(name)

        async def lead() -> bool:
            return allowed[name] and await ask()

        return lead

    async with wecom_rig(bots=("aibot",)) as rig:
        await rig.messenger.stop()
        before = await subscribes(rig)
        async with process(rig, judged("a")) as (a, _), process(rig, judged("b")) as (b, _):
            await eventually(lambda: _subscribed(rig, before + 1))
            first = lease.holder
            allowed[first] = False  # its database is out of reach; the connection still stands
            await eventually(lambda: _subscribed(rig, before + 2))
            await eventually(lambda: lease.holder != first)
            await eventually(lambda: a.ready() and b.ready())
            allowed[first] = True
            deadline = time.monotonic() + 3 * TTL
            await eventually(lambda: time.monotonic() > deadline)
            assert await subscribes(rig) == before + 2
            assert list(await a.check()) == [] and list(await b.check()) == []


async def test_a_broken_connection_is_made_anew_and_nothing_is_doubled() -> None:
    async with wecom_rig(bots=("aibot",)) as rig:
        before = await subscribes(rig)
        await rig.fault("disconnect")

        async def sent() -> Receipt | None:
            try:
                return await rig.messenger.send(
                    Place(chat=rig.group), Outgoing(ticket_card()), key="k1"
                )
            except RetryLater:  # lost in flight: the outbox comes again with the same key
                return None

        receipt = await eventually(sent)
        assert await rig.seen(receipt, "lina")
        assert len([m for m in await rig.shown_in(rig.group, "lina") if m["card"]]) == 1
        await eventually(lambda: _subscribed(rig, before + 1))
        await rig.hears(await rig.say("lina", "还在吗"))


async def test_an_answer_to_words_from_before_a_reconnect_is_pushed() -> None:
    async with wecom_rig(bots=("aibot",)) as rig:
        event = await rig.hears(await rig.say("lina", "/报修"))
        before = await subscribes(rig)
        await rig.fault("disconnect")
        await eventually(lambda: _subscribed(rig, before + 1))
        place = Place(chat=rig.group, reply_to=event.message)
        receipt = await rig.messenger.send(place, Outgoing(ticket_card()), key="k1")
        assert await rig.seen(receipt, "lina") and await rig.calls("aibot_send_msg")
        assert not await rig.calls("aibot_respond_msg")


async def test_an_answer_goes_out_as_an_answer() -> None:
    async with wecom_rig(bots=("aibot",)) as rig:
        event = await rig.hears(await rig.say("lina", "/报修"))
        for number in range(2):  # the second finds the req_id used
            place = Place(chat=rig.group, reply_to=event.message)
            card = ticket_card(title=f"#{number}")
            receipt = await rig.messenger.send(place, Outgoing(card), key=f"k{number}")
            assert await rig.seen(receipt, "lina")
        assert len(await rig.calls("aibot_respond_msg")) == 1
        assert len(await rig.calls("aibot_send_msg")) == 1


async def _up(rig: WeComRig) -> bool:
    return bool((await rig.state())["connected"])


async def _subscribed(rig: WeComRig, count: int) -> bool:
    return await subscribes(rig) >= count


# ---- against a bare server --------------------------------------------------------------------


class Server:
    """Answers each command with what `code` says; silent to pings when `deaf`."""

    def __init__(self) -> None:
        self.code: Callable[[str], int] = lambda cmd: 0
        self.deaf = False
        self.commands: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                frame = json.loads(message.data)
                self.commands.append(frame["cmd"])
                if not (self.deaf and frame["cmd"] == "ping"):
                    answer = {"headers": frame["headers"], "errcode": self.code(frame["cmd"])}
                    await socket.send_str(json.dumps(answer))
        return socket

    def count(self, cmd: str) -> int:
        return self.commands.count(cmd)


@asynccontextmanager
async def served() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_get("/", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def linked(
    server: Server, push: Callable[[Mapping[str, Any]], Awaitable[None]] | None = None,
    **rhythm: float,
) -> AsyncIterator[Link]:
    async def ignore(frame: Mapping[str, Any]) -> None:
        return None

    settings = BotSettings("websocket", "aib", "s", ws_url=server.url)
    pace = Rhythm(**{"first_wait": 0.01, "last_wait": 0.02, "ack": 1.0, **rhythm})
    link = Link(settings, push or ignore, None, pace, lambda: None)
    link.start()
    try:
        yield link
    finally:
        await link.close()


async def test_two_pings_without_an_answer_are_the_end_of_a_connection() -> None:
    async with served() as server:
        server.deaf = True
        async with linked(server, ping=0.02, ack=0.05):
            await eventually(lambda: server.count("aibot_subscribe") >= 2)
            assert server.count("ping") >= 2


async def test_answered_pings_keep_it() -> None:
    async with served() as server, linked(server, ping=0.02):
        await eventually(lambda: server.count("ping") >= 6)
        assert server.count("aibot_subscribe") == 1


async def test_five_refused_secrets_are_the_end() -> None:
    async with served() as server:
        server.code = lambda cmd: 853000
        async with linked(server) as link:
            await eventually(lambda: link.stopped_because)
            assert server.count("aibot_subscribe") == 5
            assert "853000" in link.stopped_because and link.down_long


async def test_a_busy_platform_is_tried_for_ever() -> None:
    async with served() as server:
        server.code = lambda cmd: -1 if server.count("aibot_subscribe") < 12 else 0
        async with linked(server) as link:
            await eventually(lambda: link.up)
            assert server.count("aibot_subscribe") == 12


async def test_without_an_answer_a_request_is_tried_later() -> None:
    async with served() as server, linked(server, ack=0.05) as link:
        await eventually(lambda: link.up)
        server.deaf = True
        try:
            await link.request("ping", {})
        except RetryLater as error:
            assert error.code == "timeout"
        else:
            raise AssertionError("a silent server answered")


async def test_broken_frames_harm_nobody() -> None:
    heard: list[str] = []

    async def push(frame: Mapping[str, Any]) -> None:
        heard.append(str(frame["cmd"]))

    async with served() as server, linked(server, push) as link:
        await eventually(lambda: link.up)
        for text in ("", "{", "[1]", "5", '{"cmd":"a","headers":[]}', "[" * 50_000,
                     '{"headers":{"req_id":"unknown"},"errcode":0}',
                     '{"cmd":"x","headers":{"req_id":"1"},"body":{"t":"a\x01b"}}'):
            await server.sockets[-1].send_str(text)
        await eventually(lambda: "x" in heard)
        assert link.up and server.count("aibot_subscribe") == 1


async def test_what_the_heart_cannot_take_is_offered_again() -> None:
    async with wecom_rig(bots=("aibot",)) as rig:
        tries: list[Event] = []

        async def fails_twice(event: Event) -> Answer | None:
            tries.append(event)
            if len(tries) < 3:
                raise RuntimeError("the disk is full")
            return None

        rig.heart.answer = fails_twice
        await rig.say("lina", "别丢了我")
        await eventually(lambda: len(tries) == 3)
        assert len({event.key for event in tries if isinstance(event, MessageReceived)}) == 1


async def test_stopping_while_nothing_can_be_reached_is_quick() -> None:
    server = Server()
    server.url = "ws://127.0.0.1:9/"
    async with asyncio.timeout(3), linked(server) as link:
        await eventually(lambda: not link.up)
