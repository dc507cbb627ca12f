"""WeCom's own stories: what each combination of its bots delivers, and who holds the connection."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.e2e.stage import Actor, Play, shown, until
from tests.e2e.wecom_corp import BOTS, corp

# What is seen at the platform's side; 王强 and 刘洋 have never written to the bot.
DELIVERED = {
    "bot": {
        "filed": "group, aibot", "technician": "aibot", "click": "redrawn",
        "elsewhere": "new copy", "reminder": "name only", "stranger": "not reached",
        "form": "asked in chat",
    },
    "app": {
        "filed": "direct, app", "technician": "app", "click": "redrawn",
        "elsewhere": "redrawn", "reminder": "direct, app", "stranger": "app",
        "form": "asked in chat",
    },
    "bot+app": {
        "filed": "group, aibot", "technician": "app", "click": "redrawn",
        "elsewhere": "new copy", "reminder": "name only", "stranger": "app",
        "form": "asked in chat",
    },
    "bot+app+webhook": {
        "filed": "group, aibot", "technician": "app", "click": "redrawn",
        "elsewhere": "new copy", "reminder": "rings", "stranger": "app",
        "form": "asked in chat",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", BOTS)
async def test_a_combination_delivers_what_the_table_says(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    async with corp(sqlite_url, tmp_path, name, greeting=("lina", "zhangwei")) as play:
        assert await delivered(play) == DELIVERED[name]
        state = await play.sim("GET", "/wecom/state")
        assert state["over_length"] == [] and state["dropped"] == []


async def delivered(play: Play) -> dict[str, str]:
    """One ticket's way, each step as the messenger's side shows it."""
    lina, zhang, liu = play.person("lina"), play.person("zhangwei"), play.person("liuyang")
    where = "" if "aibot" in play.bots else "direct"
    found: dict[str, str] = {}

    await lina.says("@工单助手 三号车间打不开门", chat=where)
    card = await lina.sees("#1", "待接单", chat=where)
    found["filed"] = f"{'direct' if where else 'group'}, {card['bot']}"
    notice = await zhang.sees("派给你了", "#1", chat="direct")
    found["technician"] = str(notice["bot"])

    await play.forward(minutes=16)
    if where:
        found["reminder"] = f"direct, {(await zhang.sees('请接单', chat='direct'))['bot']}"
    else:
        await zhang.sees("请接单")
        rings = False
        with suppress(AssertionError):  # where it does not ring, only patience tells
            await until(lambda: _rung(zhang), within=4.0 if "hook" in play.bots else 0.2)
            rings = True
        found["reminder"] = "rings" if rings else "name only"

    clicked = await zhang.clicks("接单", chat="direct")
    await zhang.sees("#1", "处理中", chat="direct")
    found["click"] = await _after(zhang, clicked["message"], "direct", "处理中")
    await lina.sees("#1", "处理中", chat=where)
    found["elsewhere"] = await _after(lina, card["id"], where, "处理中")

    await zhang.clicks("完成", chat="direct")
    await zhang.fills("完成 #1", {"result": "换了锁芯"}, chat="direct")
    found["form"] = "asked in chat"
    await lina.sees("请验收", "换了锁芯", chat="direct")

    await lina.says("/上报 1 门还是打不开", chat=where)
    reached: list[str] = []

    async def settled() -> bool:
        reached[:] = [m["bot"] for m in await liu.messages("direct") if "门还是打不开" in shown(m)]
        return bool(reached) or await _undelivered(play) > 0

    await until(settled, lambda: "the lead is neither reached nor given up")
    found["stranger"] = reached[0] if reached else "not reached"
    return found


async def _undelivered(play: Play) -> int:
    assert play.bot is not None
    return await play.bot.transactions.read(lambda tx: len(tx.outbox.dead(10)))


async def _rung(actor: Actor) -> bool:
    return any(actor.name in m["mentions"] for m in await actor.messages())


async def _after(actor: Actor, message: str, chat: str, words: str) -> str:
    hung = next(m for m in await actor.messages(chat) if m["id"] == message)
    return "redrawn" if words in shown(hung) else "new copy"


async def test_of_two_processes_one_holds_the_connection_and_the_other_takes_over(
    database_url: str, tmp_path: Path
) -> None:
    async with corp(database_url, tmp_path, "bot") as play:
        lina = play.person("lina")
        await play.stop_bot()
        async with process(play) as first:
            # At once, for the one before gave its lease back; but a process has to start.
            await until(lambda: _connected(play), within=60)
            play.bot = second = play.another_bot()
            await second.start()
            await until(second.messengers["wecom"].ready)
            await lina.says("三号车间打不开门")
            await lina.sees("#1", "待接单")
            assert await _counts(play) == {"ws_connections": 2, "ws_kicked": 0}

            first.kill()
            await first.wait()
            await until(lambda: _gone(play))
            await play.forward(seconds=46)
            await until(lambda: _connected(play))
            await until(second.messengers["wecom"].ready)  # connected is not yet subscribed
            await lina.says("三号车间又打不开门")
            await lina.sees("又打不开门", "待接单")
            assert await _counts(play) == {"ws_connections": 3, "ws_kicked": 0}


@asynccontextmanager
async def process(play: Play) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process of its own."""
    env = {**os.environ, **play.env}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=env, cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def _connected(play: Play) -> bool:
    return bool((await play.sim("GET", "/wecom/state"))["connected"])


async def _gone(play: Play) -> bool:
    return not await _connected(play)


async def _counts(play: Play) -> dict[str, int]:
    counts = (await play.sim("GET", "/wecom/state"))["counts"]
    return {name: counts.get(name, 0) for name in ("ws_connections", "ws_kicked")}
