"""A ticket that waits for its requester: reminded twice, and their answer is enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.stage import stage


@pytest.mark.parametrize("platform", ["feishu", "dingtalk"])
async def test_who_is_waited_for_is_reminded_answers_and_the_work_goes_on(
    sqlite_url: str, tmp_path: Path, platform: str
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform) as play:
        lina, zhang, wang = (play.person(n) for n in ("lina", "zhangwei", "wangqiang"))
        await lina.says("@工单助手 三号车间打不开门")
        card = await lina.sees("#1", "待接单")
        owner = zhang if card["card"]["fields"]["处理人"] == "张伟" else wang
        await owner.clicks("接单")
        await owner.says("等客户 1", chat="direct")
        await lina.sees("#1", "挂起")
        await play.forward(days=5, hours=1)
        await lina.sees("在等你补充", "否则将自动关闭", chat="direct")
        await lina.clicks("评论", chat="direct", on="在等你补充")
        await lina.fills("评论", {"text": "是西侧那扇门"}, chat="direct")
        await owner.sees("已回复", "继续处理", chat="direct")
        await lina.sees("#1", "处理中")
