"""One person in several messengers, one ticket in several chats, told through the simulator."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.people import ChatId
from bot.ports import Tx
from storage.verify import verify
from tests.e2e.stage import POLICY, Actor, Play, shown, stage, until

BOTH = ("feishu", "dingtalk")
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
CODE = re.compile(r"[2-9A-HJ-NP-Z]{8}")


@pytest.fixture
def strangers(tmp_path: Path) -> Path:
    """The demonstration's policy, in which DingTalk accounts belong to nobody yet."""
    path = tmp_path / "policy.yaml"
    text = re.sub(r', dingtalk: "\d+"', "", POLICY.read_text("utf-8"))
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
async def two(sqlite_url: str, tmp_path: Path, strangers: Path) -> AsyncIterator[Play]:
    async with stage(sqlite_url, tmp_path, platforms=BOTH, policy=strangers) as made:
        yield made


async def code_of(person: Actor) -> str:
    """Asks for a code and reads it off the answer."""
    before = await codes(person)
    await person.says("/绑定", chat="direct")

    async def more() -> bool:
        return len(await codes(person)) > len(before)

    await until(more, lambda: "no code came")
    return (await codes(person))[-1]


async def codes(person: Actor) -> list[str]:
    told = [shown(m) for m in await person.messages("direct")]
    return [CODE.findall(text)[0] for text in told if "只能用一次" in text]


async def later(play: Play, **duration: float) -> None:
    """Moves the clock on and waits until the bot's follows."""
    assert play.bot is not None
    end = play.bot.clock.now() + timedelta(**duration)
    await play.forward(**duration)
    await until(lambda: play.bot is not None and play.bot.clock.now() >= end)


async def test_a_code_from_one_messenger_links_the_account_of_another(
    database_url: str, tmp_path: Path, strangers: Path
) -> None:
    async with stage(database_url, tmp_path, platforms=BOTH, policy=strangers) as play:
        here, there = play.person("lina", "feishu"), play.person("lina", "dingtalk")
        await there.says("@工单助手 三号车间空调漏水")
        await there.sees("#1", "空调漏水")
        code = await code_of(here)
        await there.says(f"/绑定 {code.lower()}", chat="direct")
        await there.sees("绑定好了", "飞书", chat="direct")
        await here.sees("绑定好了", "钉钉", chat="direct")

        await here.says("我的工单", chat="direct")
        await here.sees("我的工单", "#1", chat="direct")

        await there.says(f"/绑定 {code}", chat="direct")
        await there.sees("已经用过", chat="direct")
        await here.says("/接收 钉钉 飞书", chat="direct")
        await here.sees("通知顺序", "钉钉、飞书", chat="direct")
        await play.person("chenjing", "feishu").says("/派单 1 张伟", chat="direct")
        await until(lambda: _owner(play, 1, "张伟"))
        await play.person("zhangwei", "feishu").clicks("接单", chat="direct")
        await there.sees("张伟 已接单", "#1", chat="direct")
        await here.never_sees("已接单", "#1", chat="direct")
        assert play.bot is not None
        assert await play.bot.transactions.read(verify) == []


async def test_bad_codes_are_refused_and_counted(two: Play) -> None:
    here, there = two.person("lina", "feishu"), two.person("lina", "dingtalk")
    code = await code_of(here)
    await here.says(f"/绑定 {code}", chat="direct")
    await here.sees("另一个软件", "不是这里", chat="direct")
    await later(two, minutes=11)
    await there.says(f"/绑定 {code}", chat="direct")
    await there.sees("已过期", chat="direct")
    for left in (3, 2, 1, 0):
        await there.says("/绑定 ABCDEFGH", chat="direct")
        await there.sees("绑定码不对", f"还可以试 {left} 次", chat="direct")
    good = await code_of(here)
    await there.says(f"/绑定 {good}", chat="direct")
    await there.sees("试错太多次", chat="direct")
    await later(two, minutes=61)
    fresh = await code_of(here)
    await there.says(f"/绑定 {fresh}", chat="direct")
    await there.sees("绑定好了", chat="direct")
    await there.says("/解绑", chat="direct")
    await there.sees("已解绑", "飞书", chat="direct")


async def test_somebody_elses_code_does_not_take_over_a_linked_account(two: Play) -> None:
    zhang, chen = two.person("zhangwei", "feishu"), two.person("chenjing", "feishu")
    there = two.person("zhangwei", "dingtalk")
    await there.says(f"/绑定 {await code_of(zhang)}", chat="direct")
    await there.sees("绑定好了", chat="direct")
    await there.says(f"/绑定 {await code_of(chen)}", chat="direct")
    await there.sees("已经和", "请管理员", chat="direct")
    await zhang.says(f"/绑定 {await code_of(chen)}", chat="direct")
    await zhang.sees("也是在飞书里拿的", chat="direct")


