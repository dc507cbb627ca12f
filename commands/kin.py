"""Words about tickets that have to do with each other."""

from __future__ import annotations

import re

from bot.domain.intents import Context, Intent, Join, Merge, Relate, Split, Sub, Who
from commands.line import Line, narrow, take_person, take_ticket
from commands.spec import Command

_NUMBER = re.compile(r"\d+")
_DIGITS = 18  # of a number; a longer one is nobody's ticket, however it begins
_NAMED = re.compile(r"\s*[@\uff20](\S+)")


def _pair(line: Line, context: Context) -> tuple[int, int]:
    """The two tickets of a line; with one number the quoted ticket is the first."""
    found = [int(n[:_DIGITS]) for n in _NUMBER.findall(narrow(line.rest))]
    if len(found) >= 2:
        return found[0], found[1]
    if context.quoted:
        return context.quoted, found[0] if found else 0
    return (found[0] if found else 0), 0


def _merge(line: Line, context: Context) -> Intent:
    return Merge(*_pair(line, context))


def _join(line: Line, context: Context) -> Intent:
    line = take_ticket(line)
    return Join(line.ticket or context.quoted)


def _split(line: Line, context: Context) -> Intent:
    line = take_ticket(line)
    return Split(line.ticket or context.quoted, line.rest.strip())


def _sub(line: Line, context: Context) -> Intent:
    line = take_ticket(line)
    number = line.ticket or context.quoted
    if line.people:
        who, line = take_person(line)
        return Sub(number, line.rest.strip(), who)
    named = _NAMED.search(line.rest)
    if named is None:
        return Sub(number, line.rest.strip())
    text = line.rest[: named.start()] + " " + line.rest[named.end() :]
    return Sub(number, text.strip(), Who(named[1]))


def _relate(line: Line, context: Context) -> Intent:
    return Relate(*_pair(line, context))


def _unrelate(line: Line, context: Context) -> Intent:
    return Relate(*_pair(line, context), off=True)


COMMANDS = (
    Command("合并", ("合并", "并单", "合单", "并入"), ("merge",), _merge,
            hint="合并 129 到 128", about="合并\uff1a同一个问题的两张单并成一张"),
    Command("我也遇到", ("我也遇到", "我也一样", "我这也是"), ("metoo", "me too"), _join),
    Command("拆单", ("拆单", "拆分"), ("split",), _split,
            hint="拆单 128 灯也坏了", about="拆单\uff1a把另一件事单独建单"),
    Command("子单", ("子单", "建子单"), ("sub", "subticket", "sub-ticket"), _sub,
            hint="子单 128 更换电机 @同事", about="子单\uff1a把一步交给别人\uff0c都完成才能结单"),
    Command("关联单", ("关联单", "关联工单", "关联"), ("relate",), _relate),
    Command("取消关联", ("取消关联", "解除关联"), ("unrelate",), _unrelate),
)
