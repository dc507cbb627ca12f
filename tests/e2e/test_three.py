"""One ticket, three messengers: 李娜 in WeCom, 张伟 in Feishu, his lead 刘洋 in DingTalk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.stage import POLICY, Play, shown, stage, until

ALL = ("feishu", "dingtalk", "wecom")
READS = {"李娜": "wecom", "张伟": "feishu", "刘洋": "dingtalk"}  # first; their others stay linked


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """The demonstration's policy: everybody's first messenger as above, 张伟 alone repairs."""
    text = POLICY.read_text("utf-8")
    for name, first in READS.items():
        found = re.search(rf"name: {name}, accounts: {{(.*?)}}", text)
        assert found is not None
        accounts = sorted(found[1].split(", "), key=lambda one: not one.startswith(first))
        text = text.replace(found[0], f"name: {name}, accounts: {{{', '.join(accounts)}}}")
    team = "members: [{name: 张伟}, {name: 王强}, {name: 徐峰}]"
    assert team in text
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace(team, "members: [{name: 张伟}]"), "utf-8")
    return path


@pytest.fixture
async def play(database_url: str, tmp_path: Path, policy: Path) -> AsyncIterator[Play]:
    async with stage(
        database_url, tmp_path, platform="wecom", platforms=ALL, policy=policy
    ) as made:
        yield made


async def told(play: Play, name: str, *words: str) -> dict[str, int]:
    """How many messages of the bot show the words in a person's direct chats, per messenger,
    as the messengers count them; those without any are left out."""
    found = {}
    for platform in ALL:
        if platform not in play.simulator.sim.world.people[name].accounts:
            continue
        said = [m for m in await play.person(name, platform).messages("direct")
                if m["sender"] == "bot" and all(w in shown(m) for w in words)]
        if said:
            found[platform] = len(said)
    return found


async def test_one_ticket_goes_through_three_messengers(play: Play) -> None:
    lina = play.person("lina", "wecom")
    zhang, liu = play.person("zhangwei", "feishu"), play.person("liuyang", "dingtalk")

    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1", "空调漏水", "待接单")
    card = await zhang.sees("派给你了", "#1", chat="direct")
    assert card["card"] is not None
    assert await told(play, "zhangwei", "派给你了", "#1") == {"feishu": 1}

    await play.forward(minutes=31)
    await liu.sees("请接单", "#1", chat="direct")
    assert await told(play, "liuyang", "请接单", "#1") == {"dingtalk": 1}
    await liu.clicks("已知晓", chat="direct")
    await liu.is_told("你已知晓")

    await zhang.clicks("接单", chat="direct")
    await zhang.is_told("已接单")
    await zhang.sees("#1", "处理中", chat="direct")
    await lina.sees("#1", "处理中")
    await lina.sees("张伟 已接单", "#1", chat="direct")
    assert await told(play, "lina", "张伟 已接单") == {"wecom": 1}

    await zhang.clicks("完成", chat="direct")
    await zhang.fills("完成 #1", {"result": "已更换排水管"}, chat="direct")
    await lina.sees("请验收", "已更换排水管", chat="direct")
    assert await told(play, "lina", "请验收") == {"wecom": 1}
    await lina.clicks("验收", chat="direct")
    await lina.sees("#1", "已关闭")
    await zhang.sees("#1", "已关闭", chat="direct")

    await lina.says("/工单 1")
    await lina.reads("#1 的历史", "李娜 报修", "派给 张伟", "刘洋 已知晓", "张伟 接单",
                     "张伟 完成", "李娜 验收")
    await play.person("zhangwei", "feishu").never_sees("#1")  # no group but the one it was filed in
    await liu.never_sees("#1")


async def out(play: Play, platform: str) -> None:
    """The messenger's servers answer nothing but 503, its connections are cut."""
    await play.sim("POST", f"/{platform}/faults", {"kind": "status", "status": 503})
    await play.sim("POST", f"/{platform}/faults", {"kind": "disconnect"})


async def back(play: Play, platform: str) -> None:
    """They are well again and what waited is due. Feishu's connection takes its minutes to come
    back, real ones; nothing but hearing needs it."""
    await play.sim("DELETE", f"/{platform}/faults")
    if platform == "wecom":
        await until(lambda: play.bot is not None and play.bot.messengers[platform].ready())
    await play.forward(minutes=20)


async def test_wecom_is_down_for_an_hour_and_its_people_miss_nothing(play: Play) -> None:
    lina, zhang = play.person("lina", "wecom"), play.person("zhangwei", "feishu")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1", "待接单")
    await out(play, "wecom")
    await zhang.clicks("接单", chat="direct")
    await zhang.sees("#1", "处理中", chat="direct")
    await play.forward(minutes=30)
    await zhang.says("完成 1 已更换排水管", chat="direct")
    await zhang.sees("#1", "待验收", chat="direct")
    await play.forward(minutes=30)
    assert await told(play, "lina", "#1") == {}
    await back(play, "wecom")

    await lina.sees("#1", "待验收")
    await lina.sees("请验收", "已更换排水管", chat="direct")
    assert await told(play, "lina", "张伟 已接单") == {"wecom": 1}
    assert await told(play, "lina", "请验收") == {"wecom": 1}
    said = [shown(m) for m in await lina.messages("direct")]
    first = next(n for n, one in enumerate(said) if "张伟 已接单" in one)
    assert first < next(n for n, one in enumerate(said) if "请验收" in one)
    hung = [m for m in await lina.messages() if m["card"] and "待验收" in shown(m)]
    assert len(hung) == 1
    await lina.clicks("验收", chat="direct")
    await zhang.sees("#1", "已关闭", chat="direct")


async def test_feishu_is_down_for_an_hour_and_its_people_miss_nothing(play: Play) -> None:
    lina, zhang = play.person("lina", "wecom"), play.person("zhangwei", "feishu")
    await out(play, "feishu")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1", "待接单")
    await play.forward(minutes=25)
    await lina.says("@工单助手 三号车间水管也漏水")
    await lina.sees("#2", "待接单")
    await play.forward(minutes=35)
    assert await told(play, "zhangwei", "派给你了") == {}
    await back(play, "feishu")

    for number in ("#1", "#2"):
        await zhang.sees("派给你了", number, chat="direct")
        assert await told(play, "zhangwei", "派给你了", number) == {"feishu": 1}
    said = [shown(m) for m in await zhang.messages("direct") if "派给你了" in shown(m)]
    assert "#1" in said[0] and "#2" in said[1]