async def test_an_admin_links_names_and_lists_people(two: Play) -> None:
    chen, lina = two.person("chenjing", "feishu"), two.person("lina", "feishu")
    await lina.says("/成员", chat="direct")
    await lina.sees("只有管理员", chat="direct")
    await two.person("huangting", "dingtalk").says("你好", chat="direct")
    await two.person("huangting", "dingtalk").sees("工单助手", chat="direct")
    await chen.says("/成员", chat="direct")
    await chen.sees("成员（", "张伟", chat="direct")
    await chen.says("/成员 别名 张工=张伟", chat="direct")
    await chen.sees("张工 就是 张伟", chat="direct")
    await chen.says("@工单助手 打印机卡纸了")
    await chen.sees("#1")
    await chen.says("/派单 1 张工")
    await two.person("zhangwei", "feishu").sees("派给你了", "#1", chat="direct")


async def test_an_unclear_name_is_asked_with_buttons(two: Play) -> None:
    chen = two.person("chenjing", "feishu")
    for name in ("张伟", "王强"):
        await chen.says(f"/成员 别名 老师傅={name}", chat="direct")
        await chen.sees("老师傅", name, chat="direct")
    await chen.says("@工单助手 三号车间漏水", chat="")
    await chen.sees("#1")
    await chen.says("/派单 1 老师傅", chat="direct")
    asked = await chen.sees("「老师傅」有几位", chat="direct")
    assert len(asked["card"]["buttons"]) == 2
    button = next(b["label"] for b in asked["card"]["buttons"] if "王强" in b["label"])
    await chen.clicks(button, chat="direct", on="有几位")
    await until(lambda: _owner(two, 1, "王强"))


async def _owner(play: Play, number: int, name: str) -> bool:
    assert play.bot is not None
    return await play.bot.transactions.read(
        lambda tx: tx.people.get(tx.tickets.get(number).owner or 0).name == name
        if tx.tickets.get(number).owner else False
    )


async def test_everybody_reads_their_own_language(two: Play) -> None:
    zhang, lina = two.person("zhangwei", "feishu"), two.person("lina", "feishu")
    await zhang.says("/语言 en", chat="direct")
    await zhang.sees("English it is", chat="direct")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1")
    chen = two.person("chenjing", "feishu")
    await chen.says("/派单 1 张伟")
    await until(lambda: _owner(two, 1, "张伟"))
    card = await zhang.sees("#1", "空调漏水", chat="direct")
    labels = [b["label"] for b in card["card"]["buttons"]]
    assert "Accept" in labels, labels
    await zhang.says("/语言 中文", chat="direct")
    await zhang.sees("以后用中文", chat="direct")


async def test_a_ticket_lives_in_two_messengers_and_words_cross_once(two: Play) -> None:
    lina, huang = two.person("lina", "feishu"), two.person("huangting", "dingtalk")
    await huang.says("@工单助手 你好")
    await huang.sees("我是工单助手")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1", "空调漏水")
    await lina.says("/同步 1 到 钉钉 设备报修群")
    await huang.sees("#1", "空调漏水", "李娜")
    await lina.sees("已同步到")
    await lina.says("/评论 1 水已经流到走廊")
    await huang.sees("李娜（飞书）：水已经流到走廊", count=1)
    await huang.says("/评论 1 走廊已经拉线")
    await lina.sees("黄婷（钉钉）：走廊已经拉线", count=1)
    await huang.never_sees("黄婷（钉钉）")
    await lina.never_sees("李娜（飞书）")
    await two.person("zhangwei", "feishu").says("/接单 1")
    chen = two.person("chenjing", "feishu")
    await chen.says("/派单 1 张伟")
    await huang.sees("#1", "张伟")
    await lina.says("/同步 1 到 钉钉 设备报修群")
    await lina.sees("已经在「设备报修群」里了")


async def test_a_private_ticket_is_not_shown_to_a_group(two: Play) -> None:
    lina = two.person("lina", "feishu")
    await two.person("huangting", "dingtalk").says("@工单助手 你好")
    await lina.says("我的工资条打不开", chat="direct")
    await lina.sees("#1", chat="direct")
    await lina.says("/同步 1 到 钉钉 设备报修群", chat="direct")
    await lina.sees("私密单", "不能同步到群里", chat="direct")


async def test_somebody_leaves_and_nothing_is_orphaned(two: Play) -> None:
    lina, chen = two.person("lina", "feishu"), two.person("chenjing", "feishu")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1")
    await chen.says("/派单 1 张伟", chat="direct")
    await until(lambda: _owner(two, 1, "张伟"))
    await chen.says("/成员 离职 张伟", chat="direct")
    await chen.sees("张伟 已标记离职", "1 张", chat="direct")
    await two.person("liuyang", "feishu").sees("张伟 离开了", "1 张", chat="direct")
    await until(lambda: _not_owner(two, 1, "张伟"))
    await chen.says("/派单 1 张伟", chat="direct")
    await chen.sees("没找到「张伟」", chat="direct")


