"""Suggestions learned from how this group's tickets ended, and the radar of repeated faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.lifecycle import moved
from bot.ports import Tx
from tests.e2e.stage import POLICY, Play, stage, until
from tests.storage.making import make_ticket

ENDED = (("传送带跑偏了", "机械"), ("配电柜有焦味", "电气"))
RULE = """rules:
  - name: 电气归 IT
    when: {categories: [电气]}
    team: IT支持
"""


def ended_earlier(tx: Tx) -> None:
    """Ten tickets that were closed as something their words do not say."""
    for n in range(10):
        text, category = ENDED[n % 2]
        ticket = make_ticket(tx, owner=1, team="设备维修", title=text, body=text,
                             category=category, due=tx.now + timedelta(days=1))  # fmt: skip
        for verb in ("accept", "resolve", "approve"):
            step = moved(verb, 1, tx.now, result="好了")
            ticket = tx.tickets.change(ticket, [step], check_at=None)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY.read_text("utf-8").replace("rules:\n", RULE, 1), "utf-8")
    return path


@pytest.fixture
async def play(database_url: str, tmp_path: Path, policy: Path) -> AsyncIterator[Play]:
    async with stage(database_url, tmp_path, policy=policy) as made:
        yield made


async def learned(play: Play) -> None:
    """Waits until what is over has taught."""
    bot = play.bot
    assert bot is not None
    await bot.transactions.run(ended_earlier)
    await until(lambda: bot.transactions.read(lambda tx: tx.models.judge("team:设备维修")))


async def noted(play: Play, count: int) -> None:
    """Waits until the indexer has been at so many tickets of the machine."""
    bot = play.bot
    assert bot is not None
    since = bot.clock.now() - timedelta(days=1)
    await until(lambda: bot.transactions.read(
        lambda tx: len(tx.faults.of([("asset", "EQ-1024")], since, 9)) == count))


async def test_what_was_learned_is_suggested_explained_and_adopted_after_a_restart(
    play: Play,
) -> None:
    lina, chen = play.person("lina"), play.person("chenjing")
    await lina.says("传送带又跑偏")
    await lina.never_sees("建议分类")
    await learned(play)
    await play.stop_bot()
    await play.start_bot()
    await lina.says("三号线的传送带跑偏得厉害")
    card = await lina.sees("三号线", "建议分类：", "机械", "类似的 5 单里有 5 单是这样")
    print("\n".join(card["card"]["lines"]), [b["label"] for b in card["card"]["buttons"]])
    assert "传送带" in " ".join(card["card"]["lines"])
    await lina.clicks("采用建议", on="三号线")
    card = await lina.sees("三号线", "待接单", "机械")
    assert "机械" in card["card"]["tags"]
    assert "采用建议" not in [b["label"] for b in card["card"]["buttons"]]

    await lina.says("配电柜里有股焦味")
    await lina.sees("配电柜", "建议分类：", "电气", "建议优先级：", "P2 高（这类默认）")
    await lina.says("/采用建议 13")
    await lina.sees("#13 已采用建议：电气，P2 高")
    await lina.sees("#13", "P2 高", "IT支持")
    await chen.says("/为什么 13")
    await chen.sees("电气归 IT", "分类 电气")
    await chen.says("/历史 13")
    await chen.sees("采用建议：电气，P2 高（提到 配电柜", "派给")


async def test_leads_hear_once_of_what_breaks_again_and_again_and_look_for_the_cause(
    play: Play,
) -> None:
    lina, liu, zhang = (play.person(name) for name in ("lina", "liuyang", "zhangwei"))
    await lina.says("EQ-1024 主轴异响")
    await lina.says("EQ-1024 又有异响")
    await lina.says("EQ-1024 不转了")
    told = await liu.sees("重复故障：设备 EQ-1024", "两周内 3 单", "#1 EQ-1024", chat="direct")
    assert [b["label"] for b in told["card"]["buttons"]].count("查看工单") == 3
    await lina.says("EQ-1024 还是不转")
    await lina.sees("#4", "待接单")
    await lina.says("撤单 1")
    await lina.sees("#1 已撤单")
    await zhang.says("重复故障")
    await zhang.is_told("只给组长和管理员看")

    await play.stop_bot()
    await play.start_bot()
    await noted(play, 4)
    await liu.says("/重复故障", chat="direct")
    await liu.sees("设备 EQ-1024 · 3 单 · 机械", chat="direct")
    await liu.clicks("查看", chat="direct")
    card = await liu.sees("重复故障：设备 EQ-1024", "#4 EQ-1024", chat="direct")
    assert "#1 EQ-1024" not in "".join(card["card"]["lines"])
    await liu.clicks("建根治单", chat="direct", on="#4 EQ-1024")
    await liu.sees("根治单 #5 已建", chat="direct")
    root = "#5 EQ-1024 反复故障（3 次），请查清根因"
    await lina.sees(root, "关联单 #2、#3、#4", "设备维修", "设备 EQ-1024")
    await lina.sees("#4", "待接单", "#5")
    await noted(play, 5)
    await liu.says("/重复故障", chat="direct")
    await liu.sees("设备 EQ-1024 · 3 单 · 机械", chat="direct", count=2)
    await liu.clicks("查看", chat="direct")
    await liu.clicks("看根治单 #5", chat="direct")
    await liu.never_sees("4 单", chat="direct")


async def test_a_category_is_one_tap_and_the_switch_silences_all(
    sqlite_url: str, tmp_path: Path, policy: Path
) -> None:
    async with stage(sqlite_url, tmp_path, policy=policy) as play:
        lina, liu, chen = (play.person(name) for name in ("lina", "liuyang", "chenjing"))
        await learned(play)
        await lina.says("配电柜里的空调外机响")
        card = await lina.sees("#11", "待接单", "空调")
        assert "采用建议" not in [b["label"] for b in card["card"]["buttons"]]
        await lina.says("/改分类 11")
        asked = await lina.sees("改分类 #11")
        assert [b["label"] for b in asked["card"]["buttons"]] == ["电气", "机械"]
        await lina.clicks("电气", on="改分类 #11")
        await lina.sees("#11", "IT支持")

        await lina.says("传送带又跑偏")
        await lina.sees("#12", "建议分类")
        await chen.says("/配置 建议 关", chat="direct")
        await chen.clicks("启用", chat="direct")
        await chen.is_told("第 2 版")
        await lina.says("传送带跑偏了没人管")
        card = await lina.sees("#13 传", "待接单")
        assert "建议" not in "".join(card["card"]["lines"])
        await liu.says("/重复故障", chat="direct")
        await liu.sees("智能建议已关闭", "/配置 建议 开", chat="direct")


async def test_hurry_asks_twice_and_never_makes_it_slower(sqlite_url: str, tmp_path: Path) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        lina = play.person("lina")
        await lina.says("二号门锁坏了")
        await lina.sees("#1", "P3 中")
        await lina.says("加急 1")
        await lina.clicks("只有我", on="影响有多大")
        await lina.clicks("勉强能用", on="现在还能用吗")
        await lina.sees("#1 保持 P3 中")
        await lina.says("急!!!")
        await lina.clicks("多人受影响", on="影响有多大")
        await lina.clicks("完全不能用", on="现在还能用吗")
        await lina.sees("#1 改为 P2 高（多人受影响，完全不能用）")
        await lina.sees("#1", "待接单", "P2 高")
        await lina.says("/历史 1")
        await lina.sees("优先级 → P2 高（多人受影响，完全不能用）")


@pytest.mark.parametrize("platform", ["dingtalk", "wecom"])
async def test_the_other_messengers_suggest_and_adopt_too(
    sqlite_url: str, tmp_path: Path, policy: Path, platform: str
) -> None:
    async with stage(sqlite_url, tmp_path, policy=policy, platform=platform) as play:
        lina = play.person("lina")
        await learned(play)
        await lina.says("配电柜里有股焦味")
        card = await lina.sees("#11", "建议分类：", "电气")
        labels = [b["label"] for b in card["card"]["buttons"]]
        assert labels == ["接单", "转单", "拒单", "采用建议", "改分类", "更多"]
        await lina.clicks("采用建议", on="#11")
        await lina.sees("#11", "P2 高", "IT支持")
