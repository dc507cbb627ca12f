"""Words that ask for a workbook."""

from __future__ import annotations

from bot.domain.intents import Context, ExportTable, Intent
from commands.line import Line
from commands.report import asked
from commands.spec import Command

SPANS = {
    "日报": "day", "daily": "day", "周报": "week", "weekly": "week", "月报": "month",
    "monthly": "month",
}  # fmt: skip
LISTS = {
    "超时": "overdue", "超时单": "overdue", "overdue": "overdue", "待办": "todo", "todo": "todo",
    "我的工单": "mine", "我的单": "mine", "mine": "mine", "待接单": "pool", "抢单池": "pool",
    "pool": "pool", "本组": "team", "本组工单": "team", "未结": "team", "team": "team",
    "本群": "chat",
}  # fmt: skip


def _export(line: Line, context: Context) -> Intent:
    """/导出 周报 上周 IT支持, /导出 超时单; anything else is searched for."""
    head, _, rest = line.rest.strip().partition(" ")
    if head.lower() in LISTS and not rest.strip():
        return ExportTable(LISTS[head.lower()])
    kind = SPANS.get(head.lower(), "")
    if not kind and line.rest.strip():
        return ExportTable("search", line.rest.strip())
    when, team = asked(kind or "month", rest)
    return ExportTable(kind, team, when)


COMMANDS = (
    Command(
        "导出", ("导出", "导出表格", "导出Excel", "导出excel"), ("export", "excel"), _export,
        hint="导出 周报", about="导出\uff1a报表或列表的Excel\uff0c私发给我",
    ),
)
