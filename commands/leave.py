"""Words about being away."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.intents import Context, EndLeave, Intent, TakeLeave
from commands.line import Line, narrow, take_person
from commands.new import filing
from commands.spec import Command

DAYS = ("今天", "明天", "后天", "大后天", "周一", "周二", "周三", "周四", "周五", "下周一")
TIMES = (
    *DAYS, "上午", "下午", "晚上",
    *(f"{day}{half}" for day in DAYS[:3] for half in ("上午", "下午")),
)
AWAY = ("请假", "不在", "休假", "请个假")


def _leave(line: Line, context: Context) -> Intent:
    """请假 with a time; a word that merely begins so (请假系统登不上) is a request."""
    said = narrow(line.rest).strip()
    if not said or said[0].isdigit() or said[0] in "到至" or said.startswith(TIMES):
        return TakeLeave(said)
    if line.people or " " in said:
        who, left = take_person(line)
        return TakeLeave(left.rest.strip(), who)
    return filing(line.without(f"请假{line.rest}"), context, explicit=False)


def _away(said: str) -> Callable[[Line, Context], Intent]:
    return lambda line, context: TakeLeave(said)


def _back(line: Line, context: Context) -> Intent:
    who, _ = take_person(line)
    return EndLeave(who)


COMMANDS = (
    Command("请假", ("请假", "我要请假", "我请假", "休假"), ("leave", "away"), _leave, bare="free",
            hint="请假 11/25-11/27", about="请假\uff1a期间不派单给我"),
    *(
        Command(
            f"{said}请假",
            tuple(spelling for away in AWAY
                  for spelling in (f"{said}{away}", f"{said}我{away}", f"我{said}{away}")),
            (), _away(said),
        )
        for said in TIMES
    ),
    Command("销假", ("销假", "我回来了", "取消请假"), ("back",), _back, bare="free"),
)
