"""Words that file a request."""

from __future__ import annotations

from bot.domain.intents import Ask, Context, FileTicket, Intent
from commands.line import Line
from commands.options import read_options
from commands.spec import Command


def filing(line: Line, context: Context, *, explicit: bool = True) -> Intent:
    """The request of a line; a quoted message is the request when the line itself says little."""
    options = read_options(line.rest)
    text = options.text
    for who in line.people:
        text = text.replace(f"@{who.name} ", "").replace(f"@{who.name}", "").strip()
    if line.quote:
        text = f"{text}\n「{line.quote}」" if text else line.quote
    if not text and not line.files:
        return Ask("file")
    return FileTicket(
        text=text or "\uff08图\uff09",
        priority=options.priority,
        category=options.category,
        deadline=options.deadline,
        place=options.place,
        asset=options.asset,
        people=line.people,
        files=line.files,
        explicit=explicit,
    )


COMMANDS = (
    Command(
        "报修", ("报修", "提单", "提工单", "建单", "开单", "报障", "申请", "反馈"),
        ("new", "ticket", "report", "file"), filing, bare="free",
        hint="报修 3号楼空调漏水 !紧急 截止 明天18:00", about="报修\uff1a一句话建工单",
    ),
    # What sounds the same; without a slash it may be a warranty (保修) somebody speaks of.
    Command("保修", ("保修", "包修", "抱修"), (), filing, bare="never"),
)
