"""Tickets that have to do with each other, as people meet them in chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.verify import verify
from tests.e2e.stage import Play, shown, stage


@pytest.fixture(params=["feishu", "dingtalk", "wecom"])
async def play(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Play]:
    async with stage(database_url, tmp_path, platform=request.param) as made:
        yield made
        assert made.bot is not None
        assert await made.bot.transactions.read(verify) == []


async def test_a_second_report_is_asked_about_merged_and_taken_out_again(play: Play) -> None:
    lina, chen, zhang = play.person("lina"), play.person("chenjing"), play.person("zhangwei")
    direct = "direct" if play.platform == "wecom" else ""
    await lina.says("3号楼空调漏水")
    await lina.sees("#1", "待接单")
    await chen.says("3号楼空调又漏水了")
    await lina.sees("#2", "待接单")
    await play.forward(seconds=2)
    asked = await chen.sees("#1 正在处理同一问题", "你的 #2", alone=True)
    assert [b["label"] for b in asked["card"]["buttons"]] == ["我也遇到", "不是同一个", "查看 #1"]
    await lina.never_sees("正在处理同一问题")

    await chen.clicks("我也遇到", chat=direct)
    await lina.sees("#2", "已并入 #1")
    await lina.sees("#1", "2 人遇到", "并入的单")
    await zhang.sees("陈静 也遇到 #1", chat="direct")
    await zhang.says("接单 2")
    refused = await zhang.sees("#2 已并入 #1", "请到 #1 操作", alone=True)
    assert [b["label"] for b in refused["card"]["buttons"]] == ["查看 #1"]

    await play.stop_bot()
    await play.start_bot()
    await chen.says("撤回 2")
    await lina.sees("#2", "待接单", "陈静 撤回「合并」")
    await chen.says("/合并 2")  # into which one is chosen from the likely ones
    await chen.fills("合并 #2", {"into": "#1 3号楼空调漏水"}, chat=direct)
    await lina.sees("#2", "已并入 #1")
    await chen.says("我的工单")
    await chen.sees("你也遇到的", "#1 3号楼空调漏水", alone=True)
    liu = play.person("liuyang")
    await liu.says("我也遇到 1")  # without a ticket of one's own
    await liu.sees("3 人遇到", alone=True)
    await liu.says("我的工单")
    await liu.sees("你也遇到的", "#1 3号楼空调漏水", alone=True)
    await lina.says("撤单 1")  # others have it too: one of them goes on
    await lina.sees("你不再跟进 #1", "陈静")
    await lina.sees("#1", "报修人 陈静")
    await zhang.says("接单 1")
    await lina.sees("#1", "处理中")
    await zhang.says("完成 1 换了水管")
    await chen.sees("张伟 已完成，请验收", chat="direct")


async def test_a_parent_waits_for_its_steps_and_says_so(play: Play) -> None:
    lina, zhang, liu = play.person("lina"), play.person("zhangwei"), play.person("liuyang")
    await lina.says("2号机异响")
    await lina.sees("#1", "待接单")
    await zhang.says("接单 1")
    await lina.sees("#1", "处理中")
    await zhang.says("/子单 1 更换电机 @刘洋")
    await lina.sees("#2", "更换电机", "上级单", "#1")
    await lina.sees("#1", "0/1 完成")
    await zhang.says("完成 1 好了")
    refused = await zhang.sees("还有 1 张子单没完成", "#2 更换电机", alone=True)
    assert "#2 更换电机" in [b["label"] for b in refused["card"]["buttons"]]
    await liu.says("接单 2")
    await lina.sees("#2", "上级单", "处理中")
    await liu.says("完成 2 换好了")
    await lina.sees("#1", "1/1 完成")
    told = await zhang.sees("#1 的子单都完成了", chat="direct")
    assert "完成" in [b["label"] for b in told["card"]["buttons"]]

    await zhang.says("/拆单 1 地上有油 要清理")
    await lina.sees("#3", "地上有油", "从 #1 拆出")
    await liu.says("/关联单 3 2")
    await lina.sees("#3", "关联单", "#1、#2")
    history = await _history(play)
    assert "建子单 #2：更换电机" in history and "拆出 #3" in history and "子单 #2" in history


async def _history(play: Play) -> str:
    lina = play.person("lina")
    await lina.says("/历史 1")
    await lina.sees("#1 的历史")
    return "\n".join(shown(m) for m in await lina.messages())
