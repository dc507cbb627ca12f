"""Leave told in chat."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.stage import stage


async def test_who_takes_leave_gets_no_tickets_and_hands_the_open_ones_over(
    database_url: str, tmp_path: Path
) -> None:
    async with stage(database_url, tmp_path) as play:
        lina, zhang, wang = (play.person(n) for n in ("lina", "zhangwei", "wangqiang"))
        await lina.says("@工单助手 三号车间打不开门")
        card = await lina.sees("#1", "待接单")
        owner = card["card"]["fields"]["处理人"]
        first, other = (zhang, wang) if owner == "张伟" else (wang, zhang)
        await first.clicks("接单")
        await first.says("今天我请假")
        await first.sees("已记下", "请假", "手上还有 1 张")
        await play.person("liuyang").sees(f"{owner} 请假", chat="direct")
        await first.clicks("交给备岗")
        await first.sees("已把 1 张单交给别的同事")
        await lina.sees("#1", "待接单", "王强" if owner == "张伟" else "徐峰")
        await lina.says("@工单助手 四号车间灯不亮")
        seen = await lina.sees("#2", "待接单")
        assert seen["card"]["fields"]["处理人"] != owner
        await first.says("销假")
        await first.sees("欢迎回来")
        assert other is not first


async def test_a_lead_may_set_leave_for_others_and_a_stranger_may_not(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        lina, liu = play.person("lina"), play.person("liuyang")
        await lina.says("请假 @张伟 明天")
        await lina.sees("只有本组组长或管理员")
        await liu.says("请假 @张伟 11/25-11/27")
        await liu.sees("已记下", "张伟", "11月25日")
        await play.person("zhangwei").sees("张伟 请假", chat="direct")
        await lina.says("请假系统登不上")
        await lina.sees("#1", "请假系统登不上")
