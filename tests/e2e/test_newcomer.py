"""What a newcomer tries, row by row, told in a Feishu group (product.md §8)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.stage import Actor, Play, shown, stage

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


@pytest.fixture
async def play(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Play]:
    async with stage(sqlite_url, tmp_path) as made:
        yield made


async def filed(play: Play, words: str = "二号门锁坏了") -> tuple[Actor, Actor]:
    """李娜 files a request; she and the one who got it."""
    lina = play.person("lina")
    await lina.says(words)
    card = await lina.sees("#1 ", "待接单")
    names = {"张伟": "zhangwei", "王强": "wangqiang", "孙磊": "sunlei", "陈静": "chenjing"}
    return lina, play.person(names[card["card"]["fields"]["处理人"]])


def labels(message: dict) -> list[str]:
    """The buttons of a card."""
    return [b["label"] for b in message["card"]["buttons"]]


async def test_a_greeting_is_short_and_knows_who_asks(play: Play) -> None:
    lina, admin = play.person("lina"), play.person("chenjing")
    await lina.says("在吗")
    card = await lina.sees("我是工单助手")
    assert labels(card) == ["我要报修", "我的工单", "谁值班"]
    assert len(card["card"]["lines"]) <= 4
    await admin.says("?", chat="direct")
    await admin.sees("你是管理员", chat="direct")
    await lina.never_sees("你是管理员")
    await lina.says("你是机器人吗")
    await lina.sees("帮你报修、派单、催办")


async def test_the_bare_word_gives_a_form_and_a_photo_one_question(play: Play) -> None:
    lina = play.person("lina")
    await lina.says("报修")
    await lina.fills("我要报修", {"text": "三号门关不上", "place": "3号楼"})
    await lina.sees("#1 ", "三号门关不上", "3号楼")
    await lina.says("", files=[{"name": "a.png", "base64": PNG}])
    await lina.sees("收到照片", "在哪里")
    await lina.says("二号门锁坏了")
    card = await lina.sees("#2 ", "二号门锁坏了", "待接单")
    assert card["card"]["fields"]["附件"] == "1"


async def test_a_deadline_in_the_sentence_is_read_and_shown(play: Play) -> None:
    lina = play.person("lina")
    await lina.says("空调不制冷,明天下午三点前修好")
    await lina.sees("#1 ", "截止 明天（周四）15:00")
    for words in ("我的工单", "进度", "到哪了"):
        await lina.says(words)
    await lina.sees("我的工单", "#1 空调不制冷", count=3)
    await lina.says("查128")
    await lina.sees("没有权限或不存在：#128")


async def test_nudging_is_answered_and_limited(play: Play) -> None:
    lina, owner = await filed(play)
    await lina.says("催一下1")
    await lina.sees("已催", "下次自动提醒")
    await owner.sees("催", "#1", chat="direct")
    await lina.says("催一下 1")
    told = shown(await lina.sees("刚催过"))
    assert "今天（周三）" in told and not re.search(r"\d{9}", told), told
    await lina.says("太慢了")
    assert labels(await lina.sees("抱歉让你久等了")) == ["催单", "升级"]


async def test_urgent_asks_how_bad_it_is(play: Play) -> None:
    lina, _ = await filed(play)
    await lina.says("急!!!")
    card = await lina.sees("#1 影响有多大")
    assert len(labels(card)) == 3
    await lina.sees("#1 ", "P3 中")
    await lina.clicks(labels(card)[0], on="影响有多大")
    await lina.sees("#1 ", "P1 紧急")


async def test_handing_over_asks_for_the_reason_of_somebody_who_exists(play: Play) -> None:
    _, owner = await filed(play)
    other = "王强" if owner.name == "zhangwei" else "张伟"
    await owner.says("我来")
    await owner.sees("#1 ", "处理中")
    await owner.says("转给李四")
    await owner.sees("李四", "没找到")
    await owner.says(f"转给{other}")
    card = await owner.sees("转单 #1")
    reasons = next(i for i in card["card"]["inputs"] if i["name"] == "reason_choice")
    assert {o["label"] for o in reasons["options"]} >= {"技能不符", "不在班", "非本组"}
    await owner.clicks("提交", on="转单 #1", values={"reason_choice": "技能不符"})
    await owner.sees("#1 ", "待接单", other)


async def test_the_way_to_the_end_in_bare_words(play: Play) -> None:
    lina, owner = await filed(play)
    await owner.says("我来")
    await lina.sees("#1 ", "处理中")
    await owner.says("挂起到周五")
    await lina.sees("#1 ", "挂起")
    await lina.sees("挂起", "后天（周五）09:00 自动恢复", chat="direct")
    await owner.says("恢复")
    await lina.sees("#1 ", "处理中")
    await owner.says("修好了")
    await owner.fills("完成 #1", {"result": "换了锁芯"})
    await lina.sees("请验收", "换了锁芯", chat="direct")
    await lina.says("没修好 还是锁不上", chat="direct")
    await owner.sees("退回", "还是锁不上", chat="direct")
    await owner.says("修好了 重新对了锁舌", chat="direct")
    await lina.sees("请验收", "重新对了锁舌", chat="direct")
    await lina.says("好了，谢谢师傅")
    await lina.sees("#1 ", "待验收")
    await lina.clicks("通过并评价", on="满意的话请验收")
    await lina.sees("#1 ", "已关闭")
    await lina.sees("打个分吧")


async def test_received_alone_changes_nothing_but_offers_the_step(play: Play) -> None:
    _, owner = await filed(play)
    await owner.says("收到")
    await owner.clicks("接单", on="#1")
    await owner.sees("#1 ", "处理中")


async def test_calling_off_is_easy_before_acceptance_and_asked_after(play: Play) -> None:
    lina, owner = await filed(play)
    await lina.says("发错了")
    await lina.sees("#1 ", "已撤单")
    await lina.says("灯不亮了")
    card = await lina.sees("#2 ", "待接单")
    name = {"张伟": "zhangwei", "王强": "wangqiang"}[card["card"]["fields"]["处理人"]]
    owner = play.person(name)
    await owner.says("接单 2")
    await lina.sees("#2 ", "处理中")
    await lina.says("撤单 2")
    await lina.sees("#2 已经有人在处理，已问")
    await lina.sees("#2 ", "处理中")
    await owner.clicks("撤单", on="李娜 想撤掉 #2", chat="direct")
    await lina.sees("#2 ", "已撤单")


@pytest.mark.parametrize("platform", ["feishu", "dingtalk", "wecom"])
async def test_whoever_accepts_is_asked_when_and_the_requester_hears(
    platform: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform) as play:
        lina = play.person("lina")
        await lina.says("二号门锁坏了")
        card = await lina.sees("#1 ", "待接单")
        names = {"张伟": "zhangwei", "王强": "wangqiang"}
        owner = play.person(names[card["card"]["fields"]["处理人"]])
        await owner.clicks("接单", on="#1 ")
        alone = "direct" if platform == "wecom" else ""
        await owner.clicks("2小时", on="预计何时到", chat=alone)
        await lina.sees("#1 ", "预计 今天（周三）12:30", chat="direct")
        await owner.says("今天下班前搞定")
        await lina.sees("#1 ", "预计 今天（周三）18:00", chat="direct")
        await owner.says("预计 1 昨天", chat="direct")
        await owner.sees("没看懂时间「昨天」", chat="direct")
        await owner.says("三楼灯坏了\uff0c预计要两个人")
        await lina.sees("#2 ", "三楼灯坏了")


async def test_a_colleague_named_under_the_card_is_offered_it_by_those_who_may(
    play: Play,
) -> None:
    lina, owner = await filed(play)
    lead, other = play.person("liuyang"), "王强" if owner.name == "zhangwei" else "张伟"
    card = (await lina.sees("#1 ", "待接单"))["id"]
    await lina.says(f"@{other} 处理一下", quote=card)
    await lina.sees("已记到 #1")
    await lead.says(f"@{other} 处理一下", quote=card)
    await lead.clicks("转单", on=f"要把 #1 派给 {other} 吗")
    await lead.fills("转单 #1", {"reason_choice": "技能不符"})
    await lina.sees("#1 ", "待接单", other)


async def test_what_cannot_be_says_why_and_what_can(play: Play) -> None:
    lina, owner = await filed(play)
    await owner.says("修好了 换了锁芯")
    await owner.sees("#1 现在是「待接单」，不能完成", "接单")
    await lina.says("派单")
    await lina.sees("现在没有你能派单的单")
    await lina.says("崔单 1")
    await lina.sees("没听懂「崔单 1」")
    await lina.says("今天天气怎么样")
    await lina.sees("帮你报修、派单、催办")
    await lina.never_sees("#2 ")


async def test_who_is_on_duty_and_what_is_misspelt(play: Play) -> None:
    lina, _ = await filed(play)
    await lina.says("今晚谁值班")
    await lina.sees("值班（今天（周三）22:00）", "刘洋")
    await lina.says("/工单 派但 1")
    await lina.sees("你是想「派单」")
    await lina.says("/工单 门锁")
    await lina.sees("门锁", "#1 ")
    await lina.says("/哔哔哔")
    await lina.never_sees("Traceback")
