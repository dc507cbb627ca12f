"""The long connection: discovery, frames, ping, fragments, ACKs, several clients (§3).

The client here speaks the official SDK's protobuf.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from lark_oapi.ws.pb.pbbp2_pb2 import Frame

from tests.simulator.conftest import Control, eventually
from tests.simulator.feishu_rig import GROUP, Rest, button, card


class Client:
    """One connection that answers every frame with `code` and `answer`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.code: int | None = 200
        self.answer: Any = None
        self._pieces: dict[str, dict[int, bytes]] = {}
        self.payloads: list[dict[str, Any]] = []
        self.reading = asyncio.get_running_loop().create_task(self._read())

    async def ping(self) -> None:
        frame = Frame(SeqID=0, LogID=0, service=1, method=0)
        frame.headers.add(key="type", value="ping")
        await self.socket.send_bytes(frame.SerializeToString())

    async def _read(self) -> None:
        async for message in self.socket:
            frame = Frame()
            frame.ParseFromString(message.data)
            self.frames.append(frame)
            if frame.method == 1:
                await self._take(frame)

    async def _take(self, frame: Frame) -> None:
        headers = {header.key: header.value for header in frame.headers}
        pieces = self._pieces.setdefault(headers["message_id"], {})
        pieces[int(headers["seq"])] = frame.payload
        if len(pieces) < int(headers["sum"]):
            return
        self.payloads.append(json.loads(b"".join(pieces[key] for key in sorted(pieces))))
        if self.code is None:
            return
        ack: dict[str, Any] = {"code": self.code}
        if self.answer is not None:
            ack["data"] = base64.b64encode(json.dumps(self.answer).encode()).decode()
        frame.payload = json.dumps(ack).encode()
        frame.headers.add(key="biz_rt", value="1")
        await self.socket.send_bytes(frame.SerializeToString())


class Endpoint:
    def __init__(self, rest: Rest) -> None:
        self.rest = rest
        self.clients: list[Client] = []

    async def discover(self, **changes: str) -> dict[str, Any]:
        env = self.rest.env
        body = {"AppID": env["FEISHU_APP_ID"], "AppSecret": env["FEISHU_APP_SECRET"], **changes}
        url = f"{env['FEISHU_BASE_URL']}/callback/ws/endpoint"
        async with self.rest.http.post(url, json=body) as answer:
            return dict(await answer.json())

    async def connect(self) -> Client:
        found = await self.discover()
        socket = await self.rest.http.ws_connect(found["data"]["URL"])
        self.clients.append(Client(socket))
        return self.clients[-1]


@pytest.fixture
async def endpoint(rest: Rest) -> AsyncIterator[Endpoint]:
    found = Endpoint(rest)
    yield found
    for client in found.clients:
        client.reading.cancel()
        await client.socket.close()


async def say(control: Control, text: str = "漏水") -> None:
    await control.post("/feishu/say", {"chat": GROUP, "person": "lina", "text": text})


async def test_discovery_checks_the_credentials(endpoint: Endpoint) -> None:
    assert (await endpoint.discover(AppSecret="wrong"))["code"] == 514
    good = await endpoint.discover()
    assert good["code"] == 0
    assert "device_id=" in good["data"]["URL"] and "service_id=" in good["data"]["URL"]
    assert good["data"]["ClientConfig"]["PingInterval"] == 120
    env = endpoint.rest.env
    url = f"{env['FEISHU_BASE_URL']}/callback/ws/endpoint"
    async with endpoint.rest.http.post(url, json={"app_id": env["FEISHU_APP_ID"]}) as answer:
        assert (await answer.json())["code"] == 514


async def test_a_url_nobody_was_given_is_refused(endpoint: Endpoint) -> None:
    url = (await endpoint.discover())["data"]["URL"].split("ticket=")[0] + "ticket=guess"
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await endpoint.rest.http.ws_connect(url)
    assert caught.value.headers is not None
    assert caught.value.headers["Handshake-Status"] == "403"


