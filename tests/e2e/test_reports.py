"""Reports and holidays told in chat."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.stage import shown, stage, until

YEAR = json.dumps(
    {"year": 2027, "papers": [], "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-02", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
    ]}, ensure_ascii=False,
)


async def test_a_lead_gets_the_daily_report_in_ten_lines_and_a_stranger_none(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        lina, liu = play.person("lina"), play.person("liuyang")
        await lina.says("@工单助手 三号车间打不开门")
        await lina.sees("#1", "待接单")
        await play.person("zhangwei").clicks("接单")
        await liu.says("日报")
        card = await liu.sees("【工单日报】11/18 · 设备维修", "新增 1", "未结 1", "响应及时率")
        assert len(card["card"]["lines"]) <= 12
        await lina.says("日报")
        await lina.sees("没有可看的报表")
        bot = play.bot
        assert bot is not None

        async def rounds_began() -> bool:
            return bool(await bot.transactions.read(lambda tx: tx.records.all("rounds")))

        await until(rounds_began)
        await play.set_clock("2026-11-18T18:00:05+08:00")
        await liu.sees("【工单日报】", chat="direct")
        await play.person("zhenghao").sees("【工单日报】", "平均响应", chat="direct")


async def test_a_year_of_holidays_is_pasted_previewed_and_counts(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        chen = play.person("chenjing")
        await chen.says("假期", chat="direct")
        await chen.sees("2027 年的假期还不知道", chat="direct")
        await chen.says(f"假期导入 {YEAR}", chat="direct")
        card = await chen.sees("2027 年的假期", "1/1-1/2", "1/9", chat="direct")
        assert "启用" in [b["label"] for b in card["card"]["buttons"]], shown(card)
        await chen.clicks("启用", chat="direct")
        await chen.sees("2027 年的假期已启用", chat="direct")
        await chen.says("/放假 2026-12-31", chat="direct")
        await chen.sees("2026-12-31", "放假", "第 3 版", chat="direct")
        await play.person("lina").says("/放假 2026-12-30")
        await play.person("lina").sees("只有管理员能改")
