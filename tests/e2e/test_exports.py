"""Reports of weeks and months, and workbooks that arrive as files, in every messenger."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.console import pressed_again
from tests.e2e.stage import Actor, Play, stage, until

EVIL = '=HYPERLINK("http://evil.example","点我") 打不开门'
UPLOAD = "/im/v1/files"


async def bytes_of(person: Actor, name: str) -> bytes:
    """Waits for the newest file with this in its name in the person's direct chats."""
    play, found = person.play, list[dict[str, Any]]()

    async def look() -> bool:
        messages = await person.messages("direct")
        found[:] = [f for m in messages for f in m["files"] if name in f["name"]]
        return bool(found)

    await until(look, lambda: f"{person.name} got no file {name}")
    url = found[-1]["url"]
    async with play.http.get(url if "://" in url else play.simulator.url + url) as answer:
        return bytes(await answer.read())


async def file_of(person: Actor, name: str) -> Any:
    """The workbook of that name, opened."""
    return load_workbook(BytesIO(await bytes_of(person, name)))


async def a_little_life(play: Play) -> None:
    """Ticket 1 went round, ticket 2 is open and says something nasty."""
    lina, zhang = play.person("lina"), play.person("zhangwei")
    await lina.says("@工单助手 /报修 三号车间空调漏水 !P2")
    await lina.sees("#1", "待接单")
    for who, words, state in (
        (zhang, "/接单 1", "处理中"), (zhang, "/完成 1 换了滤网", "待验收"),
        (lina, "/验收 1", "已关闭"), (lina, "/评价 1 4", "评价"),
    ):  # fmt: skip
        await who.says(words)
        await lina.sees("#1", state)
    await lina.says(f"@工单助手 /报修 {EVIL}")
    await lina.sees("#2", "打不开门")


def column(sheet: Any, title: str) -> list[Any]:
    rows = list(sheet.iter_rows(values_only=True))
    return [row[rows[0].index(title)] for row in rows[1:]]


@pytest.mark.parametrize("platform", ["feishu", "dingtalk", "wecom"])
async def test_the_button_of_a_report_sends_its_workbook_in_private(
    sqlite_url: str, tmp_path: Path, platform: str
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform) as play:
        lead = play.person("liuyang")
        await a_little_life(play)
        await lead.says("/周报 设备维修", chat="direct")
        told = await lead.reads(
            "【工单周报】", "新增 2", "闭环率 50%", "一次修复率 100%", "完成最多", chat="direct"
        )
        assert platform == "wecom" or len(told.splitlines()) <= 12, told
        await lead.clicks("导出Excel", chat="direct", on="【工单周报】")
        book = await file_of(lead, "设备维修.xlsx")
        figures, tickets, notes = book.worksheets
        numbers = {row[0]: row[1] for row in figures.iter_rows(values_only=True)}
        assert [numbers[name] for name in ("新增", "完成", "未结", "满意度")] == [2, 1, 1, 4]
        assert numbers["闭环率"] == 0.5 and numbers["完成数：张伟"] == 1
        assert column(tickets, "单号") == [2, 1]
        assert column(tickets, "处理人")[1] == "张伟" and column(tickets, "优先级")[1] == "P2"
        nasty = tickets["B2"]
        assert nasty.value.startswith("=HYPERLINK") and nasty.data_type == "s"
        filed = column(tickets, "报修时间")[1]
        assert (filed.hour, filed.day) == (10, 18), "wall time of the team"
        assert "闭环率=" in notes["A2"].value


async def test_a_list_is_exported_from_the_group_and_lies_in_no_group(
    database_url: str, tmp_path: Path
) -> None:
    async with stage(database_url, tmp_path) as play:
        await a_little_life(play)
        liu, lina = play.person("liuyang"), play.person("lina")
        await liu.says("@工单助手 /导出 本组")
        book = await file_of(liu, "本组")
        assert column(book.worksheets[0], "单号") == [2]
        await lina.says("@工单助手 /导出")
        mine = await file_of(lina, "我的工单")
        assert column(mine.worksheets[0], "单号") == [2], "who has no team gets their own"
        for person in (liu, lina):
            assert not any(m["files"] for m in await person.messages())
        await lina.says("@工单助手 /导出 月报 设备维修")
        await lina.is_told("只能看自己班组的报表")


async def test_trouble_at_the_upload_costs_a_retry_and_a_refusal_is_told_in_words(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        await a_little_life(play)
        liu = play.person("liuyang")
        fault = {"kind": "status", "status": 502, "match": UPLOAD, "count": 1}
        await play.sim("POST", "/feishu/faults", fault)
        await liu.says("/导出 日报 设备维修", chat="direct")
        await file_of(liu, "日报")
        refused = {"kind": "status", "status": 400, "code": 234001, "match": UPLOAD}
        await play.sim("POST", "/feishu/faults", refused)
        await liu.says("/导出 周报 设备维修", chat="direct")
        await liu.sees("这里发不了文件", "新增 2", chat="direct")


async def test_a_file_that_could_not_go_comes_once_after_a_restart(
    database_url: str, tmp_path: Path
) -> None:
    async with stage(database_url, tmp_path) as play:
        await a_little_life(play)
        liu = play.person("liuyang")
        down = {"kind": "status", "status": 502, "match": UPLOAD, "count": 1000}
        await play.sim("POST", "/feishu/faults", down)
        await liu.says("/导出 日报 设备维修", chat="direct")

        async def tried() -> bool:
            calls = (await play.sim("GET", "/feishu/requests"))["requests"]
            return any(UPLOAD in call["path"] for call in calls)

        await until(tried)
        await play.stop_bot()
        await play.sim("DELETE", "/feishu/faults")
        await play.start_bot()
        await file_of(liu, "日报")
        assert sum(len(m["files"]) for m in await liu.messages("direct")) == 1


async def test_wecom_without_a_way_for_files_says_it_in_words(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(
        sqlite_url, tmp_path, platform="wecom", bots=("aibot",),
        extra={"WECOM_BOT_TRANSPORT": "http"},
    ) as play:
        bot = play.bot
        assert bot is not None
        url = f"http://127.0.0.1:{bot.port}/wecom/bot"
        console = {"bot_url": url, "bot_transport": "http"}
        await pressed_again(lambda: play.sim("POST", "/wecom/console", console))
        liu = play.person("liuyang")
        await liu.says("/导出 周报 设备维修", chat="direct")
        await liu.reads("这里发不了文件", "新增 0", chat="direct")


async def test_months_by_the_clock_by_name_and_for_who_sees_several_teams(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        await a_little_life(play)
        liu, boss = play.person("liuyang"), play.person("zhenghao")
        await liu.says("/月报 上月 设备维修", chat="direct")
        await liu.sees("【工单月报】2026年10月", "新增 0", "响应及时率 无", chat="direct")
        await boss.says("/月报", chat="direct")
        await boss.sees("【工单月报】", "2 个班组", "合计", "设备维修", "IT支持", chat="direct")
        await liu.says("/日报 昨天")
        card = await liu.sees("【工单日报】11/17 · 设备维修")
        assert "完成最多" not in str(card), "no ranking in a group"
        await liu.says("@工单助手 /月报 13月")
        await liu.sees("13月", "请核对名称")
        await play.set_clock("2026-12-01T09:00:05+08:00")
        await boss.sees("【工单月报】2026年11月", "新增 2", "完成最多：张伟 1", chat="direct")
