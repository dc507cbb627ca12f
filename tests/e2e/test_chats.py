"""What a group is for, set in that group: its team, its place, words that file, and quiet."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.stage import Actor, shown, stage


async def enabled(chen: Actor, line: str, *words: str) -> None:
    """Says a command in the group; its draft is for her eyes alone."""
    await chen.says(line)
    await chen.sees("配置变更预览", *words)
    await chen.clicks("启用", on=words[-1])
    await chen.is_told("已启用")


async def test_a_group_gets_its_team_its_place_its_words_and_its_quiet(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        # The right to hear groups without a mention is the tenant's to give.
        await play.sim("POST", "/feishu/console", {"group_msg": True})
        chen, lina = play.person("chenjing"), play.person("lina")
        await lina.says("三楼灯管不亮", at_bot=False)
        await lina.says("在吗")
        await lina.sees("我是工单助手")
        await lina.never_sees("#1 ")  # people talk; nobody asked the bot

        await enabled(chen, "/本群 触发词 报修 不亮", "触发词", "不亮")
        await lina.never_sees("配置变更预览")
        await lina.says("三楼灯管不亮", at_bot=False)
        await lina.sees("#1 ", "三楼灯管不亮", "设备维修")

        await enabled(chen, "/本群 班组 IT支持", "设备维修 → IT支持")
        await enabled(chen, "/本群 地点 一厂", "一厂")
        await lina.says("走廊灯不亮", at_bot=False)
        await lina.sees("#2 ", "IT支持")
        await chen.says("/规则 试 门坏了")
        await chen.sees("试一句话", "IT支持")

        # A team's home group sees what is routed to it from elsewhere.
        it = await play.group("feishu", 1)
        await chen.says("/本群 主群 IT支持", chat=it)
        await chen.sees("配置变更预览", "主群", chat=it)
        await chen.clicks("启用", chat=it, on="主群")
        await chen.is_told("已启用")
        await lina.says("楼道灯不亮")
        await lina.sees("#3 ", "IT支持")
        await chen.sees("#3 ", "楼道灯不亮", chat=it)

        await enabled(chen, "/本群 安静 开", "安静", "是")
        await lina.says("大厅灯不亮")
        card = await lina.sees("#4 ", "大厅灯不亮")  # for her eyes alone
        assert "待接单" in shown(card)
        await play.person("zhangwei").never_sees("#4 ")
        await play.forward(minutes=16)  # nobody has accepted: the team hears, not the group
        for one in (chen, lina):
            await one.never_sees("请接单：#4")
        for member in ("chenjing", "sunlei"):
            await play.person(member).sees("请接单：#4", chat="direct")
        await chen.says("/本群")
        await chen.sees("IT支持", "触发词", "安静", "一厂")
        await chen.says("/本群 触发词 坏")
        await chen.sees("触发词要 2 到 20 个字")
        await chen.says("/本群 班组 没有的组")
        await chen.sees("没有叫「没有的组」的班组")
