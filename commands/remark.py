"""Words about a ticket that leave its state alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.intents import Ask, Context, Edit, Follow, Intent, Rate, Remark, Undo
from commands.line import Line, narrow, take_person, take_ticket
from commands.spec import Command

_DIGIT = re.compile(r"([1-5])\s*(?:分|星|/5)?")


def _with_ticket(line: Line, context: Context) -> Line:
    line = take_ticket(line)
    return line if line.ticket else line.without(line.rest, ticket=context.quoted)


def _comment(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    return Remark(line.ticket, line.rest.strip(), line.files)


def _follow(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    return Follow(line.ticket)


def _unfollow(line: Line, context: Context) -> Intent:
    return Follow(_with_ticket(line, context).ticket, off=True)


def _involve(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    who, line = take_person(line.without(re.sub(r"^给\s*", "", line.rest)))
    return Follow(line.ticket, who=who)


def _rate(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    found = _DIGIT.search(narrow(line.rest))
    if found is None:
        return Ask("rate", line.ticket)
    rest = (line.rest[: found.start()] + line.rest[found.end() :]).strip(" ,\uff0c")
    return Rate(line.ticket, int(found[1]), rest)


def _feeling(rating: int) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        line = _with_ticket(line, context)
        return Rate(line.ticket, rating, line.rest.strip(" ,\uff0c。"))

    return build


def _categorise(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    return Edit(line.ticket, "category", line.rest.strip())


def _place(line: Line, context: Context) -> Intent:
    line = _with_ticket(line, context)
    return Edit(line.ticket, "place", line.rest.strip())


def _undo(line: Line, context: Context) -> Intent:
    return Undo(_with_ticket(line, context).ticket)


COMMANDS = (
    Command("评论", ("评论", "备注", "补充", "回复"), ("comment", "note"), _comment, bare="free"),
    Command("关注", ("关注",), ("follow", "watch"), _follow),
    Command("取消关注", ("取消关注",), ("unfollow",), _unfollow),
    Command("协办", ("协办", "加人", "抄送", "加签"), ("cc", "involve"), _involve, bare="free"),
    Command("评价", ("评价", "打分"), ("rate",), _rate, bare="free"),
    Command("满意", ("满意", "很满意"), (), _feeling(5)),
    Command("不满意", ("不满意",), (), _feeling(2)),
    Command("改分类", ("改分类",), ("category",), _categorise),
    Command("改位置", ("改位置",), ("place",), _place, bare="free"),
    Command("撤回", ("撤回", "撤销"), ("undo",), _undo, hint="撤回 128",
            about="撤回\uff1a两分钟内取消自己的上一步"),
)
