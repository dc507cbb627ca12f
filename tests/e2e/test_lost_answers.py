"""A click whose answer never arrived: the card still ends up as it is, and nobody need click."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.e2e.stage import Actor, Play, free_port, stage, until

OWNERS = {"张伟": "zhangwei", "王强": "wangqiang"}
PLACES = [("feishu", "http"), ("feishu", ""), ("dingtalk", ""), ("wecom", "")]


async def filed(play: Play) -> tuple[Actor, Actor]:
    lina = play.person("lina")
    await lina.says("3号楼空调漏水")
    card = await lina.sees("#1 ", "待接单")
    return lina, play.person(OWNERS[card["card"]["fields"]["处理人"]])


def redraws(requests: list[dict]) -> list[str]:
    """Calls that draw a card, new or anew."""
    paths = [f"{one['method']} {one['path']}" for one in requests]
    drawing = ("PATCH", "PUT", "/messages", "aibot_send_msg", "/card/instances", "message/send")
    return [p for p in paths if any(word in p for word in drawing) and "GET" not in p]


async def doomed(play: Play, point: str) -> asyncio.subprocess.Process:
    """A process of the bot that dies at that point (doomed.py)."""
    port = int(play.env["HTTP_PORT"]) or free_port()
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.e2e.doomed", point,
        env={"PATH": os.environ["PATH"], **play.env, "HTTP_PORT": str(port)},
    )


@pytest.mark.parametrize(("platform", "transport"), PLACES)
async def test_a_kill_between_commit_and_answer_leaves_no_card_stale(
    platform: str, transport: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform, transport=transport) as play:
        lina, owner = await filed(play)
        await play.stop_bot()
        process = await doomed(play, "answer")
        clicking = asyncio.create_task(owner.clicks("接单", on="#1"))

        async def dead() -> bool:
            """Clicked again until the process listens: then it dies of the click."""
            nonlocal clicking
            if clicking.done() and process.returncode is None:
                clicking = asyncio.create_task(owner.clicks("接单", on="#1"))
            return process.returncode is not None

        await until(dead, within=40)
        clicking.cancel()
        assert process.returncode == -9
        await play.start_bot()
        await play.forward(minutes=2)
        await owner.sees("#1 ", "处理中", chat="direct" if platform == "feishu" else "")
        await lina.sees("#1 ", "处理中")


async def test_a_card_sent_by_a_process_that_died_is_not_taken_for_a_newer_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The platform knows the key of the second try and keeps the card of the first."""
    async with stage(sqlite_url, tmp_path) as play:
        lina = play.person("lina")
        await play.stop_bot()
        process = await doomed(play, "receipt")
        await lina.says("3号楼空调漏水")
        await until(lambda: process.returncode is not None, within=40)
        assert process.returncode == -9
        await play.start_bot()
        await play.person("chenjing").says("接单 1", chat="direct")
        await play.person("chenjing").sees("已接单", chat="direct")
        await play.forward(minutes=2)  # the dead process's lease is over
        await lina.sees("#1 ", "处理中", count=1)
        await lina.never_sees("#1 ", "待接单")


@pytest.mark.parametrize(("platform", "transport"), PLACES)
async def test_a_click_that_is_answered_costs_no_redraw_of_its_card(
    platform: str, transport: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform, transport=transport) as play:
        lina, owner = await filed(play)
        await owner.clicks("接单", on="#1")
        await lina.sees("#1 ", "处理中")
        bot = play.bot
        assert bot is not None

        async def quiet() -> bool:
            counts = await bot.transactions.read(lambda tx: tx.outbox.counts())
            return counts["waiting"] == counts["leased"] == 0

        await until(quiet)
        before = await play.sim("GET", f"/{platform}/requests")
        await play.forward(minutes=2)
        await until(quiet)
        after = await play.sim("GET", f"/{platform}/requests")
        assert redraws(after["requests"]) == redraws(before["requests"])
