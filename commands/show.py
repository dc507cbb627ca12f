"""Words that look at tickets."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.intents import Browse, Context, Intent, Show
from commands.line import Line, take_ticket
from commands.spec import Command


def _list(kind: str) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        return Browse(kind)

    return build


def _show(what: str) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        line = take_ticket(line)
        return Show(line.ticket or context.quoted, what)

    return build


def _ticket(line: Line, context: Context) -> Intent:
    """/工单 128: the ticket with its whole history; /工单 alone: one's own."""
    line = take_ticket(line)
    number = line.ticket or context.quoted
    if number:
        return Show(number, "history")
    return Browse("search", line.rest.strip()) if line.rest.strip() else Browse("mine")


def _search(line: Line, context: Context) -> Intent:
    line = take_ticket(line)
    if line.ticket and not line.rest:
        return Show(line.ticket)
    words = line.rest.strip()
    return Browse("search", words) if words else Browse("mine")


def _progress(line: Line, context: Context) -> Intent:
    """进度, 到哪了: the ticket named or quoted, else one's own."""
    line = take_ticket(line)
    number = line.ticket or context.quoted
    return Show(number) if number else Browse("mine")


COMMANDS = (
    Command("工单", ("工单",), ("show", "view"), _ticket, hint="工单 128",
            about="工单\uff1a看一张单和它的历史"),
    Command("我的工单", ("我的工单", "我的单", "我的报修", "我报的"), ("mine", "my"), _list("mine"),
            hint="我的工单", about="我的工单"),
    Command("待办", ("待办", "我的待办", "待处理"), ("todo",), _list("todo"), hint="待办",
            about="待办\uff1a等我处理的"),
    Command("抢单池", ("抢单池", "待抢单", "工单池", "待派单"), ("pool",), _list("pool")),
    Command("超时单", ("超时单", "超时", "今天超时的单", "超时工单", "逾期"), ("overdue", "late"),
            _list("overdue"), hint="超时单", about="超时单"),
    Command("本组工单", ("本组工单", "组内工单"), ("team",), _list("team")),
    Command("本群工单", ("本群工单", "群工单"), ("here",), _list("chat")),
    Command("查单", ("查单", "查", "搜索", "查找", "查工单"), ("search", "find"), _search,
            bare="free", hint="查单 空调", about="查单\uff1a按词或编号找"),
    Command("进度", ("进度", "到哪了", "查进度", "怎么样了", "修得怎么样了"), ("status",),
            _progress),
    Command("历史", ("历史", "记录"), ("history", "log"), _show("history")),
    Command("时效", ("时效",), ("sla",), _show("sla")),
    Command("为什么", ("为什么", "为什么派给他", "为什么派给我"), ("why",), _show("why")),
    Command("附件", ("附件", "照片"), ("files",), _show("files")),
)
