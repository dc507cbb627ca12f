"""Working hours, targets and escalation ladders set by chat alone; what a change would have done
is shown before it counts, and running tickets keep what they were filed with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.stage import Actor, shown, stage


async def enabled(actor: Actor, line: str, *words: str) -> str:
    """Says a command and puts its draft into force; what its preview showed."""
    await actor.says(line, chat="direct")
    preview = shown(await actor.sees("配置变更预览", *words, chat="direct"))
    await actor.clicks("启用", chat="direct", on=words[-1])
    return preview


async def test_a_ladder_changes_for_new_tickets_and_says_what_it_would_have_done(
    database_url: str, tmp_path: Path
) -> None:
    async with stage(database_url, tmp_path) as play:
        chen, lina = play.person("chenjing"), play.person("lina")
        await lina.says("三号门关不上")
        await lina.sees("#1 ", "待接单")
        await play.forward(minutes=12)

        await chen.says("/升级链", chat="direct")
        await chen.sees("1. 未接单 15分钟（P1 5分钟）：提醒 群", "最多打扰 6 次", chat="direct")
        shown_ = await enabled(
            chen, "/升级链 未接单 10分钟 提醒 群", "升级链 · 通用：未接单 10分钟：提醒 群")
        assert "1 单：提醒 0 次变为 1 次" in shown_ and "群 0 → 1" in shown_, shown_
        await chen.sees("已启用（配置第 2 版）", chat="direct")

        await lina.says("四号门关不上")
        await lina.sees("#2 ", "待接单")
        await play.stop_bot()
        await play.start_bot()
        await play.forward(minutes=2)
        await lina.says("谁值班")
        await lina.sees("没有排班表")
        await lina.never_sees("#1", "请接单")  # after 14 minutes: its ladder says 15
        await play.forward(minutes=9)
        await lina.sees("#2", "请接单", count=1)
        await lina.sees("#1", "请接单", count=1)


async def test_hours_targets_and_a_ladder_of_one_team_alone(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        chen = play.person("chenjing")
        await enabled(chen, "/工时 IT支持 周一至五 8:30-12:00 下午1:30-5:30",
                      "＋ 班组 · IT支持 · 工时：IT支持", "08:30-12:00 13:30-17:30")
        await enabled(chen, "/工时 IT支持 大小周 从11/28起", "大小周：2026-11-28")
        await enabled(chen, "/时限 IT支持 P2 完成 六小时", "8小时 → 6小时")
        await enabled(chen, "/升级链 IT支持 80% 提醒 处理人、组长", "－ 升级链 · IT支持", "、组长")
        await enabled(chen, "/升级链 IT支持 确认 1小时", "30分钟 → 1小时")
        await enabled(chen, "/工时 设备维修 7x24", "工时：7×24")
        for line, words in {
            "/工时 IT支持": ("周一至周五 08:30-12:00 13:30-17:30", "2026-11-28 这周上"),
            "/工时": ("工时 通用", "09:00-12:00"),
            "/工时 设备维修": ("全天 24 小时",),
            "/时限 IT支持": ("P2", "6小时"),
            "/时限": ("时限 通用", "P2", "8小时"),
            "/升级链 设备维修": ("升级链 通用", "5. 完成时限 80%：提醒 处理人\n"),
            "/升级链 IT支持": ("完成时限 80%：提醒 处理人、组长", "主管 1小时 内"),
        }.items():
            await chen.says(line, chat="direct")
            await chen.sees(*words, chat="direct")
        await enabled(chen, "/升级链 IT支持 恢复默认", "－ 班组 · IT支持 · 升级链")
        await chen.says("/工时 删除 IT支持", chat="direct")
        await chen.sees("工时「IT支持」还在用：IT支持", chat="direct")


@pytest.mark.parametrize("platform", ["dingtalk", "wecom"])
async def test_the_same_words_in_the_other_messengers(
    sqlite_url: str, tmp_path: Path, platform: str
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform) as play:
        chen = play.person("chenjing")
        await chen.says("/升级链 超时50% 提醒主管和组长", chat="direct")
        await chen.sees("配置变更预览", chat="direct")
        await chen.clicks("启用", chat="direct", on="配置变更预览")
        await chen.is_told("已启用")
        await chen.says("/升级链", chat="direct")
        await chen.reads("升级链 通用", "150%", "主管、组长", chat="direct")
