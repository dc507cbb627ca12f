"""/升级链: who is reminded when, as people say it: 未接单 15分钟 提醒 群; 80% 提醒 处理人."""

from __future__ import annotations

import re

from bot.domain.intents import Configure, Context, Intent, OpenSettings
from bot.errors import BadInput
from commands.line import Line, narrow
from commands.pieces import LONGEST, said
from commands.spec import Command

WHO = {
    "chat": ("本群", "群里", "群", "chat", "group"),
    "owner": ("处理人", "负责人", "责任人", "经办人", "owner", "assignee"),
    "team": ("全组", "班组", "组员", "本组", "team"),
    "lead": ("组长", "班长", "lead"),
    "manager": ("主管", "经理", "领导", "manager"),
    "requester": ("报修人", "提单人", "requester"),
    "next": ("换下一个人", "换下一个", "换下一位", "换一个人", "换个人", "转给下一位", "下一位",
             "换人", "next"),
    "": ("卡片变色", "只变色", "变色", "colour", "color"),
}
_PARTICLES = (
    "提醒", "通知", "告诉", "催", "升级到", "升级给", "上报给", "上报", "升级", "找", "给",
    "并", "都", "就", "和", "跟", "再", "ping", "remind", "tell", "notify",
    "and", "to", "the", "[\\s,、+;:。]",
)
_RESPOND = ("未接单", "没接单", "没人接单", "没人接", "无人接单", "不接单", "未响应", "没响应",
            "接单", "响应", "unaccepted", "respond")
_RESOLVE = ("未完成", "没完成", "没修好", "没处理完", "完成", "解决", "修复", "resolve",
            "unresolved")
_LATE = ("超时", "逾期", "过期", "overdue", "late")
_DROP = ("删除", "删掉", "删", "去掉", "取消", "drop", "delete", "remove")


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_TIME = (
    r"(?:(?:\d+|[半一二两三四五六七八九十]+)\s*个?半?\s*"
    r"(?:工作日|分钟|小时|钟头|分|天|minutes?|mins?|hours?|m|h)\s*)+"
)
_CLOCK = rf"(?P<respond>{_any(_RESPOND)})|(?P<resolve>{_any(_RESOLVE)})|(?P<late>{_any(_LATE)})"
_STEP = re.compile(
    rf"^(?P<name>.*?)\s*(?:{_CLOCK})?\s*(?:时限|用时)?\s*(?:超过|达到|到了|满|过|到|的|after|at)?\s*"
    rf"(?:(?P<percent>\d+)\s*%|(?P<after>{_TIME}))\s*(?:还没人接单|还没接单|还没人接|没人接单|没人接|还没接|没接单|未接单|没接|后|以后|之后|时)?\s*"
    rf"(?:[(,]?\s*P1\s*(?:的)?\s*(?P<p1>{_TIME})\)?)?(?P<who>.*)$",
    re.I | re.S,
)
_JUST_LATE = re.compile(
    rf"^(?P<name>.*?)\s*{_any(_LATE)}(?:了|后|时|就)?\s*(?P<who>\D+)$", re.I | re.S
)
_REMOVE = re.compile(rf"^(?P<name>.*?)\s*{_any(_DROP)}\s*(?P<what>.*)$", re.I | re.S)
_PATIENCE = re.compile(
    rf"^(?P<name>.*?)\s*(?:确认|已?知晓|acknowledge|ack)\s*(?:时间|时限|限时)?\s*(?P<time>{_TIME})$",
    re.I,
)
_BUDGET = re.compile(
    r"^(?P<name>.*?)\s*(?:打扰上限|打扰|每小时最多|每小时|budget)\s*(?P<count>\d{1,4})\s*(?:次|条)?$",
    re.I,
)
_RESET = re.compile(r"^(?P<name>.*?)\s*(?:恢复默认|用默认|默认|reset)$", re.I)
_NUMBER = re.compile(r"^第?\s*(\d{1,2})\s*(?:级|步|条)?$")
_STRAY = re.compile(rf"{_any((*_RESPOND, *_RESOLVE, *_LATE))}|\d|%|提醒|通知|上报|确认|打扰", re.I)
_TOKEN = re.compile(
    "|".join([
        *(f"(?P<{target or 'colour'}>{_any(words)})" for target, words in WHO.items()),
        f"(?P<particle>{_any(_PARTICLES)})",
    ]),
    re.I,
)  # fmt: skip


def _ladder(line: Line, context: Context) -> Intent:
    rest, text = narrow(line.rest).strip(), said("升级链", line)
    if len(rest) > LONGEST:
        raise BadInput("config.ladder_how")
    for pattern, act in ((_PATIENCE, "acknowledge"), (_BUDGET, "budget")):
        found = pattern.match(rest)
        if found:
            options = {act: found[2].strip()}
            return Configure("ladder", "patience", _name(found), (), options, text)
    found = _RESET.match(rest)
    if found:
        return Configure("ladder", "reset", _name(found), said=text)
    found = _REMOVE.match(rest)
    if found:
        return Configure("ladder", "drop", _name(found), (), _gone(found["what"].strip()), text)
    found = _STEP.match(rest)
    if found:
        options = {**_moment(found), "who": ",".join(_targets(found["who"]))}
        return Configure("ladder", "put", _name(found), (), options, text)
    found = _JUST_LATE.match(rest)
    if found:
        options = {"clock": "resolve", "percent": "100", "who": ",".join(_targets(found["who"]))}
        return Configure("ladder", "put", _name(found), (), options, text)
    if _STRAY.search(rest):
        raise BadInput("config.ladder_how")
    return OpenSettings("ladder", rest)


def _name(found: re.Match[str]) -> str:
    return found["name"].strip(" ,:")


def _moment(found: re.Match[str]) -> dict[str, str]:
    """clock, and percent or after; so and so much overdue is that much more than the target."""
    late = bool(found["late"])
    if found["percent"]:
        percent = int(found["percent"]) + (100 if late else 0)
        return {"clock": "respond" if found["respond"] else "resolve", "percent": str(percent)}
    if late:
        raise BadInput("config.ladder_late")
    # A time alone is how long nobody has accepted: what is resolved is promised in percent.
    options = {"clock": "resolve" if found["resolve"] else "respond",
               "after": found["after"].strip()}
    return options | ({"after_p1": found["p1"].strip()} if found["p1"] else {})


def _gone(what: str) -> dict[str, str]:
    """Which step goes: its number, or its clock and moment; or a whole ladder by its name."""
    number = _NUMBER.match(what)
    if number:
        return {"number": number[1]}
    found = _STEP.match(what)
    if found:
        return _moment(found)
    if not what or _STRAY.search(what):
        raise BadInput("config.ladder_drop")
    return {"ladder": what}


def _targets(text: str) -> list[str]:
    """Whom a step reaches; raises BadInput for nobody, or a word that is nobody."""
    found: list[str] = []
    rest = text.strip()
    while rest:
        token = _TOKEN.match(rest)
        if token is None:
            raise BadInput("config.ladder_who", said=rest[:20])
        if token.lastgroup != "particle":
            found.append(str(token.lastgroup))
        rest = rest[token.end() :]
    if not found:
        raise BadInput("config.ladder_nobody")
    return [target for target in dict.fromkeys(found) if target != "colour"]


COMMANDS = (
    Command("升级链", ("升级链", "升级规则", "提醒规则"), ("ladder", "ladders"), _ladder,
            bare="never", hint="升级链 80% 提醒 处理人"),
)
