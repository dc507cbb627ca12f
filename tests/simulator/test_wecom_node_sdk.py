"""The public AI-bot SDK for Node talks to the simulator unchanged.

Needs node and npm (the SDK is fetched once into ~/.cache/bihuan-node); without them the test is
skipped, or fails where CI_STRICT=1 says that everything must be there.
"""

from __future__ import annotations

import asyncio
import base64
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.conftest import eventually
from tests.simulator.wecom_kit import Corp, corp, ticket_card

PACKAGE = "@wecom/aibot-node-sdk@1.0.7"
CACHE = Path.home() / ".cache" / "bihuan-node"
PHOTO = b"\x89PNG\r\n\x1a\n photo of a jammed printer"

BOT = """
const { WSClient } = require('@wecom/aibot-node-sdk');
const card = JSON.parse(process.env.CARD);
const tell = (what, more) => console.log('>>' + JSON.stringify({ what, ...more }));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const client = new WSClient({
  botId: process.env.WECOM_BOT_ID, secret: process.env.WECOM_BOT_SECRET,
  wsUrl: process.env.WECOM_WS_URL, heartbeatInterval: 1000, reconnectInterval: 50, logger: quiet,
});
const guard = (work) => work().catch(
  (fault) => tell('fault', { text: String(fault.message || fault.errcode) }));
client.on('authenticated', () => tell('authenticated'));
client.on('disconnected', (reason) => tell('disconnected', { reason }));
client.on('event.enter_chat', (f) => guard(() =>
  client.replyWelcome(f, { msgtype: 'text', text: { content: '欢迎' } })));
client.on('message.text', (f) => guard(async () => {
  const text = f.body.text.content;
  if (text.includes('卡片')) return client.replyTemplateCard(f, card);
  if (text.includes('文件')) {
    const large = Buffer.alloc(600 * 1024, 'x');
    const media = await client.uploadMedia(large, { type: 'file', filename: '清单.txt' });
    return client.replyMedia(f, 'file', media.media_id);
  }
  await client.replyStream(f, 's-1', '正在查', false);
  await client.replyStream(f, 's-1', '正在查 完成', true);
  const push = { msgtype: 'markdown', markdown: { content: '**推送**' } };
  await client.sendMessage(f.body.from.userid, push);
}));
client.on('message.image', (f) => guard(async () => {
  const { buffer, filename } = await client.downloadFile(f.body.image.url, f.body.image.aeskey);
  tell('image', { base64: buffer.toString('base64'), filename });
}));
client.on('event.template_card_event', (f) => guard(() => client.updateTemplateCard(f, {
  ...card, main_title: { title: '处理中' },
})));
client.on('error', () => {});
client.connect();
"""


def missing(why: str) -> None:
    if os.environ.get("CI_STRICT") == "1":
        pytest.fail(why)
    pytest.skip(why)


def sdk() -> Path:
    """The folder whose node_modules hold the SDK."""
    if not shutil.which("node") or not shutil.which("npm"):
        missing("node and npm are not installed: the WeCom SDK was NOT tried")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (CACHE / "node_modules" / "@wecom" / "aibot-node-sdk").is_dir():
            command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(CACHE), PACKAGE]
            done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
            if done.returncode:
                missing(f"npm could not fetch {PACKAGE}; it was NOT tried: {done.stderr[-200:]}")
    return CACHE


class Bot:
    """A node process running the SDK; `told` are the lines it printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[dict[str, Any]] = []

    async def listen(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            if line.startswith(b">>"):
                self.told.append(json.loads(line[2:]))

    def said(self, what: str) -> list[dict[str, Any]]:
        return [one for one in self.told if one["what"] == what]


@asynccontextmanager
async def bot(c: Corp, folder: Path) -> AsyncIterator[Bot]:
    names = ("WECOM_BOT_ID", "WECOM_BOT_SECRET", "WECOM_WS_URL")
    settings = {name: c.env[name] for name in names}
    more = {"CARD": json.dumps(ticket_card()), "NODE_PATH": str(folder / "node_modules")}
    process = await asyncio.create_subprocess_exec(
        "node", "-e", BOT, env={**os.environ, **settings, **more}, stdout=asyncio.subprocess.PIPE
    )
    made = Bot(process)
    listening = asyncio.create_task(made.listen())
    try:
        await eventually(lambda: made.said("authenticated"), within=60)
        yield made
    finally:
        if process.returncode is None:  # a kicked bot has nothing left to do and ends
            process.kill()
        await process.wait()
        await listening


async def test_the_node_sdk_works_through_a_day_of_a_bot() -> None:
    folder = await asyncio.to_thread(sdk)
    async with corp() as c, bot(c, folder) as first:
        await c.console(auto_enter=True)
        await c.say("direct", "lina", "进度？")
        await eventually(lambda: _texts(c, {"欢迎", "进度？", "正在查 完成", "推送"}))

        await c.say(c.group, "lina", "来张卡片")
        await eventually(lambda: _titled(c, "打印机坏了"))
        shown = await c.last(c.group, "lina")
        assert (await c.click(shown["id"], "zhangwei", "接单"))["ok"] is True
        assert await _titled(c, "处理中")

        photo = {"name": "现场.png", "base64": base64.b64encode(PHOTO).decode()}
        await c.say("direct", "zhangwei", "", files=[photo])
        (image,) = await eventually(lambda: first.said("image"))
        assert base64.b64decode(image["base64"]) == PHOTO
        assert image["filename"] == "现场.png"

        await c.say("direct", "lina", "要文件")
        await eventually(lambda: _file(c))
        await eventually(lambda: _pinged(c))

        # A busy machine answers its heartbeats late: then it had reconnected by itself before.
        before = len(first.said("authenticated"))
        await c.control.post("/wecom/faults", {"kind": "disconnect"})
        await eventually(lambda: len(first.said("authenticated")) > before, within=30)
        before = len(first.said("disconnected"))
        async with bot(c, folder) as second:
            await eventually(lambda: len(first.said("disconnected")) > before, within=30)
            connected = len(first.said("authenticated"))
            await c.say("direct", "zhangwei", "谁在？")
            await eventually(lambda: _answered(c, "zhangwei"))
            assert not second.said("fault")
        assert not first.said("fault")
        assert len(first.said("authenticated")) == connected  # the kicked one stays away


async def _texts(c: Corp, wanted: set[str]) -> bool:
    return {one["text"] for one in await c.messages("direct", "lina")} == wanted


async def _titled(c: Corp, title: str) -> bool:
    card = (await c.last(c.group, "lina"))["card"]
    return card is not None and card["title"] == title


async def _file(c: Corp) -> bool:
    last = await c.last("direct", "lina")
    return last["sender"] == "bot" and [one["name"] for one in last["files"]] == ["清单.txt"]


async def _pinged(c: Corp) -> bool:
    return (await c.state())["counts"].get("ws_pings", 0) > 1


async def _answered(c: Corp, person: str) -> bool:
    return any(one["text"] == "正在查 完成" for one in await c.messages("direct", person))
