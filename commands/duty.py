"""Words about duty: who is on, tables, swaps, hand-over."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.intents import AskDuty, AskSwap, Context, HandOver, ImportRoster, Intent
from commands.line import Line, take_person
from commands.spec import Command

IMPORT = "导入"
TIMES = (
    "今天", "今晚", "现在", "明天", "明早", "明晚", "后天", "周末", "周六", "周日",
    "这周六", "这周日", "本周六", "本周日", "下周一",
)
_WEEKEND = {"周末": "周六", "现在": "", "今天": ""}


def _duty(line: Line, context: Context) -> Intent:
    said = line.rest.strip()
    if said.startswith(IMPORT):
        return _import(line.without(said.removeprefix(IMPORT)), context)
    return AskDuty(said.strip("?\uff1f"))


def _at(said: str) -> Callable[[Line, Context], Intent]:
    return lambda line, context: AskDuty(_WEEKEND.get(said, said))


def _import(line: Line, context: Context) -> Intent:
    """The first line may name the team; what follows is the table."""
    first, _, rest = line.rest.strip(" ,\uff0c:\uff1a").partition("\n")
    if any(letter.isdigit() for letter in first):
        return ImportRoster("", f"{first}\n{rest}")
    head, _, inline = first.strip().partition(" ")
    return ImportRoster(head, f"{inline}\n{rest}" if inline else rest)


def _swap(give_back: bool) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        rest = line.rest.strip().removeprefix("和").removeprefix("跟").removeprefix("请").strip()
        who, left = take_person(line.without(rest))
        return AskSwap(who, left.rest.strip(), give_back)

    return build


def _hand_over(line: Line, context: Context) -> Intent:
    return HandOver(line.rest.strip())


COMMANDS = (
    Command("值班", ("值班", "谁值班", "现在谁值班", "谁在值班", "值班表", "今天谁值班", "找人工",
                     "转人工", "人工"),
            ("duty", "oncall"), _duty, hint="谁值班", about="值班\uff1a现在谁值班"),
    *(
        Command(f"{said}谁值班", (f"{said}谁值班", f"{said}谁在值班", f"{said}值班"), (), _at(said))
        for said in TIMES if said not in ("今天", "现在")
    ),
    Command("值班导入", ("值班导入", "值班 导入", "导入值班表", "导入值班"), ("roster",), _import,
            bare="free"),
    Command("换班", ("换班",), ("swap",), _swap(True), bare="free", hint="换班 @同事 11/25",
            about="换班\uff1a和同事换一天\uff0c对方同意后生效"),
    Command("代班", ("代班", "顶班", "替班"), ("cover",), _swap(False), bare="free"),
    Command("交接", ("交接", "交班"), ("handover",), _hand_over, bare="free"),
)
