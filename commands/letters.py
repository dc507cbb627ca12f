"""Words that look at what could not be delivered."""

from __future__ import annotations

from bot.domain.intents import Context, Intent, Undelivered
from commands.line import Line
from commands.spec import Command


def _undelivered(line: Line, context: Context) -> Intent:
    return Undelivered()


COMMANDS = (
    Command("未送达", ("未送达", "死信"), ("undelivered", "deadletters"), _undelivered),
)
