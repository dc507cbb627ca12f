"""Words about suggestions and repeated faults."""

from __future__ import annotations

from bot.domain.intents import Adopt, Context, Intent, Repeats
from commands.line import Line, take_ticket
from commands.spec import Command


def _adopt(line: Line, context: Context) -> Intent:
    return Adopt(take_ticket(line).ticket or context.quoted)


def _repeats(line: Line, context: Context) -> Intent:
    return Repeats()


COMMANDS = (
    Command("采用建议", ("采用建议", "采用"), ("adopt",), _adopt, hint="采用建议 128"),
    Command("重复故障", ("重复故障", "重复报修", "故障雷达"), ("repeats",), _repeats,
            hint="重复故障", about="重复故障\uff1a两周内反复坏的设备和地点"),
)
