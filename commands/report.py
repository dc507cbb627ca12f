"""Words that ask for reports, and that change the working calendar."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.intents import AskReport, Context, ImportHolidays, Intent, SetDay, ShowCalendar
from bot.domain.report import PREVIOUS
from commands.line import Line, narrow
from commands.spec import Command

THIS = frozenset({"今天", "今日", "本周", "这周", "本月", "这个月", "today", "now"})
BEFORE = frozenset(
    {"昨天", "昨日", "上周", "上星期", "上月", "上个月", "yesterday", "last"}
)
_MONTH = re.compile(r"(?:(20\d\d)\s*[年/.-]\s*)?(1[0-2]|0?[1-9])\s*月份?|(20\d\d)-(1[0-2]|0?[1-9])")
_DAY = re.compile(
    r"(?:(20\d\d)\s*[年/.-]\s*)?(1[0-2]|0?[1-9])\s*[月/.-]\s*(3[01]|[12]\d|0?[1-9])\s*[日号]?"
)


def asked(span: str, text: str) -> tuple[str, str]:
    """(when, team) of the words behind 日报, 周报 or 月报, in any order."""
    when, team = "", list[str]()
    for word in text.split():
        plain = narrow(word).lower().removesuffix("的")
        if plain in THIS:
            continue
        found = PREVIOUS if plain in BEFORE else _date(span, plain)
        if found and not when:
            when = found
        else:
            team.append(word)
    return when, " ".join(team)


def _date(span: str, word: str) -> str:
    if span == "month":
        month = _MONTH.fullmatch(word) or re.fullmatch(r"()(1[0-2]|0?[1-9])()()", word)
        if month is None:
            return ""
        year, number = month[1] or month[3], month[2] or month[4]
        return f"{year}-{number}" if year else str(number)
    day = _DAY.fullmatch(word)
    return "-".join(part for part in day.groups() if part) if day else ""


def _report(span: str, said: str = "") -> Callable[[Line, Context], Intent]:
    """`said` stands in the command's own name: 昨天日报."""

    def build(line: Line, context: Context) -> Intent:
        when, team = asked(span, f"{said} {line.rest}")
        return AskReport(span, team, when)

    return build


def _day(works: bool) -> Callable[[Line, Context], Intent]:
    return lambda line, context: SetDay(line.rest.strip(), works)


def _holidays(line: Line, context: Context) -> Intent:
    text = line.rest.strip()
    return ImportHolidays(text.removeprefix("导入").strip()) if text else ShowCalendar()


COMMANDS = (
    Command("日报", ("日报", "今日日报", "工单日报", "今天日报", "今天的日报"), ("daily",),
            _report("day"), hint="日报", about="日报\uff1a本组今天的数字"),
    Command("昨天日报", ("昨天日报", "昨天的日报", "昨日日报", "日报昨天", "日报 昨天"), (),
            _report("day", "昨天")),
    Command("周报", ("周报", "本周周报", "工单周报"), ("weekly",), _report("week")),
    Command("上周周报", ("上周周报", "上周的周报", "周报上周", "周报 上周"), (),
            _report("week", "上周")),
    Command("月报", ("月报", "本月月报", "工单月报"), ("monthly",), _report("month")),
    Command("上月月报", ("上月月报", "上个月月报", "上个月的月报", "月报上月", "月报 上月"), (),
            _report("month", "上月")),
    Command("放假日", ("放假日", "放假"), ("dayoff",), _day(False), bare="never"),
    Command("加班日", ("加班日", "加班"), ("workday",), _day(True), bare="never"),
    Command("假期", ("假期", "节假日"), ("holidays",), _holidays),
    Command("假期导入", ("假期导入", "假期 导入", "导入假期"), (), _holidays, bare="free"),
)
