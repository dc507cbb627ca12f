"""Greetings, help and other words people try."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.intents import Context, Intent, Talk
from commands.line import Line
from commands.spec import Command


def _talk(kind: str) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        return Talk(kind, line.rest, quoted=context.quoted)

    return build


COMMANDS = (
    Command("帮助", ("帮助", "使用说明", "怎么用", "菜单", "功能"), ("help", "h", "menu"),
            _talk("help"), hint="帮助", about="帮助\uff1a我会什么"),
    Command("你好", ("你好", "您好", "在吗", "在么", "嗨", "哈喽", "早上好", "下午好"),
            ("hello", "hi", "start"), _talk("hello")),
    Command("你是谁", ("你是谁", "你是机器人吗", "你叫什么", "讲个笑话", "讲笑话"), ("about",),
            _talk("who")),
)

THANKS = re.compile(
    r"^(?:谢谢|多谢|感谢|辛苦了?|收到|好的?|好滴|没问题|赞|嗯+|1"
    r"|ok|okay|thanks?|thank you|thx|👍|🙏|👌)"
    r"[\s你您啦了哦噢呀!\uff01。.~\uff5e👍🙏]*$",
    re.I,
)
URGENT = re.compile(r"^[急!\uff01加\s,\uff0c]*急[急!\uff01\s。了啊呀]*$")
QUESTION = re.compile(r"^[?\uff1f\s]+$")
