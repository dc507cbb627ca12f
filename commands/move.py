"""Words that walk a ticket along an edge of its life."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.intents import Context, Intent, Move
from commands.line import Line, take_person, take_ticket
from commands.spec import Command

# What a person waits for, as typed → the code kept in the history.
HOLD_REASONS = {
    "待件": "parts", "等配件": "parts", "缺件": "parts", "等备件": "parts", "配件": "parts",
    "等客户": "requester", "等报修人": "requester", "等用户": "requester", "等补充": "requester",
    "待补充": "requester",
    "等第三方": "third", "等厂家": "third", "等供应商": "third", "等外部": "third",
}
_UNTIL = re.compile(r"(?:^|\s|,|,)(?:到|至|直到|until)\s*(?P<when>\S.*)$")


def _move(verb: str) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        line = _named(line, context)
        return Move(verb, line.ticket, reason=line.rest.strip(), files=line.files)

    return build


def _resolve(line: Line, context: Context) -> Intent:
    line = _named(line, context)
    return Move("resolve", line.ticket, result=line.rest.strip(), files=line.files)


def _hand(verb: str) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        line = _named(line, context)
        who, line = take_person(line.without(re.sub(r"^(?:给|到|to)\s*", "", line.rest)))
        if not line.ticket:
            line = _named(line, context)
        return Move(verb, line.ticket, to=who, reason=line.rest.strip())

    return build


def _hold(line: Line, context: Context) -> Intent:
    line = _named(line, context)
    text, until = line.rest.strip(), ""
    found = _UNTIL.search(text)
    if found:
        text, until = text[: found.start()].strip(" ,\uff0c"), found["when"].strip()
    reason = next((code for word, code in HOLD_REASONS.items() if word in text), text)
    return Move("hold", line.ticket, reason=reason or ("date" if until else ""), until=until)


def _waiting_for(code: str) -> Callable[[Line, Context], Intent]:
    def build(line: Line, context: Context) -> Intent:
        intent = _hold(line, context)
        assert isinstance(intent, Move)
        return Move("hold", intent.ticket, reason=code, until=intent.until)

    return build


def _named(line: Line, context: Context) -> Line:
    line = take_ticket(line)
    return line if line.ticket else line.without(line.rest, ticket=context.quoted)


COMMANDS = (
    Command(
        "接单", ("接单", "认领", "受理", "抢单", "我来", "收到我处理", "我来处理", "我接"),
        ("accept", "take", "claim"), _move("accept"),
        hint="接单 128", about="接单\uff1a由我处理",
    ),
    Command(
        "派单", ("派单", "派工", "指派", "分配给", "分配", "交给", "派给"), ("assign", "dispatch"),
        _hand("assign"), bare="free", hint="派单 128 @同事", about="派单\uff1a交给一位同事",
    ),
    Command(
        "转单", ("转单", "转派", "转交", "改派", "转给"), ("transfer",), _hand("transfer"),
        bare="free", hint="转单 128 @同事 原因", about="转单\uff1a转给别人\uff0c写原因",
    ),
    Command("拒单", ("拒单", "退单", "退回派单"), ("decline", "refuse"), _move("decline"),
            bare="free"),
    Command(
        "挂起", ("挂起", "暂停"), ("hold", "pause"), _hold, bare="free",
        hint="挂起 128 待件 到周五", about="挂起\uff1a等配件、等人\uff0c到时自动恢复",
    ),
    Command("待件", ("待件", "等配件", "缺件"), (), _waiting_for("parts"), bare="free"),
    Command("等客户", ("等客户", "等报修人", "待补充"), (), _waiting_for("requester"),
            bare="free"),
    Command("恢复", ("恢复", "继续"), ("resume", "continue"), _move("resume")),
    Command(
        "完成", ("完成", "修好了", "处理完了", "结单", "完工", "已完成", "搞定了", "处理好了"),
        ("resolve", "done", "finish"), _resolve, bare="free",
        hint="完成 128 已更换排水管", about="完成\uff1a写处理结果\uff0c请报修人验收",
    ),
    Command("验收", ("验收", "通过", "确认", "验收通过", "关单", "归档"), ("approve", "close"),
            _move("approve"), hint="验收 128", about="验收\uff1a确认修好并关闭"),
    Command("退回", ("退回", "驳回", "没修好", "返工", "还是坏的", "没修好呢"),
            ("sendback", "reject"), _move("send_back"), bare="free"),
    Command("重开", ("重开", "重启", "重新打开"), ("reopen",), _move("reopen"), bare="free"),
    Command("撤单", ("撤单", "取消", "作废", "发错了", "取消工单"), ("cancel", "withdraw"),
            _move("cancel"), hint="撤单 128", about="撤单\uff1a不需要了"),
)
