"""The configuration as a file: sent in a direct chat, previewed like every other change."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.e2e.stage import POLICY, stage
from tests.e2e.test_exports import bytes_of

TEXT = POLICY.read_text("utf-8")


def file_of(text: str, name: str = "policy.yaml", encoding: str = "utf-8") -> list[dict[str, str]]:
    return [{"name": name, "base64": base64.b64encode(text.encode(encoding)).decode()}]


@pytest.mark.parametrize("platform", ["feishu", "dingtalk", "wecom"])
async def test_a_file_is_imported_from_the_direct_chat(
    database_url: str, tmp_path: Path, platform: str
) -> None:
    async with stage(database_url, tmp_path, platform=platform) as play:
        chen = play.person("chenjing")
        await chen.says("/配置 导入")
        await chen.is_told("到和我的单聊里发")
        await chen.says("/配置 导入", chat="direct")
        await chen.sees("10 分钟内", ".yaml", chat="direct")
        changed = TEXT.replace("accept_days: 2", "accept_days: 5 # 改成一周")
        await chen.says("", chat="direct", files=file_of(changed))
        await chen.sees("配置变更预览", "2 → 5", chat="direct")
        await chen.clicks("启用", chat="direct", on="2 → 5")
        await chen.is_told("已启用（配置第 2 版）")
        await chen.says("/配置 导出", chat="direct")
        await chen.reads("teams:", "accept_days: 5 # 改成一周", chat="direct")


LONG = TEXT + "".join(f"# {n}: 这一行只是说明\n" for n in range(1200))


@pytest.mark.parametrize("platform", ["feishu", "wecom"])
async def test_a_long_document_goes_out_as_a_file_and_comes_back(
    database_url: str, tmp_path: Path, platform: str
) -> None:
    async with stage(database_url, tmp_path, platform=platform) as play:
        chen = play.person("chenjing")
        await chen.says("/配置 导入", chat="direct")
        await chen.sees("10 分钟内", chat="direct", count=1)
        await chen.says("", chat="direct", files=file_of(LONG.replace("days: 2", "days: 5")))
        await chen.sees("配置变更预览", "2 → 5", chat="direct")
        await chen.clicks("启用", chat="direct", on="2 → 5")
        await chen.is_told("已启用（配置第 2 版）")
        await chen.says("/配置 导出", chat="direct")
        text = (await bytes_of(chen, "工单配置第2版.yaml")).decode()
        assert "accept_days: 5" in text and text.rstrip().endswith(LONG[-200:].rstrip())
        await chen.says("/配置 导入", chat="direct")
        await chen.sees("10 分钟内", chat="direct", count=2)
        await chen.says("", chat="direct", files=file_of(text.replace("days: 5", "days: 7")))
        await chen.sees("配置变更预览", "5 → 7", chat="direct")


@pytest.mark.parametrize("platform", ["feishu", "dingtalk"])  # DingTalk takes no .yaml from a bot
async def test_a_long_document_comes_in_pieces_where_the_file_is_refused(
    sqlite_url: str, tmp_path: Path, platform: str
) -> None:
    async with stage(sqlite_url, tmp_path, platform=platform) as play:
        chen = play.person("chenjing")
        await chen.says("", chat="direct", files=file_of(LONG.replace("days: 2", "days: 5")))
        await chen.sees("配置变更预览", "2 → 5", chat="direct")
        await chen.clicks("启用", chat="direct", on="2 → 5")
        await chen.is_told("已启用（配置第 2 版）")
        await play.sim("POST", "/feishu/faults", {
            "kind": "status", "status": 400, "code": 234001, "match": "/im/v1/files"})
        await chen.says("/配置 导出", chat="direct")
        await chen.reads("teams:", "accept_days: 5", chat="direct")
        await chen.sees("1199: 这一行只是说明", chat="direct")


async def test_what_is_wrong_with_a_file_is_said_with_its_place(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with stage(sqlite_url, tmp_path) as play:
        chen, lina = play.person("chenjing"), play.person("lina")
        wrong = TEXT.replace("leads: [刘洋]", "lead: [刘洋]").replace("13:30-18:00", "下午")
        wrong = wrong.replace("[{name: 孙磊}, ", "[{name: 孙垒}, ")
        await chen.says("", chat="direct", files=file_of(wrong))
        await chen.sees("配置有 3 处错误", "第 24 行第 12 列", "第 35 行第 15 列", "是不是「孙磊」",
                        "第 31 行第 5 列", "「leads」", chat="direct")
        other = file_of(TEXT.replace("主管", "").replace("断网, ", "断线, "), "新.yml", "gb18030")
        await chen.says("", chat="direct", files=other)
        await chen.sees("配置变更预览", "断线", chat="direct")
        await chen.says("", chat="direct", files=file_of("\n" * (5 << 20)))
        await chen.sees("4 MB", chat="direct")
        await lina.says("", chat="direct", files=file_of(TEXT))
        await lina.sees("在哪里", chat="direct")  # no admin: a file like any other
        await lina.says("/配置 导入", chat="direct")
        await lina.sees("这要由管理员来做", chat="direct")
