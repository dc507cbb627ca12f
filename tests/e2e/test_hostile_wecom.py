"""Hostile words in WeCom, whose clients know <@all>, and where everything goes over one socket."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Tx
from storage.verify import verify
from tests.e2e.stage import Play, shown, stage

SECRET = "口令是Tr0ub4dor"  # said in requests; must not be found in the log
SAID = (
    "打印机\u200b\u200b卡\u202e纸了\u2066" + SECRET,
    "空调'; DROP TABLE ticket; -- 漏水",
    "<@all> <@Zhangwei> 所有人 门坏了",
    "**加粗** [点我](https://evil.example) ![x](https://evil.example/x.png) 灯坏了",
    "<font color=\"warning\">水管爆了</font> <script>alert(1)</script>",
    "{{7*7}} %s {0} ${HOME} 窗户关不上",
)


@pytest.mark.parametrize("transport", ["", "http"])
async def test_tricks_in_the_words_are_harmless_in_wecom(
    transport: str, sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with stage(sqlite_url, tmp_path, platform="wecom", transport=transport) as play:
        lina = play.person("lina")
        for number, words in enumerate(SAID, 1):
            await lina.says(f"/报修 {words}")
            await lina.sees(f"#{number} ", "待接单")
        await lina.says("/报修 " + "漏" * 10_000)
        await lina.says("没有第二件事了，就是水龙头漏水")
        await lina.sees("水龙头漏水", "待接单")
        titles = await _titles(play)
        assert titles[0] == "打印机卡纸了" + SECRET and titles[1] == SAID[1]
        assert all(len(title) <= 120 for title in titles) and len(titles) in (7, 8)
        assert any("{{7*7}} %s {0} ${HOME}" in shown(m) for m in await lina.messages())
        requests = (await play.sim("GET", "/wecom/requests"))["requests"]
        read = [words for one in requests for words in _marked_up(one["body"])]
        assert read
        for words in read:
            for mark in ("<@all>", "<@Zhangwei>", "](https://evil", "<script", "<font color=\"w"):
                assert mark not in words, words
        assert play.bot is not None
        assert await play.bot.transactions.read(verify) == []
    for record in caplog.records:
        if record.name.split(".")[0] in ("bihuan", "root", "aiohttp", "adapters"):
            said = record.getMessage() + str(vars(record))
            assert SECRET not in said and not record.exc_info, said
            for name, value in play.env.items():
                if any(part in name for part in ("SECRET", "KEY", "TOKEN")) and value:
                    assert value not in said, name


def _marked_up(node: Any) -> Iterator[str]:
    """Every text of a request that a client reads as markdown; cards show theirs as it is."""
    if isinstance(node, str) and node[:1] in "{[":
        with contextlib.suppress(ValueError):
            node = json.loads(node)
    if isinstance(node, dict):
        if isinstance(node.get("content"), str):
            yield node["content"]
        for inner in node.values():
            yield from _marked_up(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _marked_up(inner)


async def _titles(play: Play) -> list[str]:
    assert play.bot is not None

    def titles(tx: Tx) -> list[str]:
        found = [tx.tickets.find(n) for n in range(1, 20)]
        return [t.title for t in found if t is not None]

    return await play.bot.transactions.read(titles)