async def test_a_ping_is_answered_with_the_configuration(
    endpoint: Endpoint, control: Control
) -> None:
    await control.post("/feishu/console", {"client_config": {"PingInterval": 7}})
    client = await endpoint.connect()
    await client.ping()
    pong = (await eventually(lambda: client.frames))[0]
    assert (pong.method, pong.headers[0].value) == (0, "pong")
    assert json.loads(pong.payload)["PingInterval"] == 7


async def test_an_event_comes_in_one_acknowledged_frame(
    endpoint: Endpoint, control: Control
) -> None:
    client = await endpoint.connect()
    await say(control)
    payload = (await eventually(lambda: client.payloads))[0]
    assert payload["header"]["event_type"] == "im.message.receive_v1"
    headers = {header.key for header in client.frames[0].headers}
    assert headers >= {"type", "message_id", "sum", "seq", "trace_id", "timestamp"}

    async def done() -> Any:
        return [d for d in (await control.get("/feishu/deliveries"))["deliveries"] if d.get("ok")]

    await eventually(done)


async def test_a_long_event_comes_in_fragments_in_any_order(
    endpoint: Endpoint, control: Control
) -> None:
    await control.post("/feishu/console", {"fragment_bytes": 100, "fragment_shuffle": True})
    client = await endpoint.connect()
    await say(control, "很长" * 100)
    payload = (await eventually(lambda: client.payloads))[0]
    assert len(client.frames) > 5
    assert "很长" * 100 in payload["event"]["message"]["content"]


async def test_an_event_goes_to_one_connection_only(endpoint: Endpoint, control: Control) -> None:
    clients = [await endpoint.connect() for _ in range(3)]
    for number in range(12):
        await say(control, str(number))
    await eventually(lambda: sum(len(client.payloads) for client in clients) == 12)
    assert max(len(client.payloads) for client in clients) < 12


async def test_an_unacknowledged_event_is_repeated(endpoint: Endpoint, control: Control) -> None:
    client = await endpoint.connect()
    client.code = 500
    await say(control)
    await eventually(waiting(control))
    client.code = 200
    await control.post("/clock", {"advance": 15})
    await eventually(lambda: len(client.payloads) == 2)
    assert client.payloads[0]["header"]["event_id"] == client.payloads[1]["header"]["event_id"]


async def test_what_was_said_while_nobody_was_connected_comes_later(
    endpoint: Endpoint, control: Control
) -> None:
    await say(control)
    await eventually(waiting(control))
    client = await endpoint.connect()
    await control.post("/clock", {"advance": 15})
    await eventually(lambda: client.payloads)


def waiting(control: Control) -> Any:
    async def check() -> bool:
        return int((await control.get("/feishu/state"))["retries_waiting"]) == 1

    return check


async def test_a_card_callback_is_answered_in_the_acknowledgement(
    endpoint: Endpoint, control: Control, rest: Rest
) -> None:
    client = await endpoint.connect()
    message = await rest.card(card(button("接单", {"op": "claim"})))
    body = {"message": message, "person": "zhangwei", "button": "接单"}
    client.answer = {"toast": {"type": "success", "content": "已接单"}}
    assert (await control.post("/feishu/click", body))["toast"] == "已接单"
    client.answer, client.code = None, 500
    assert (await control.post("/feishu/click", body))["code"] == 200671
    await control.post("/feishu/console", {"answer_seconds": 0.05})
    client.code = None
    assert (await control.post("/feishu/click", body))["code"] == 200341


async def test_a_disconnect_ends_the_connections(endpoint: Endpoint, control: Control) -> None:
    client = await endpoint.connect()
    await control.post("/feishu/faults", {"kind": "disconnect"})
    await eventually(lambda: client.socket.closed)
    assert (await control.get("/feishu/state"))["connections"] == 0
    again = await endpoint.connect()
    await say(control)
    await eventually(lambda: again.payloads)


async def test_the_51st_connection_is_refused(endpoint: Endpoint) -> None:
    spare = (await endpoint.discover())["data"]["URL"]
    for _ in range(50):
        await endpoint.connect()
    assert (await endpoint.discover())["code"] == 1000040350
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await endpoint.rest.http.ws_connect(spare)
    assert caught.value.headers is not None
    assert caught.value.headers["Handshake-Autherrcode"] == "1000040350"
