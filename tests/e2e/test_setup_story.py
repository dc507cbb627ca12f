"""From an empty installation to a help desk with a roster and two rules, by chat alone and in less
than five minutes of typing; a bad rule is caught by its dry run, a mistake is rolled back."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stage import Actor, Play, shown, stage

LETTER, TAP, READ = 1.2, 2.5, 4.0  # seconds: 50 letters a minute on a phone, a tap, a card
FIVE_MINUTES = 300.0


class Typist:
    """An admin with a phone: what is typed, tapped and read takes its time."""

    def __init__(self, actor: Actor, chat: str) -> None:
        self.actor, self.chat, self.seconds = actor, chat, 0.0

    async def types(self, text: str, *words: str, chat: str = "") -> str:
        """Says it and reads the answer."""
        self.seconds += len(text) * LETTER + READ
        await self.actor.says(text, chat=chat or self.chat)
        return shown(await self.actor.sees(*words, chat=chat or self.chat))

    async def taps(self, button: str, on: str, chat: str = "") -> None:
        self.seconds += TAP
        await self.actor.clicks(button, chat=chat or self.chat, on=on)

    async def enables(self, version: int, on: str) -> None:
        await self.taps("启用", on)
        await self.actor.is_told(f"已启用（配置第 {version} 版）")

    async def fills(self, title: str, values: dict[str, Any], chat: str) -> None:
        """A tap opens each choice, one picks in it."""
        picks = sum(len(v) if isinstance(v, list) else 1 for v in values.values())
        self.seconds += READ + TAP * (len(values) + picks + 1)
        await self.actor.fills(title, values, chat=chat)


async def people_of(card: dict[str, Any], *names: str) -> list[str]:
    """The values of people in a form's choices."""
    inputs = next(i for i in card["inputs"] if i["name"] == "members")
    values = {option["label"]: option["value"] for option in inputs["options"]}
    return [str(values[name]) for name in names]


@pytest.mark.parametrize(
    ("platform", "helper", "name"), [("feishu", "sunlei", "孙磊"), ("dingtalk", "zhoujie", "周杰")]
)
async def test_a_help_desk_in_five_minutes(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, platform: str,
    helper: str, name: str,
) -> None:
    caplog.set_level(logging.WARNING)
    async with stage(database_url, tmp_path, platform=platform, policy=None) as play:
        group = await play.group(platform, 1)
        lina, chen = play.person("lina"), play.person("chenjing")
        liu, second = play.person("liuyang"), play.person(helper)
        for somebody in (lina, liu, second):
            await somebody.says("你好", chat=group)
        await lina.sees("你好，我是工单助手", chat=group, count=3)
        admin = Typist(chen, "direct")
        code = re.findall(r"configuration code: (\w{4}-\w{4})", caplog.text)[-1]
        await set_up(play, admin, group, code, name)
        print(f"typed, tapped and read in {admin.seconds:.0f} s")
        assert admin.seconds < FIVE_MINUTES

        # It works: by rule in the day, by the roster at night.
        await lina.says("打印机卡纸了，三楼", chat=group)
        await lina.sees("#1", name, "待接单", chat=group)
        await lina.says("会议室投影黑屏", chat=group)
        await lina.sees("#2", "待接单", chat=group)
        await play.set_clock("2026-11-18T20:30:00+08:00")
        await lina.says("电脑连不上网了", chat=group)
        await lina.sees("#3", "陈静", "待接单", chat=group)
        await lina.says("谁值班", chat=group)
        await lina.sees("值班", "陈静", chat=group)

        # A bad rule is caught by its dry run and never counts.
        bad = await admin.types("/规则 新建 所有的单都派给李娜", "配置变更预览", "李娜")
        assert "3 单中 1 单改派" in bad and "⚠" in bad and "不在任何班组" in bad, bad
        await admin.taps("取消", "李娜")
        await chen.is_told("已取消")

        # A mistake is rolled back.
        await admin.types("/规则 删除 1", "－ 规则")
        await admin.enables(6, "－ 规则")
        await admin.types("/配置 历史", "第 6 版", "规则 删除 1", "陈静")
        await admin.types("/回滚 v5", "＋ 规则", "打印机")
        await admin.enables(7, "＋ 规则")
        await lina.says("打印机缺墨", chat=group)
        await lina.sees("#4", name, chat=group)


async def set_up(
    play: Play, admin: Typist, group: str, code: str, name: str
) -> None:
    """Everything the admin has to do."""
    await admin.types(f"/管理员 {code}", "你现在是管理员")
    await admin.types("/配置", "设置本群", chat=group)
    form = (await admin.actor.sees("设置本群", chat=group))["card"]
    members = await people_of(form, name, "陈静")
    await admin.fills("设置本群", {
        "purpose": "IT支持", "members": members, "lead": members[1],
        "manager": (await people_of(form, "刘洋"))[0], "hours": "default",
    }, group)
    await admin.actor.sees("配置变更预览", name, "刘洋", chat=group)
    await admin.taps("启用", "配置变更预览", group)
    await play.person("lina").sees("设好了本群", "IT支持", chat=group)

    await admin.types(f"/值班 导入\n每周一9点 轮换: 陈静,{name}", "2026-11-16 09:00", "27 段")
    await admin.taps("启用", "27 段")
    await admin.types(f"/规则 打印机的单派给{name}", "分类是 硬件/打印机", name)
    await admin.enables(4, "打印机")
    await admin.types("以后下班后的单都派给值班", "非工作时间", "值班优先")
    await admin.enables(5, "非工作时间")
