"""The unmodified vendor SDK `dingtalk-stream` against the simulator.

Its open_connection() blocks the event loop, so it runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.simulator.conftest import eventually
from tests.simulator.dingtalk_bench import Office, office

pytest.importorskip("dingtalk_stream")

PROGRAM = """
import asyncio, json, logging, sys
import dingtalk_stream
from dingtalk_stream import AckMessage

def tell(kind, **what):
    print(json.dumps({"kind": kind, **what}), flush=True)

class Events(dingtalk_stream.EventHandler):
    async def process(self, event):
        tell("event", type=event.headers.event_type, born=event.headers.event_born_time,
             title=event.data.get("title"))
        return AckMessage.STATUS_OK, "OK"

class Robot(dingtalk_stream.ChatbotHandler):
    async def process(self, callback):
        message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        tell("robot", text=message.text.content, nick=message.sender_nick,
             staff=message.sender_staff_id)
        if "card" in message.text.content:
            card = dingtalk_stream.MarkdownButtonCardInstance(self.dingtalk_client, message)
            card.set_title_and_logo("T-1", "")
            loop = asyncio.get_running_loop()
            buttons = [{"text": "go", "color": "blue", "id": "go", "request": True}]
            await loop.run_in_executor(None, lambda: card.reply("**state** new", buttons))
        else:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, lambda: self.reply_text("heard", message))
        return AckMessage.STATUS_OK, "OK"

class Clicks(dingtalk_stream.CallbackHandler):
    async def process(self, callback):
        message = dingtalk_stream.CardCallbackMessage.from_dict(callback.data)
        tell("click", user=message.user_id, actions=message.content["cardPrivateData"]["actionIds"])
        return AckMessage.STATUS_OK, {
            "cardUpdateOptions": {"updateCardDataByKey": True},
            "cardData": {"cardParamMap": {"markdown": "**state** taken"}},
        }

logging.disable(logging.CRITICAL)
client = dingtalk_stream.DingTalkStreamClient(dingtalk_stream.Credential(*sys.argv[1:3]))
client.register_all_event_handler(Events())
client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Robot())
client.register_callback_handler(dingtalk_stream.Card_Callback_Router_Topic, Clicks())
asyncio.run(client.start())
"""


class Vendor:
    """The SDK's process; `told` is what its handlers printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[dict[str, object]] = []
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.told.append(json.loads(line))

    async def tells(self, kind: str) -> dict[str, object]:
        found = await eventually(lambda: [t for t in self.told if t["kind"] == kind], within=20)
        return dict(found[-1])


@asynccontextmanager
async def vendor(desk: Office) -> AsyncIterator[Vendor]:
    environment = {**os.environ, "DINGTALK_OPENAPI_ENDPOINT": f"{desk.url}/dingtalk/api"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        desk.app.client_id,
        desk.app.client_secret,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    sdk = Vendor(process)
    try:
        await eventually(lambda: desk.dingtalk.streams.connections, within=30)
        yield sdk
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await sdk.reader


async def test_the_vendor_sdk_hears_speaks_clicks_and_reconnects() -> None:
    async with office() as desk, vendor(desk) as sdk:
        await desk.say("lina", "打印机坏了")
        assert await sdk.tells("robot") == {
            "kind": "robot",
            "text": " 打印机坏了",
            "nick": "李娜",
            "staff": desk.user("lina"),
        }

        async def replied() -> bool:
            return (await desk.last())["text"] == "heard"

        await eventually(replied)

        rename = {"kind": "rename_chat", "chat": desk.group, "title": "设备群"}
        await desk.control.post("/dingtalk/event", rename)
        event = await sdk.tells("event")
        assert (event["type"], event["title"]) == ("chat_update_title", "设备群")

        await desk.say("lina", "card", desk.group)

        async def carded() -> object:
            return (await desk.last(chat=desk.group))["card"]

        await eventually(carded)
        card = await desk.last(chat=desk.group)
        assert card["card"]["fields"] == {"state": "new"}
        assert (await desk.click(card["id"], "zhangwei", "go"))["ok"] is True
        assert (await sdk.tells("click"))["user"] == desk.user("zhangwei")
        clicked = await desk.last("zhangwei", desk.group)
        assert clicked["card"]["fields"] == {"state": "taken"}

        await desk.fault("disconnect")
        await eventually(lambda: desk.dingtalk.streams.opened == 2, within=20)
        await desk.say("lina", "重连了吗", desk.group)
        await eventually(lambda: sdk.told[-1].get("text") == " 重连了吗", within=20)

        def answered() -> bool:
            deliveries = desk.dingtalk.recorder.deliveries()
            return all(str(d["answer"]).startswith("200") for d in deliveries)

        await eventually(answered)  # before the clock passes the patience of who waits for it
        desk.advance(41)
        await eventually(lambda: not desk.dingtalk.streams.connections[0].waiting)
        assert answered()
