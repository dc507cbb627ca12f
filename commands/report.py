"""Words that ask for reports, and that change the working calendar."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.intents import AskReport, Context, ImportHolidays, Intent, SetDay, ShowCalendar
from commands.line import Line
from commands.spec import Command


def _report(span: str) -> Callable[[Line, Context], Intent]:
    return lambda line, context: AskReport(span, line.rest.strip())


def _day(works: bool) -> Callable[[Line, Context], Intent]:
    return lambda line, context: SetDay(line.rest.strip(), works)


def _holidays(line: Line, context: Context) -> Intent:
    text = line.rest.strip()
    return ImportHolidays(text.removeprefix("导入").strip()) if text else ShowCalendar()


COMMANDS = (
    Command("日报", ("日报", "今日日报", "工单日报"), ("daily",), _report("day"),
            hint="日报", about="日报\uff1a本组今天的数字"),
    Command("周报", ("周报", "本周周报", "工单周报"), ("weekly",), _report("week")),
    Command("放假日", ("放假日", "放假"), ("dayoff",), _day(False), bare="never"),
    Command("加班日", ("加班日", "加班"), ("workday",), _day(True), bare="never"),
    Command("假期", ("假期", "节假日"), ("holidays",), _holidays),
    Command("假期导入", ("假期导入", "假期 导入", "导入假期"), (), _holidays, bare="free"),
)
