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
    r"^(?:好了?|行了?|可以了?|没事了)?[\s,\uff0c]*"
    r"(?:非常|十分|太)?(?:谢谢|多谢|感谢|辛苦了?|收到|好的?|好滴|没问题|赞|嗯+|1|知道了|明白"
    r"|ok|okay|thanks?|thank you|thx|👍|🙏|👌)"
    r"[\s,\uff0c]*(?:谢谢|辛苦)?(?:师傅|老师|大家|各位|大哥|[\u4e00-\u9fff]工)?"
    r"[\s你您们啦了哦噢呀的!\uff01。.~\uff5e👍🙏]*$",
    re.I,
)
URGENT = re.compile(r"^[急!\uff01加\s,\uff0c]*急[急!\uff01\s。了啊呀]*$")
# What people say to try a bot out; never the words of a fault.
CHAT = re.compile(
    r"^(?:今天|明天|现在)?(?:天气(?:怎么样|如何|好吗)?|几点了?|星期几|几号)[?\uff1f吗呢啊]*$"
    r"|^(?:你|您)(?:会|能)(?:做|干|帮我做)?(?:什么|啥|些什么)[?\uff1f呢啊]*$"
    r"|^(?:你|您)(?:多大|几岁|是男是女|吃饭|吃了|好聪明|真棒|真笨|好笨)[?\uff1f了没吗呢啊]*$"
    r"|^(?:我)?(?:好)?(?:无聊|想吃\S{1,6}|饿了?|困了?|累了?|爱你)[啊呀了。!\uff01]*$"
    r"|^(?:唱(?:首|个)?歌|陪我?聊天|聊聊天?|测试|试一下|试试|test|ping)[吧啊一下呗.!\uff01。]*$"
    r"|^[\d\s+*/=x×÷().-]*[+*/x×÷-][\d\s+*/=x×÷().-]*(?:等于几|等于多少|=)?[?\uff1f\s]*$",
    re.I,
)
# What one says to the colleague named under a ticket's card.
HANDLE = re.compile(
    r"^(?:麻烦|请|你|帮忙|赶紧|尽快|快)*(?:去|来|先)?"
    r"(?:处理|看|跟进|跟|弄|搞|修|负责|接|安排|支援|帮忙)(?:一下|下|看|手)?"
    r"[\s吧啊哈呗谢啦了,\uff0c。.!\uff01~\uff5e]*$"
)
QUESTION = re.compile(r"^[?\uff1f\s]+$")
