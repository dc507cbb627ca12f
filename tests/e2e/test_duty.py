"""Duty rosters told in chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.stage import Play, shown, stage

TABLE = "\n".join(
    (
        "@工单助手 /值班 导入 设备维修",
        "11/16-11/22 张伟 备 王强",
        "11/23-11/29 王强 备 张伟",
        "11/30-12/6 张伟 备 王强",
    )
)


@pytest.fixture
async def play(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Play]:
    async with stage(sqlite_url, tmp_path) as made:
        yield made


async def _with_roster(play: Play) -> None:
    liu = play.person("liuyang")
    await liu.says(TABLE)
    await liu.clicks("启用", on="设备维修的值班表")
    await liu.sees("设备维修的值班表已启用，共 3 段")


async def test_a_pasted_table_counts_once_it_is_enabled_and_answers_who_is_on_duty(
    database_url: str, tmp_path: Path
) -> None:
    async with stage(database_url, tmp_path) as play:
        lina, liu = play.person("lina"), play.person("liuyang")
        await lina.says("谁值班")
        await lina.sees("没有排班表", "刘洋")
        await _with_roster(play)
        await liu.says("@工单助手 今晚谁值班")
        seen = await lina.sees("设备维修：张伟", "备岗 王强", "11月23日（周一）09:00")
        assert "138" not in shown(seen), "no phone in a group"
        await lina.clicks("联系 张伟")
        await lina.sees("张伟", "发消息")
        await liu.never_sees("发消息")
        await lina.says("下周一谁值班")
        await lina.sees("设备维修：王强")


async def test_faults_of_a_table_are_named_with_their_lines_and_it_cannot_be_enabled(
    play: Play,
) -> None:
    liu, lina = play.person("liuyang"), play.person("lina")
    await liu.says("@工单助手 /值班 导入 设备维修\n11/16-11/22 张伟\n11/25-11/29 王墙")
    card = await liu.sees("第 2 行", "不认识「王墙」", "是不是「王强」")
    assert not card["card"]["buttons"]
    await lina.says("@工单助手 /值班 导入 设备维修\n11/16-11/22 张伟")
    await lina.sees("只有设备维修的组长或管理员能改")


async def test_a_swap_counts_only_after_the_other_agreed(play: Play) -> None:
    await _with_roster(play)
    zhang, wang = play.person("zhangwei"), play.person("wangqiang")
    await zhang.says("换班 @王强 11/20")
    await zhang.sees("已问 王强")
    await wang.sees("张伟 请你代班", "作为交换", chat="direct")
    await zhang.says("谁值班")
    await zhang.sees("设备维修：张伟")
    await wang.clicks("同意", chat="direct")
    await zhang.sees("换班已定", chat="direct")
    await play.person("liuyang").sees("由 王强 替 张伟 值班", chat="direct")
    await play.set_clock("2026-11-20T10:00:00+08:00")
    await wang.sees("你现在值班", chat="direct")
    await zhang.says("现在谁值班")
    await zhang.sees("设备维修：王强", "11月21日" if False else "09:00")


async def test_the_next_on_duty_hears_the_evening_before_and_at_the_start_exactly_once(
    play: Play,
) -> None:
    await _with_roster(play)
    zhang, wang = play.person("zhangwei"), play.person("wangqiang")
    await zhang.says("交接 二号线的泵还要盯着", chat="direct")
    await zhang.sees("已记下", chat="direct")
    await play.set_clock("2026-11-22T20:00:30+08:00")
    await wang.sees("提醒：设备维修", "起你值班", "备岗 张伟", chat="direct")
    await zhang.sees("提醒：设备维修", "起你备岗", chat="direct")
    await play.stop_bot()
    await play.set_clock("2026-11-23T09:00:30+08:00")
    await play.start_bot()
    await wang.sees("你现在值班", "二号线的泵还要盯着", chat="direct")
    await play.forward(minutes=20)
    await wang.sees("起你值班", chat="direct", count=1)
    await wang.sees("你现在值班", chat="direct", count=1)
