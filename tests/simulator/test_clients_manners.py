"""Small manners of the clients: peeking is not reading, files stand alone, failed pushes show."""

from __future__ import annotations

from typing import Any

import aiohttp

from simulator.app import serve
from simulator.world import PLATFORMS
from tests.simulator.conftest import Control, eventually
from tests.simulator.dingtalk_bench import GROUP, office
from tests.simulator.wecom_kit import Corp, corp


async def test_everybody_has_a_title_in_every_messenger() -> None:
    async with serve() as running, aiohttp.ClientSession() as http:
        world = await Control(running.url, http).get("")
        for name in PLATFORMS:
            titles = {p["id"]: p["title"] for p in world["platforms"][name]["people"]}
            assert titles["zhangwei"] == "维修工程师", name
            assert all(titles.values()), name


async def test_who_only_peeks_has_not_read() -> None:
    async with office() as desk:
        sent = await desk.send_card()
        assert sent["result"]["deliverResults"][0]["success"] is True
        message = (await desk.control.get(f"/dingtalk/messages?chat={GROUP}"))["messages"][0]
        readers = desk.dingtalk.desk.log.find(message["id"]).readers
        path = f"/dingtalk/messages?chat={GROUP}&viewer=zhangwei"
        peeked = (await desk.control.get(f"{path}&peek=1"))["messages"]
        assert [one["id"] for one in peeked] == [message["id"]]
        assert readers == set()
        await desk.control.get(path)
        assert readers == {"zhangwei"}


async def test_a_dingtalk_push_tells_whether_the_bot_took_it() -> None:
    async with office() as desk:
        await desk.say("lina", "没有连接")
        await eventually(lambda: _done(desk.dingtalk.recorder.deliveries(), 1))
        socket = await desk.connect()
        await desk.say("lina", "有连接")
        await eventually(lambda: _done(desk.dingtalk.recorder.deliveries(), 2))
        assert [one["ok"] for one in desk.dingtalk.recorder.deliveries()] == [False, True]
        assert len(socket.frames) == 1


async def test_a_wecom_push_tells_whether_the_bot_took_it() -> None:
    async with corp() as c:
        await c.say("direct", "lina", "没有连接")
        await eventually(lambda: _done(_pushed(c), 1))
        async with c.socket() as socket:
            await c.say("direct", "lina", "有连接")
            await socket.next()
            await eventually(lambda: _done(_pushed(c), 2))
        assert [one["ok"] for one in _pushed(c)] == [False, True]


async def test_a_lone_file_in_a_wecom_group_brings_no_empty_words() -> None:
    async with corp() as c, c.socket():
        files = [{"name": "清单.pdf", "base64": "JVBERi0="}]
        for at_bot in (True, False):
            said = await c.say(c.group, "lina", "", files=files, at_bot=at_bot)
            assert said == (await c.last(c.group, "lina"))["id"]
        shown = await c.messages(c.group, "lina")
        assert [(one["kind"], one["text"]) for one in shown] == [("file", ""), ("file", "")]
        assert _pushed(c) == []


def _done(found: list[dict[str, Any]], count: int) -> bool:
    return sum("ok" in one for one in found) >= count


def _pushed(c: Corp) -> list[dict[str, Any]]:
    return c.running.sim.platforms["wecom"].recorder.deliveries()