async def _not_owner(play: Play, number: int, name: str) -> bool:
    return not await _owner(play, number, name)


async def test_a_pasted_table_is_looked_up_shown_and_counts_when_applied(two: Play) -> None:
    chen = two.person("chenjing", "feishu")
    await two.person("lina", "dingtalk").says("你好", chat="direct")
    await two.person("lina", "dingtalk").sees("工单助手", chat="direct")
    table = (
        "姓名,手机,邮箱\n李娜,138 0000 0001,\n徐峰,13800000012,\n无此人,13999999999,\n"
        "甲,13800000003,\n乙,13800000003,"
    )
    await chen.says(f"/成员 导入\n{table}", chat="direct")
    card = await chen.sees("导入成员预览", "找到 2 人", chat="direct")
    told = shown(card)
    assert "李娜 · 飞书、钉钉" in told
    assert "没找到" in told and "无此人" in told
    assert "甲：号码 13800000003 相同" in told
    await chen.clicks("应用", chat="direct", on="导入成员预览")
    await until(lambda: _linked(two, "李娜", {"feishu", "dingtalk"}))


async def _linked(play: Play, name: str, platforms: set[str]) -> bool:
    assert play.bot is not None

    def look(tx: Tx) -> bool:
        people = tx.people.named(name)
        return len(people) == 1 and (
            {a.id.platform for a in tx.people.accounts(people[0].id)} == platforms
        )

    return await play.bot.transactions.read(look)


@pytest.fixture
def at_home(strangers: Path) -> Path:
    """The same policy, in which IT lives in its DingTalk group."""
    text = strangers.read_text("utf-8")
    home = re.search(r"dingtalk:\S+(?=: \{team: IT)", text)
    assert home is not None
    line = f"  IT支持:\n    home: {home[0]}\n    members"
    strangers.write_text(text.replace("  IT支持:\n    members", line, 1), "utf-8")
    return strangers


async def test_a_team_that_lives_elsewhere_sees_its_ticket_at_home(
    sqlite_url: str, tmp_path: Path, at_home: Path
) -> None:
    async with stage(sqlite_url, tmp_path, platforms=BOTH, policy=at_home) as play:
        lina, chen = play.person("lina", "feishu"), play.person("chenjing", "dingtalk")
        group = await play.group("dingtalk", 1)
        await lina.says("@工单助手 打印机卡纸了")
        await lina.sees("#1", "IT支持")
        await chen.sees("#1", "打印机卡纸了", chat=group, count=1)


async def test_a_chat_without_the_bot_loses_its_cards_and_admins_hear_once(two: Play) -> None:
    lina, chen = two.person("lina", "feishu"), two.person("chenjing", "feishu")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1")
    assert two.bot is not None
    group = ChatId("feishu", two.bot.messengers["feishu"].tenant, await two.group("feishu"))
    await two.sim("POST", "/feishu/event", {"kind": "bot_removed", "chat": group.chat})
    await chen.sees("我被移出了飞书群", "1 张卡片", chat="direct", count=1)

    def cards(tx: Tx) -> int:
        return sum(p.chat == group for p in tx.placements.of_ticket(1))

    assert await two.bot.transactions.read(cards) == 0
    await chen.says(f"/同步 1 到 feishu:{group.tenant}:{group.chat}", chat="direct")
    await chen.sees("我已经不在", chat="direct")


async def test_a_photo_crosses_to_the_other_messenger(two: Play) -> None:
    lina, huang = two.person("lina", "feishu"), two.person("huangting", "dingtalk")
    await huang.says("@工单助手 你好")
    await huang.sees("我是工单助手")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1")
    await lina.says("/同步 1 到 钉钉 设备报修群")
    await huang.sees("#1", "空调漏水")
    card = await lina.sees("#1", "空调漏水", "待接单")
    await lina.says(
        "@工单助手 评论 1 看这里", quote=card["id"], files=[{"name": "a.png", "base64": PNG}]
    )
    await huang.sees("李娜（飞书）附上", count=1)


async def test_a_platforms_own_word_that_somebody_left_hands_the_tickets_over(two: Play) -> None:
    lina, chen = two.person("lina", "feishu"), two.person("chenjing", "feishu")
    await lina.says("@工单助手 三号车间空调漏水")
    await lina.sees("#1")
    await chen.says("/派单 1 张伟", chat="direct")
    await until(lambda: _owner(two, 1, "张伟"))
    await two.sim("POST", "/feishu/event", {"kind": "leave_company", "person": "zhangwei"})
    await until(lambda: _not_owner(two, 1, "张伟"))
    await two.person("liuyang", "feishu").sees("张伟 离开了", "1 张", chat="direct", count=1)
