"""What a change would do to those who work with it: open tickets, what people may see, who is
admin, and the other processes on the same database."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.stage import POLICY, Actor, shown, stage, until

TEXT = POLICY.read_text("utf-8")


async def preview(actor: Actor, line: str, *words: str) -> str:
    await actor.says(line, chat="direct")
    return shown(await actor.sees("配置变更预览", *words, chat="direct"))


async def enabled(actor: Actor, line: str, *words: str) -> None:
    await preview(actor, line, *words)
    await actor.clicks("启用", chat="direct", on=words[-1])


async def test_a_change_that_leaves_open_tickets_behind_says_which_and_what_to_do(
    database_url: str, tmp_path: Path
) -> None:
    async with stage(database_url, tmp_path) as play:
        chen, lina = play.person("chenjing"), play.person("lina")
        await lina.says("三号机轴承异响")
        card = await lina.sees("#1 ", "待接单")
        owner = card["card"]["fields"]["处理人"]
        await preview(chen, "/班组 删除 设备维修", "1 张未结工单还在班组「设备维修」", "请改派",
                      f"1 张未结工单还在 {owner} 手上")
        await preview(chen, f"/班组 设备维修 减 @{owner}", f"1 张未结工单还在 {owner} 手上")
        await preview(chen, "/分类 设备维修 删 机械", "1 张未结工单还在分类「机械」")
        await chen.says("/模板 删除 设备维修", chat="direct")
        await chen.sees("模板「设备维修」还在用", "请先改用别的模板", chat="direct")

        await chen.says("/班组 设备维修 改名 维修部", chat="direct")
        renamed = shown(await chen.sees("配置变更预览", "维修部", chat="direct"))
        assert "未结工单" not in renamed, renamed
        await chen.clicks("启用", chat="direct", on="维修部")
        await lina.sees("#1 ", "维修部", "待接单")
        await chen.says("/工单 1", chat="direct")
        await chen.sees("维修部", chat="direct")


async def test_what_cannot_work_is_refused_with_the_way_out(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        chen = play.person("chenjing")
        for line, words in {
            "/班组 新建 空的": ("至少要有一个人",),
            "/班组 IT支持 加 @没有这人": ("没找到",),
            "/班组 IT支持 减 @孙垒": ("没找到",),
            "/班组 IT支持 策略 值班": ("没有排班", "请先贴排班表"),
            "/规则 删除 99": ("没有叫「99」的规则",),
            "/时限 P2 响应 三天三夜": ("没看懂时长", "30分钟、4小时"),
            "/升级链 80% 提醒 老板娘": ("没看懂「老板娘」", "处理人"),
            "/工时 IT支持 周一 18:00-09:00 19:00-20:00": ("有重叠",),
        }.items():
            await chen.says(line, chat="direct")
            await chen.sees(*words, chat="direct")
        # 刘洋 is above IT; making 陈静, who leads IT, the manager of 刘洋's team closes a circle.
        await chen.says("/班组 设备维修 主管 @陈静", chat="direct")
        await chen.sees("升级绕成了圈", "设备维修", "请给其中一个换主管", chat="direct")
        await preview(chen, "/规则 新建 提到 WiFi 的派给设备维修", "⚠", "轮不到")


async def test_how_far_somebody_sees_holds_in_lists_search_single_tickets_and_reports(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        chen, zhang, lina = play.person("chenjing"), play.person("zhangwei"), play.person("lina")
        sun, zhao = play.person("sunlei"), play.person("zhaomin")
        await enabled(chen, "/班组 IT支持 地点 @孙磊 一厂", "地点", "一厂")
        it = await play.group("feishu", 1)
        await enabled(chen, "/规则 新建 门禁的单派给张伟", "门禁")
        await lina.says("门禁刷不开")
        await lina.sees("#1 ", "张伟")
        await lina.says("打印机卡纸", chat=it)
        await lina.sees("#2 ", "IT支持", chat=it)

        await zhao.says("/工单 1", chat="direct")  # without a scope: whatever is not private
        await zhao.sees("门禁刷不开", chat="direct")
        await enabled(chen, "/角色 范围 @赵敏 本人", "数据范围")
        await zhao.says("/工单 2", chat="direct")
        await zhao.sees("没有权限或不存在：#2", chat="direct")
        await zhao.says("本群工单", chat=it)
        await zhao.sees("没有", chat=it)

        await enabled(chen, "/角色 范围 @张伟 本人", "张伟")
        await zhang.says("本组工单", chat="direct")
        await zhang.never_sees("本组工单", "#2", chat="direct")
        await zhang.says("查单 门禁", chat="direct")
        await zhang.sees("查单", "#1", chat="direct")
        await zhang.says("日报", chat="direct")
        await zhang.sees("日报", chat="direct")
        await zhang.never_sees("工单日报", chat="direct")

        await enabled(chen, "/角色 范围 @孙磊 地点", "孙磊")
        await sun.says("/工单 1", chat="direct")
        await sun.sees("没有权限或不存在：#1", chat="direct")
        await sun.says("查单 打印机", chat="direct")
        await sun.sees("#2 打印机卡纸", chat="direct")
        await enabled(chen, "/角色 范围 @孙磊 默认", "－")
        await sun.says("/工单 1", chat="direct")
        await sun.sees("门禁刷不开", chat="direct")


async def test_nobody_can_take_the_last_admin_away(sqlite_url: str, tmp_path: Path) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        chen, lina = play.person("chenjing"), play.person("lina")
        await enabled(chen, "/角色 管理员 加 @李娜", "李娜")
        await chen.sees("已启用（配置第 2 版）", chat="direct")
        await enabled(lina, "/角色 管理员 减 @陈静", "陈静")
        await lina.sees("已启用（配置第 3 版）", chat="direct")
        await lina.says("/角色 管理员 减 @李娜", chat="direct")
        await lina.sees("最后一位管理员", chat="direct")
        await lina.says("/成员 离职 @李娜", chat="direct")
        await lina.sees("自己", chat="direct")
        await lina.says("/成员 离职 @陈静", chat="direct")
        await lina.sees("陈静", "离职", chat="direct")
        await lina.says("/配置 回滚 v1", chat="direct")  # there 陈静 alone is admin
        await lina.sees("这样就没有管理员了", chat="direct")
        await lina.says(f"/配置 导入\n{TEXT}", chat="direct")
        await lina.sees("这样就没有管理员了", chat="direct", count=2)
        await lina.says("/配置 导入\n" + TEXT.replace("admins: [陈静]\n", ""), chat="direct")
        await lina.sees("还没有管理员", chat="direct")


async def test_another_process_follows_within_a_request(
    postgres_url: str, tmp_path: Path
) -> None:
    async with stage(postgres_url, tmp_path) as play:
        chen, lina = play.person("chenjing"), play.person("lina")
        first = play.bot
        assert first is not None
        second = play.another_bot()
        await second.start()
        try:
            await enabled(chen, "/规则 新建 门禁的单派给王强", "门禁")
            await chen.sees("已启用（配置第 2 版）", chat="direct")

            async def follows() -> bool:
                versions = [
                    await bot.transactions.read(lambda tx, b=bot: b.policies.current(tx).version)
                    for bot in (first, second)
                ]
                return versions == [2, 2]

            await until(follows, within=3)
            await play.stop_bot()
            await lina.says("门禁刷不开")
            await lina.sees("#1 ", "王强")
        finally:
            await second.stop()
