"""From an empty installation to a working help desk, only by chat; every change a draft first."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stage import Actor, Play, stage


async def become_admin(play: Play, log: pytest.LogCaptureFixture) -> Actor:
    """Chen Jing reads the server's log and tells the bot the code."""
    found = re.findall(r"configuration code: (\w{4}-\w{4})", log.text)
    assert found, log.text
    chen = play.person("chenjing")
    await chen.says(f"/管理员 {found[-1]}", chat="direct")
    await chen.sees("你现在是管理员", chat="direct")
    return chen


async def option(actor: Actor, title: str, field: str, label: str, chat: str) -> str:
    """The value of a choice in a form."""
    card = (await actor.sees(title, chat=chat))["card"]
    inputs: dict[str, Any] = next(i for i in card["inputs"] if i["name"] == field)
    options = {o["label"]: o["value"] for o in inputs["options"]}
    return str(options[label])


async def test_a_newcomer_sets_up_a_help_desk_by_chat_alone(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with stage(sqlite_url, tmp_path, policy=None) as play:
        group = await play.group("feishu", 1)
        liu = play.person("liuyang")
        lina, sun, zhao = play.person("lina"), play.person("sunlei"), play.person("zhaomin")
        await lina.says("/管理员 AAAA-BBBB", chat="direct")
        await lina.sees("口令不对", chat="direct")
        chen = await become_admin(play, caplog)
        await lina.says("/管理员 AAAA-BBBB", chat="direct")
        await lina.sees("已经有管理员了", "陈静", chat="direct")

        for somebody in (sun, zhao, liu, lina):
            await somebody.says("你好", chat=group)
        await lina.sees("你好，我是工单助手", chat=group, count=4)
        await lina.says("/配置", chat=group)
        await lina.sees("这要由管理员来做", "陈静", chat=group)

        await chen.says("/配置", chat=group)
        title = "设置本群"
        await chen.fills(title, {
            "purpose": "IT支持",
            "members": [await option(chen, title, "members", "孙磊", group),
                        await option(chen, title, "members", "陈静", group)],
            "lead": await option(chen, title, "lead", "陈静", group),
            "manager": await option(chen, title, "manager", "刘洋", group),
            "hours": "default",
        }, chat=group)
        shown = await chen.sees("配置变更预览", "孙磊", "刘洋", chat=group)
        assert "模板" in str(shown["card"]["lines"])
        await chen.clicks("启用", chat=group)
        await lina.sees("设好了本群", "IT支持", chat=group)

        await lina.says("打印机卡纸了，三楼", chat=group)
        await lina.sees("#1", "IT支持", "待接单", chat=group)

        # Two rules: one as a command, one in free words.
        await chen.says("/规则 新建 提到 打印机 的派给 @孙磊", chat="direct")
        await chen.sees("规则", "分类是 硬件/打印机", "孙磊", "1 单中", chat="direct")
        await chen.clicks("启用", chat="direct", on="打印机")
        await chen.sees("已启用（配置第 3 版）", chat="direct")
        await chen.says("以后网络的单都派给陈静", chat="direct")
        await chen.clicks("启用", chat="direct", on="网络")
        await chen.sees("已启用（配置第 4 版）", chat="direct")
        await chen.says("/规则", chat="direct")
        await chen.sees("1. ", "2. ", "打印机", "网络", chat="direct")
        await chen.says("/规则 试 打印机又卡了", chat="direct")
        await chen.sees("试一句话", "孙磊", chat="direct")
        await lina.says("打印机不打字了", chat=group)
        await lina.sees("#2", "孙磊", chat=group)

        # A bad rule is caught by its dry run and never counts.
        await chen.says("/规则 新建 卡纸的派给赵敏", chat="direct")
        bad = await chen.sees("卡纸", "赵敏", "2 单中", chat="direct")
        assert "⚠" in str(bad["card"]["lines"])
        await chen.clicks("取消", chat="direct", on="卡纸")
        await chen.sees("已取消，什么都没有改", chat="direct")

        # A mistake is rolled back.
        await chen.says("/规则 删除 1", chat="direct")
        await chen.clicks("启用", chat="direct", on="－ 规则")
        await chen.sees("已启用（配置第 5 版）", chat="direct")
        await chen.says("/配置 历史", chat="direct")
        await chen.sees("第 5 版", "第 4 版", "规则 删除 1", chat="direct")
        await chen.says("/配置 回滚 v4", chat="direct")
        await chen.sees("＋ 规则", "打印机", chat="direct")
        await chen.clicks("启用", chat="direct", on="＋ 规则")
        await chen.sees("已启用（配置第 6 版）", chat="direct")
        await lina.says("打印机缺墨", chat=group)
        await lina.sees("#3", "孙磊", chat=group)


@pytest.fixture
async def play(sqlite_url: str, tmp_path: Path) -> Any:
    async with stage(sqlite_url, tmp_path) as made:
        yield made


async def enabled(chen: Actor, line: str, *words: str) -> None:
    """Says a command and puts its draft into force."""
    await chen.says(line, chat="direct")
    await chen.sees("配置变更预览", *words, chat="direct")
    await chen.clicks("启用", chat="direct", on=words[-1])


async def test_every_part_is_a_command_with_a_draft(play: Play) -> None:
    chen = play.person("chenjing")
    await enabled(chen, "/班组 新建 行政 @黄婷 组长 @刘洋 主管 @郑浩", "班组 · 行政", "黄婷")
    await enabled(chen, "/班组 行政 技能 @黄婷 门禁 会议室", "门禁")
    await enabled(chen, "/班组 行政 上限 @黄婷 8", "上限")
    await enabled(chen, "/班组 行政 策略 轮流", "派法：最闲优先 → 轮流")
    await enabled(chen, "/班组 行政 周报 周五下午5点半", "周报", "周一 09:00 → 周五 17:30")
    await enabled(chen, "/班组 行政 月报 关", "月报", "09:00 → 关")
    await enabled(chen, "/班组 行政 排名 开", "人员排名", "公开")
    await enabled(chen, "/时限 P2 响应 20 分钟 完成 6小时", "30分钟 → 20分钟", "8小时 → 6小时")
    await enabled(chen, "/模板 用 行政", "模板 · 行政")
    await enabled(chen, "/分类 行政 加 盆栽 绿萝 发财树 P4", "盆栽")
    await enabled(chen, "/模板 行政 字段 加 楼层 单选 一楼/二楼 必填", "楼层")
    await enabled(chen, "/角色 派单员 加 @李娜", "派单员", "李娜")
    await enabled(chen, "/语言 默认 英文", "语言", "en-US")
    for line, words in {
        "/班组 行政": ("黄婷", "轮流"), "/时限": ("P2", "20分钟"), "/分类 行政": ("盆栽", "绿萝"),
        "/模板 行政": ("楼层", "必填"), "/角色": ("派单员", "李娜"), "/配置": ("班组 3 个",),
    }.items():
        await chen.says(line, chat="direct")
        await chen.sees(*words, chat="direct")


async def test_the_last_admin_stays_and_a_mistake_says_what_to_do(play: Play) -> None:
    chen = play.person("chenjing")
    await chen.says("/角色 管理员 减 @陈静", chat="direct")
    await chen.sees("最后一位管理员", chat="direct")
    await chen.says("/班组 设备维休 加 @黄婷", chat="direct")
    await chen.sees("没有叫「设备维休」的班组", "设备维修", chat="direct")
    await chen.says("/角色 范围 @黄婷 银河", chat="direct")
    await chen.sees("范围可以是", chat="direct")
    await chen.says("/规则 新建 今天天气不错", chat="direct")
    await chen.sees("没看懂这条规则", chat="direct")


async def test_a_draft_on_an_old_base_is_shown_again(play: Play) -> None:
    chen = play.person("chenjing")
    await chen.says("/班组 IT支持 加 @黄婷", chat="direct")
    await chen.sees("配置变更预览", "黄婷", chat="direct")
    await enabled(chen, "/班组 IT支持 加 @赵敏", "赵敏")
    await chen.sees("已启用（配置第 2 版）", chat="direct")
    await chen.clicks("启用", chat="direct", on="黄婷")
    await chen.sees("已重新比对", chat="direct")
    again = await chen.sees("配置变更预览", "黄婷", "赵敏", chat="direct")
    assert again["card"]["buttons"]
    await chen.clicks("启用", chat="direct", on="黄婷")
    await chen.sees("已启用（配置第 3 版）", chat="direct")


async def test_the_document_goes_out_and_comes_back_with_its_faults_by_line(play: Play) -> None:
    chen = play.person("chenjing")
    await chen.says("/配置 导出", chat="direct")
    out = await chen.sees("teams:", "设备维修:", chat="direct")
    text = out["text"] or "\n".join(out["card"]["lines"])
    wrong = "admins: [陈静]\nteams:\n  IT支持:\n    members: [孙垒]\n"
    await chen.says(f"/配置 导入\n{wrong}", chat="direct")
    await chen.sees("处错误", "第 4 行", "孙磊", chat="direct")
    text = text.replace("accept_days: 2", "accept_days: 5")
    await chen.says(f"/配置 导入\n{text}", chat="direct")
    await chen.sees("配置变更预览", "2 → 5", chat="direct")
    await chen.clicks("启用", chat="direct", on="2 → 5")
    await chen.sees("已启用（配置第 2 版）", chat="direct")


async def test_a_draft_can_be_said_differently(play: Play) -> None:
    chen = play.person("chenjing")
    await chen.says("/时限 P3 响应 3小时", chat="direct")
    await chen.clicks("改", chat="direct", on="3小时")
    await chen.fills("改一改", {"line": "/时限 P3 响应 1小时"}, chat="direct")
    await chen.sees("配置变更预览", "2小时 → 1小时", chat="direct")


async def test_a_request_that_sounds_like_a_rule_is_still_a_request(play: Play) -> None:
    lina, chen = play.person("lina"), play.person("chenjing")
    await lina.says("把三楼的打印机给修好")
    await lina.sees("#1", "把三楼的打印机给修好")
    await chen.says("请把会议室的门给修一下")
    await lina.sees("#2", "请把会议室的门给修一下")
