"""When the owner will be there, said after accepting."""

from __future__ import annotations

import re

from bot.domain.intents import Context, Intent, Promise
from commands.line import Line, take_ticket
from commands.spec import Command

# 预计2小时 · 大概下午三点到 · 今天下午搞定: a promise if the speaker works on something.
_SAID = re.compile(
    r"^我?(?:预计|大概|大约|估计|争取|最晚|马上)\s*(?P<after>\S.{0,14})$"
    r"|^我?(?P<before>\S.{1,10}?)(?:内|后)?(?:能|可以)?(?:就)?"
    r"(?:到|到场|过来|过去|搞定|弄好|处理好|解决)$"
)
_ENDING = re.compile(r"(?:能|可以)?(?:就)?(?:到|到场|过来|过去|搞定|弄好|修好|完成|处理好|解决)$")


def promised(line: Line, otherwise: Intent) -> Intent | None:
    """The promise that a sentence may be; `otherwise` is what it is if not."""
    found = _SAID.match(line.rest.strip().rstrip("。.!\uff01~\uff5e了吧"))
    if found is None or line.files or line.people or line.quote:
        return None
    said = _ENDING.sub("", found["after"] or found["before"]).strip()
    return Promise(said=said, otherwise=otherwise) if said else None


def _promise(line: Line, context: Context) -> Intent:
    line = take_ticket(line)
    said = _ENDING.sub("", line.rest.strip()).strip()
    return Promise(line.ticket or context.quoted, said)


COMMANDS = (
    Command("预计", ("预计", "预计到达"), ("eta",), _promise, hint="预计 128 2小时",
            about="预计\uff1a告诉报修人何时到"),
)
