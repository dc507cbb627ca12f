"""Words that make a ticket go faster, or slower."""

from __future__ import annotations

from bot.domain.intents import (
    Context,
    Escalate,
    Intent,
    Nudge,
    Prioritise,
    Rerate,
    Reschedule,
    Supervise,
    Talk,
)
from commands.line import Line, narrow, take_ticket
from commands.options import PRIORITIES
from commands.spec import Command


def _with_ticket(line: Line, context: Context) -> Line:
    line = take_ticket(line)
    return line if line.ticket else line.without(line.rest, ticket=context.quoted)


def _nudge(line: Line, context: Context) -> Intent:
    return Nudge(_with_ticket(line, context).ticket)


def _prioritise(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    word, _, rest = line.rest.strip().partition(" ")
    priority = PRIORITIES.get(narrow(word).lower().strip("!\uff01"))
    if priority is None:
        return Prioritise(line.ticket, None, line.rest.strip())
    return Prioritise(line.ticket, priority, rest.strip())


def _hurry(line: Line, context: Context) -> Intent:
    """加急 128 asks how bad it is; with a reason it goes one step up."""
    line = _with_ticket(line, context)
    reason = line.rest.strip(" !\uff01")
    return Prioritise(line.ticket, None, reason) if reason else Rerate(line.ticket)


def _reschedule(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    return Reschedule(line.ticket, line.rest.strip())


def _escalate(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    return Escalate(line.ticket, line.rest.strip())


def _supervise(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    return Supervise(line.ticket, line.rest.strip())


def _complain(line: Line, context: Context) -> Intent:
    return Talk("complain", line.rest, quoted=context.quoted)


COMMANDS = (
    Command("催单", ("催单", "催办", "催一下", "催", "帮我催一下", "催催"), ("nudge", "remind"),
            _nudge, hint="催单 128", about="催单\uff1a提醒处理人"),
    Command("改优先级", ("改优先级", "优先级", "调整优先级"), ("priority",), _prioritise,
            bare="free"),
    Command("加急", ("加急",), ("urgent",), _hurry),
    Command("改截止", ("改截止", "截止", "改期", "延期"), ("due", "deadline"), _reschedule,
            bare="free", hint="改截止 128 明天下午3点", about="改截止时间"),
    Command("升级", ("升级", "上报"), ("escalate",), _escalate),
    Command("督办", ("督办",), ("supervise",), _supervise, bare="free"),
    Command("投诉", ("投诉", "我要投诉", "太慢了", "怎么还没来", "怎么这么慢", "怎么还没好",
                     "还没人来", "没人管"), ("complain",), _complain, bare="free"),
)
