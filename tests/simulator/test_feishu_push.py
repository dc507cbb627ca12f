"""Pushing events: URL check, signature, retries on the simulated clock, faults (feishu.md §2)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from lark_oapi.core.const import (
    LARK_REQUEST_NONCE,
    LARK_REQUEST_SIGNATURE,
    LARK_REQUEST_TIMESTAMP,
)
from lark_oapi.core.model import RawRequest
from lark_oapi.event.dispatcher_handler import EventDispatcherHandler

from simulator.app import Running, serve
from tests.simulator.conftest import Control, eventually
from tests.simulator.feishu_rig import GROUP, Receiver, Rest


async def say(control: Control, text: str = "漏水") -> str:
    body = {"chat": GROUP, "person": "lina", "text": text}
    return str((await control.post("/feishu/say", body))["message"])


async def test_the_console_refuses_a_url_that_does_not_return_the_challenge(
    feishu_world: Running, control: Control
) -> None:
    bot = Receiver(feishu_world.sim.world.apps["feishu"]["encrypt_key"])
    bot.echo_challenge = False
    url = await bot.start()
    answer = await control.post("/feishu/console", {"event_url": url}, expect=400)
    assert "Challenge" in answer["error"]
    await bot.stop()
    await control.post("/feishu/console", {"event_url": url}, expect=400)
    assert (await control.get("/feishu/state"))["settings"]["transport"] == "websocket"


async def test_the_long_connection_mode_is_saved_only_while_a_client_is_connected(
    control: Control, receiver: Receiver
) -> None:
    answer = await control.post("/feishu/console", {"transport": "websocket"}, expect=400)
    assert "长连接" in answer["error"]


async def test_pushes_pass_the_official_dispatcher_and_a_tampered_one_does_not(
    feishu_world: Running, control: Control, receiver: Receiver
) -> None:
    env = feishu_world.sim.env()
    seen: list[Any] = []
    handler = (
        EventDispatcherHandler.builder(env["FEISHU_ENCRYPT_KEY"], env["FEISHU_VERIFICATION_TOKEN"])
        .register_p2_im_message_receive_v1(seen.append)
        .build()
    )
    await say(control)
    await eventually(receiver.events)
    await control.post("/feishu/faults", {"kind": "tamper_events", "count": 1})
    await say(control)
    await eventually(lambda: len(receiver.requests) == 3)  # the challenge and two events

    def dispatch(number: int) -> int:
        raw, headers = receiver.requests[number]
        request = RawRequest()
        request.uri, request.body = "/feishu/events", raw
        names = (LARK_REQUEST_TIMESTAMP, LARK_REQUEST_NONCE, LARK_REQUEST_SIGNATURE)
        request.headers = {name: headers[name] for name in names}
        return int(handler.do(request).status_code)

    assert (dispatch(1), dispatch(2)) == (200, 500)
    assert seen[0].event.message.chat_type == "group"


async def test_a_failed_push_is_repeated_after_15_s_5_min_1_h_6_h_with_the_same_id(
    control: Control, receiver: Receiver
) -> None:
    receiver.statuses = [500, 500, 500, 500, 500, 500]
    await say(control)
    for attempts, seconds in ((1, 0), (2, 15), (3, 300), (4, 3600), (5, 21600)):
        await control.post("/clock", {"advance": seconds})
        await eventually(lambda attempts=attempts: len(receiver.pushed) == attempts)
        await settled(control, attempts)
    await control.post("/clock", {"advance": 10 * 86400})
    assert len({each["header"]["event_id"] for each in receiver.pushed}) == 1
    assert len(receiver.pushed) == 5


async def settled(control: Control, attempts: int) -> None:
    async def done() -> bool:
        found = (await control.get("/feishu/deliveries"))["deliveries"]
        mine = [d for d in found if d["kind"] == "im.message.receive_v1"]
        return len(mine) == attempts and mine[-1]["took_ms"] is not None

    await eventually(done)


async def test_no_retry_comes_before_its_time(control: Control, receiver: Receiver) -> None:
    receiver.statuses = [500]
    await say(control)
    await settled(control, 1)
    await control.post("/clock", {"advance": 13})
    assert (await control.get("/feishu/state"))["retries_waiting"] == 1
    assert len(receiver.pushed) == 1
    await control.post("/clock", {"advance": 2})
    await eventually(lambda: len(receiver.pushed) == 2)


async def test_a_dropped_event_comes_with_the_next_retry(
    control: Control, receiver: Receiver
) -> None:
    await control.post("/feishu/faults", {"kind": "drop_events", "count": 1})
    await say(control)
    await settled(control, 1)
    assert receiver.pushed == []
    await control.post("/clock", {"advance": 15})
    await eventually(receiver.events)


async def test_a_duplicated_event_comes_twice_with_one_id(
    control: Control, receiver: Receiver
) -> None:
    await control.post("/feishu/faults", {"kind": "duplicate_events", "count": 1})
    await say(control)
    await eventually(lambda: len(receiver.pushed) == 2)
    assert receiver.pushed[0] == receiver.pushed[1]


async def test_a_reordered_event_is_overtaken_by_the_next(
    control: Control, receiver: Receiver
) -> None:
    await control.post("/feishu/faults", {"kind": "reorder_events", "count": 1})
    first, second = await say(control, "先"), await say(control, "后")
    await eventually(lambda: len(receiver.pushed) == 2)
    assert [e["message"]["message_id"] for e in receiver.events()] == [second, first]


async def test_old_events_can_be_replayed(control: Control, receiver: Receiver) -> None:
    await say(control)
    await settled(control, 1)
    await control.post("/feishu/faults", {"kind": "replay_events"})
    await eventually(lambda: len(receiver.pushed) == 2)
    assert receiver.pushed[0] == receiver.pushed[1]


async def test_a_bot_that_cannot_be_reached_counts_as_failed(
    control: Control, receiver: Receiver
) -> None:
    await receiver.stop()
    await say(control)
    deliveries = await eventually(lambda: answered(control))
    assert deliveries[-1]["ok"] is False
    assert "connection failed" in deliveries[-1]["answer"]


async def answered(control: Control) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await control.get("/feishu/deliveries"))["deliveries"]
    return found if found[-1]["kind"].startswith("im.") and found[-1]["took_ms"] is not None else []


async def test_only_subscribed_events_are_pushed(control: Control, receiver: Receiver) -> None:
    await control.post("/feishu/console", {"events": ["im.message.recalled_v1"]})
    message = await say(control)
    await control.post("/feishu/event", {"kind": "recall", "message": message})
    await eventually(lambda: receiver.pushed)
    assert receiver.kinds() == ["im.message.recalled_v1"]


async def test_reset_forgets_what_happened_but_keeps_the_url(
    control: Control, receiver: Receiver, rest: Rest
) -> None:
    await rest.log_in()
    await control.post("/feishu/faults", {"kind": "status", "status": 500})
    await say(control)
    await control.post("/reset")
    assert (await control.get(f"/feishu/messages?chat={rest.chat()}"))["messages"] == []
    assert (await control.get("/feishu/requests"))["requests"] == []
    assert (await control.get("/feishu/faults"))["faults"] == []
    await eventually(lambda: len(receiver.pushed) == 1)
    await say(control)
    await eventually(lambda: len(receiver.pushed) == 2)
    assert json.loads(receiver.events()[1]["message"]["content"])["text"] == "@_user_1 漏水"


async def test_a_delayed_event_comes_when_the_simulated_seconds_are_over(
    control: Control, receiver: Receiver
) -> None:
    fault = {"kind": "delay_events", "seconds": 600, "count": 1}
    await control.post("/feishu/faults", fault)
    first, second = await say(control, "先"), await say(control, "后")
    await eventually(lambda: len(receiver.events()) == 1)
    await control.post("/clock", {"advance": 601})
    await eventually(lambda: len(receiver.events()) == 2)
    assert [e["message"]["message_id"] for e in receiver.events()] == [second, first]


async def test_with_a_bot_url_events_go_there_from_the_start(rest: Rest) -> None:
    bot = Receiver(rest.env["FEISHU_ENCRYPT_KEY"])
    url = (await bot.start()).removesuffix("/feishu/events")
    async with serve(platforms=("feishu",), bot_url=url) as running:
        assert running.sim.env()["FEISHU_TRANSPORT"] == "http"
        await say(Control(running.url, rest.http))
        await eventually(bot.events)
    await bot.stop()


async def test_a_challenge_answered_too_late_is_refused(rest: Rest, control: Control) -> None:
    released = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        await released.wait()
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/feishu/events", hang)
    async with TestServer(app) as server:
        body = {"event_url": str(server.make_url("/feishu/events")), "challenge_seconds": 0.1}
        answer = await control.post("/feishu/console", body, expect=400)
        released.set()
    assert "0.1 s" in answer["error"]
