"""A template's required questions: asked privately after one sentence, demanded at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.stage import POLICY, Play, stage

FIELDS = """    fields:
      是否停机: {kind: choice, options: [停机, 未停机], required: true}
      停机分钟: {kind: number, required: true, when: finishing}
    accept_days: 3
"""


@pytest.fixture
async def play(database_url: str, tmp_path: Path) -> AsyncIterator[Play]:
    policy = tmp_path / "policy.yaml"
    text = POLICY.read_text("utf-8").replace("    accept_days: 3\n", FIELDS, 1)
    policy.write_text(text, "utf-8")
    async with stage(database_url, tmp_path, policy=policy) as made:
        yield made


async def test_a_ticket_stands_before_its_questions_are_answered(play: Play) -> None:
    lina, zhang = play.person("lina"), play.person("zhangwei")
    await lina.says("3号楼空调漏水")
    await lina.sees("#1", "待接单", "位置 3号楼")
    asked = await lina.sees("还差几项 #1")
    assert [field["name"] for field in asked["card"]["inputs"]] == ["x_是否停机"]
    await lina.fills("还差几项 #1", {"x_是否停机": "停机"})
    await zhang.sees("#1", "是否停机 停机")

    await zhang.clicks("接单")
    await zhang.says("完成 1 换了水管")
    form = await zhang.sees("完成 #1 3号楼")
    assert [i["name"] for i in form["card"]["inputs"]] == ["result", "x_停机分钟"]
    refused = await zhang.fills("完成 #1", {"result": "换了水管", "x_停机分钟": "很久"})
    assert "要填数字" in refused["toast"], refused
    await zhang.fills("完成 #1", {"result": "换了水管", "x_停机分钟": "40"})
    await lina.sees("#1", "待验收", "停机分钟 40")


async def test_finishing_without_what_is_demanded_says_what(play: Play) -> None:
    lina, zhang = play.person("lina"), play.person("zhangwei")
    await lina.says("/报修 二号机卡住了")
    await lina.sees("#1", "待接单")
    await zhang.clicks("接单")
    await zhang.clicks("完成")
    await zhang.fills("完成 #1", {"result": "好了", "x_停机分钟": ""})
    await lina.sees("#1", "处理中")
    await zhang.says("完成 1 好了")
    form = await zhang.sees("完成 #1 二号机", count=2)
    assert "x_停机分钟" in [i["name"] for i in form["card"]["inputs"]]


@pytest.mark.parametrize("platform", ["feishu", "dingtalk", "wecom"])
async def test_a_phone_number_is_whole_in_private_and_masked_before_the_group(
    sqlite_url: str, tmp_path: Path, platform: str
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform) as play:
        lina, zhang = play.person("lina"), play.person("zhangwei")
        await lina.says("三号车间空调漏水\uff0c请打13812345678\uff0c订单号13912345678")
        await lina.sees("#1", "待接单", "138****5678", "订单号13912345678")
        await zhang.sees("#1", "13812345678", chat="direct")
        await zhang.clicks("接单", on="#1")
        await lina.sees("#1", "处理中", "138****5678")
