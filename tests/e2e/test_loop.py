"""The whole loop, told once for every messenger, database and transport."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.stage import Play, shown, stage
from tests.e2e.wecom_corp import BOTS, corp

MESSENGERS = [
    pytest.param(("feishu", "websocket"), id="feishu-socket"),
    pytest.param(("feishu", "http"), id="feishu-http"),
    pytest.param(("dingtalk", "stream"), id="dingtalk-stream"),
    pytest.param(("dingtalk", "http"), id="dingtalk-http"),
    *[pytest.param(("wecom", name), id=f"wecom-{name}") for name in BOTS if "bot" in name],
]


@pytest.fixture(params=MESSENGERS)
async def play(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Play]:
    platform, transport = request.param
    if platform == "wecom":
        async with corp(database_url, tmp_path, transport) as made:
            yield made
        return
    async with stage(database_url, tmp_path, platform=platform, transport=transport) as made:
        yield made


async def test_a_request_goes_all_the_way_round(play: Play) -> None:
    lina, zhang, huang = play.person("lina"), play.person("zhangwei"), play.person("huangting")

    await lina.says("@工单助手 /报修 3号楼空调漏水 !紧急 截止 2026-12-01 18:00")
    card = await lina.sees("#1", "3号楼空调漏水", "待接单")
    assert "12月1日（周二）18:00" in shown(card) and "P1 紧急" in shown(card)
    await zhang.sees("派给你了", "#1", chat="direct")

    await huang.clicks("接单")
    await huang.is_told("接单要请")
    await zhang.clicks("接单")
    await zhang.is_told("已接单", card="处理中")
    await lina.sees("#1", "处理中")
    await lina.sees("张伟 已接单", "#1", chat="direct")

    await zhang.clicks("挂起")
    await zhang.fills("挂起 #1", {"reason": "待件", "until": "2026-11-20 09:00"})
    await lina.sees("#1", "挂起", "待件")
    await play.set_clock("2026-11-20T09:00:05+08:00")
    await lina.sees("#1", "处理中", "恢复")  # not an older card

    await zhang.clicks("转单")
    await zhang.fills("转单 #1", {"to": "王强", "reason": "我今天下午请假"})
    wang = play.person("wangqiang")
    await wang.sees("张伟 转给你了", "我今天下午请假", chat="direct")
    await wang.clicks("接单", chat="direct")
    await lina.sees("#1", "处理中", "王强")

    await wang.clicks("完成", chat="direct")
    await wang.fills("完成 #1", {"result": "已更换排水管"}, chat="direct")
    await lina.sees("#1", "待验收")
    await lina.sees("请验收", "已更换排水管", chat="direct")
    await lina.clicks("退回", chat="direct")
    await lina.fills("退回 #1", {"reason": "还在滴水"}, chat="direct")
    await wang.sees("退回了", "还在滴水", chat="direct")
    await wang.says("完成 1 重新拧紧接头", chat="direct")
    await lina.sees("重新拧紧接头", chat="direct")
    await lina.sees("#1", "重新拧紧接头", "待验收")  # not the copy of the first time
    await lina.clicks("验收")
    await huang.sees("#1", "已关闭")
    await lina.fills("打个分", {"rating": "5"})

    await lina.says("/工单 1")
    await lina.reads(
        "#1 的历史", "李娜 报修", "派给 张伟", "张伟 接单", "张伟 挂起", "张伟 转给 王强",
        "王强 完成", "李娜 退回", "李娜 验收", "评价 5 分",
    )


async def test_nobody_accepts_so_the_group_the_next_and_the_lead_hear(play: Play) -> None:
    lina, liu = play.person("lina"), play.person("liuyang")
    await lina.says("@工单助手 三号车间打不开门")
    card = await lina.sees("#1", "待接单")
    first = card["card"]["fields"]["处理人"]
    await play.forward(minutes=16)
    await lina.sees("请接单", first)
    await play.forward(minutes=15)
    await lina.sees("#1", "待接单", "王强" if first == "张伟" else "张伟")
    await liu.sees("未接单", "已改派给", chat="direct")
    await play.forward(hours=3)  # over lunch, in which no clock runs
    await liu.sees("请接单", "#1", chat="direct")


async def test_one_sentence_is_enough_and_small_talk_changes_nothing(play: Play) -> None:
    lina = play.person("lina")
    await lina.says("你好")
    await lina.sees("你好，我是工单助手")
    await lina.says("三楼打印机卡纸了")
    await lina.sees("#1", "三楼打印机卡纸了", "IT支持")
    await lina.says("谢谢")
    await lina.says("我的工单")
    await lina.sees("我的工单", "#1", alone=True)
    await lina.says("查单 打印机")
    await lina.sees("查单：打印机", "#1")
    await lina.says("/派但 1")
    await lina.sees("你是想「派单」")
    await lina.says("#99")
    await lina.sees("没有权限或不存在", alone=True)
