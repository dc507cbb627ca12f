"""The long connection loses nothing it has acknowledged, and comes back by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from adapters.feishu.frames import DATA, Frame, decode, encode
from adapters.feishu.settings import FeishuSettings
from adapters.feishu.stream import LongConnection
from adapters.shared.http import make_http
from adapters.shared.server import Reply
from bot.events import Answer, Event, MessageReceived
from tests.contract.cards import CARDS, ticket_card
from tests.contract.rigs.base import eventually
from tests.contract.rigs.feishu import FeishuRig, feishu_rig


class TestInTheWorld:
    async def test_it_comes_back_and_hears_what_it_missed(self, stream: FeishuRig) -> None:
        await stream.fault("disconnect")
        message = await stream.say(stream.people[0], "are you back?")
        await eventually(stream.messenger.ready)
        await stream.forward(seconds=20)
        assert (await stream.hears(message)).text == "are you back?"

    async def test_a_connection_lost_before_the_ack_brings_the_event_again(
        self, stream: FeishuRig
    ) -> None:
        go_on = asyncio.Event()

        async def slowly(event: Event) -> Answer | None:
            await go_on.wait()
            return None

        stream.heart.answer = slowly
        await stream.hears(await stream.say(stream.people[0], "committed, not acknowledged"))
        await stream.fault("disconnect")
        go_on.set()
        await eventually(stream.messenger.ready)

        async def again() -> bool:
            await stream.forward(seconds=20)
            return len(stream.heart.heard) >= 2

        await eventually(again)
        assert len({event.key for event in stream.heart.heard}) == 1

    async def test_pieces_in_any_order_are_one_event(self, stream: FeishuRig) -> None:
        await stream.control(
            "POST", "/feishu/console", {"fragment_bytes": 100, "fragment_shuffle": True}
        )
        long = "漏水了 " * 500
        event = await stream.hears(await stream.say(stream.people[0], long))
        assert event.text == long.strip()

    async def test_a_click_is_answered_with_a_large_card(self, stream: FeishuRig) -> None:
        async def grows(event: Event) -> Answer | None:
            return Answer("ok", "success", CARDS["far too long"])

        receipt = await stream.send(ticket_card())
        stream.heart.answer = grows
        assert (await stream.click(receipt.message, stream.people[0], "接单"))["ok"]

    async def test_two_hundred_events_at_once_are_all_heard_once(self, stream: FeishuRig) -> None:
        async def say(number: int) -> None:
            await stream.say(stream.people[number % 3], f"n{number}")

        await asyncio.gather(*(say(number) for number in range(200)))
        await eventually(lambda: len(stream.heart.heard) >= 200)
        keys = [event.key for event in stream.heart.heard]
        assert len(set(keys)) == len(keys) == 200


class TestBadDays:
    @pytest.mark.parametrize("transport", ["websocket", "http"])
    async def test_whatever_the_network_does_everything_is_heard_under_one_key(
        self, transport: str
    ) -> None:
        async with feishu_rig(transport) as rig:
            said = []
            for number in range(60):
                if number % 12 == 0:
                    await rig.fault("drop_events", count=1)
                    await rig.fault("duplicate_events", count=2)
                if number % 20 == 10:
                    await rig.fault("disconnect")
                said.append(await rig.say(rig.people[number % 3], f"n{number}"))

            async def all_heard() -> bool:
                await rig.forward(seconds=16)
                return {event.message for event in rig.heart.told(MessageReceived)} >= set(said)

            await eventually(all_heard, within=20)
            keys = {event.key for event in rig.heart.heard}
            assert len(keys) == 60 and len(rig.heart.heard) > 60


Speak = Callable[[web.WebSocketResponse], Awaitable[None]]


class FakeServer:
    """A server that says what a test wants and keeps what it hears."""

    def __init__(self) -> None:
        self.discoveries = 0
        self.answer: dict[str, Any] | None = None
        self.refusal: dict[str, str] | None = None
        self.config = {"ReconnectCount": -1, "ReconnectInterval": 0, "ReconnectNonce": 0,
                       "PingInterval": 1}
        self.speak: Speak | None = None
        self.heard: list[Frame] = []
        self.url = ""

    async def endpoint(self, request: web.Request) -> web.Response:
        self.discoveries += 1
        body = await request.json()
        assert body == {"AppID": "cli_1", "AppSecret": "s3cret"}
        ws = self.url.replace("http", "ws") + "/ws?device_id=1&service_id=77&ticket=t0p"
        return web.json_response(
            self.answer or {"code": 0, "data": {"URL": ws, "ClientConfig": self.config}}
        )

    async def socket(self, request: web.Request) -> web.StreamResponse:
        if self.refusal:
            return web.Response(status=400, headers=self.refusal)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.speak:
            await self.speak(socket)
        async for message in socket:
            self.heard.append(decode(message.data))
        return socket

    def acks(self) -> list[dict[str, Any]]:
        return [json.loads(frame.payload or b"") for frame in self.heard if frame.method == DATA]


@asynccontextmanager
async def listening(
    server: FakeServer, take: Callable[[Any], Awaitable[dict[str, Any] | None]]
) -> AsyncIterator[LongConnection]:
    app = web.Application()
    app.router.add_post("/callback/ws/endpoint", server.endpoint)
    app.router.add_get("/ws", server.socket)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with make_http() as http:
        connection = LongConnection(
            FeishuSettings("cli_1", "s3cret", base_url=server.url), http, take
        )
        connection.start()
        try:
            yield connection
        finally:
            await connection.stop()
            await runner.cleanup()


async def nothing(event: Any) -> dict[str, Any] | None:
    return None


def data(payload: bytes, **headers: str) -> bytes:
    named = {"type": "event", "message_id": "m1", "sum": "1", "seq": "0", "trace_id": "t"}
    return encode(Frame(1, 2, 77, DATA, tuple({**named, **headers}.items()), payload=payload))


class TestAgainstAFakeServer:
    @pytest.mark.parametrize("code", [403, 514, 1000040344, 1000040350])
    async def test_what_will_not_change_is_not_tried_again(self, code: int) -> None:
        server = FakeServer()
        server.answer = {"code": code, "msg": "no"}
        async with listening(server, nothing) as connection:
            await eventually(lambda: connection.stopped_because)
            assert server.discoveries == 1 and str(code) in str(connection.stopped_because)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Handshake-Status": "403", "Handshake-Msg": "forbidden"},
            {"Handshake-Status": "514", "Handshake-Autherrcode": "1000040350"},
        ],
    )
    async def test_a_final_handshake_is_final(self, headers: dict[str, str]) -> None:
        server = FakeServer()
        server.refusal = headers
        async with listening(server, nothing) as connection:
            await eventually(lambda: connection.stopped_because)
            assert server.discoveries == 1

    async def test_other_refusals_are_tried_again(self) -> None:
        server = FakeServer()
        server.refusal = {"Handshake-Status": "514", "Handshake-Autherrcode": "1"}
        async with listening(server, nothing) as connection:
            await eventually(lambda: server.discoveries >= 3)
            server.refusal = None
            await eventually(lambda: connection.connected)
            assert connection.stopped_because is None

    async def test_a_server_that_counts_tries_is_obeyed(self) -> None:
        server = FakeServer()
        server.config["ReconnectCount"] = 2
        server.refusal = {"Handshake-Status": "500"}
        async with listening(server, nothing) as connection:
            await eventually(lambda: connection.stopped_because)
            assert server.discoveries == 3

    async def test_it_pings_at_once_and_obeys_the_pong(self) -> None:
        async def slower(socket: web.WebSocketResponse) -> None:
            headers = (("type", "pong"),)
            await socket.send_bytes(
                encode(Frame(headers=headers, payload=b'{"PingInterval": 500}'))
            )

        server = FakeServer()
        server.speak = slower
        async with listening(server, nothing) as connection:
            await eventually(lambda: server.heard)
            assert server.heard[0].header("type") == "ping" and server.heard[0].service == 77
            await eventually(lambda: connection._talk and connection._talk.rhythm.ping == 500)

    async def test_each_event_has_its_own_answer(self) -> None:
        arrived: list[str] = []

        async def take(event: Any) -> Reply | None:
            if event.get("fail"):
                raise RuntimeError("no disk")
            toast = {"toast": {"type": "info", "content": "好"}}
            return Reply(toast, lambda: arrived.append("c")) if event.get("click") else None

        async def speaks(socket: web.WebSocketResponse) -> None:
            await socket.send_bytes(b"\xff\xff nonsense")
            await socket.send_bytes(data(b'{"fail": 1}', message_id="f"))
            await socket.send_bytes(data(b"{broken", message_id="b"))
            await socket.send_bytes(data(b'{"plain": 1}', message_id="p"))
            await socket.send_bytes(data(b'{"click": 1}', message_id="c"))

        server = FakeServer()
        server.speak = speaks
        async with listening(server, take):
            await eventually(lambda: len(server.acks()) == 4)
        frames = {frame.header("message_id"): frame for frame in server.heard if frame.method}
        told = {key: json.loads(frame.payload or b"") for key, frame in frames.items()}
        assert told["f"] == told["b"] == {"code": 500} and told["p"] == {"code": 200}
        assert told["c"]["code"] == 200 and told["c"]["data"] and arrived == ["c"]
        assert frames["p"].header("biz_rt").isdigit() and frames["p"].log_id == 2

    async def test_stopping_acknowledges_what_has_begun(self) -> None:
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def take(event: Any) -> Reply | None:
            begun.set()
            await go_on.wait()
            return None

        async def speaks(socket: web.WebSocketResponse) -> None:
            await socket.send_bytes(data(b"{}"))

        server = FakeServer()
        server.speak = speaks
        async with listening(server, take) as connection:
            await begun.wait()
            stopping = asyncio.create_task(connection.stop())
            go_on.set()
            await stopping
            await eventually(lambda: server.acks() == [{"code": 200}])

    async def test_the_address_with_its_ticket_is_never_logged(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        server = FakeServer()
        server.refusal = {"Handshake-Status": "500"}
        async with listening(server, nothing):
            await eventually(lambda: server.discoveries >= 2)
            server.refusal = None
            await eventually(lambda: server.heard)
        ours = [line for line in caplog.records if line.name.startswith(("adapters", "http"))]
        assert ours and not any(
            secret in line.getMessage() for line in ours for secret in ("t0p", "s3cret")
        )
