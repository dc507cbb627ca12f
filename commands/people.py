"""Words about oneself and one's accounts, and an admin's words about others."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.intents import (
    Alias,
    Context,
    Depart,
    ImportPeople,
    Intent,
    Link,
    Members,
    Mirror,
    Prefer,
    Speak,
    Unite,
    Unlink,
    Who,
)
from bot.errors import BadInput
from commands.line import Line, narrow, take_person, take_ticket
from commands.spec import Command

PLATFORMS = {
    "飞书": "feishu", "feishu": "feishu", "lark": "feishu",
    "钉钉": "dingtalk", "dingtalk": "dingtalk",
    "企业微信": "wecom", "企微": "wecom", "微信": "wecom", "wecom": "wecom",
}
LANGUAGES = {
    "中文": "zh-CN", "zh": "zh-CN", "zh-cn": "zh-CN", "chinese": "zh-CN", "汉语": "zh-CN",
    "en": "en", "en-us": "en", "english": "en", "英文": "en", "英语": "en",
}
_BETWEEN = re.compile(r"\s*(?:到|至|给|和|与|->|→|=|\uff1d|\uff0c|,|\s)\s*")
_TO_CHAT = re.compile(r"^\s*(?:到|至|去|to\b)?\s*")


def platforms_in(text: str) -> tuple[str, ...]:
    """The messengers named, in order; raises BadInput for any other word."""
    words = [w for w in re.split(r"[\s,\uff0c、>→]+", narrow(text).lower().strip()) if w]
    for word in words:
        if word not in PLATFORMS:
            raise BadInput("error.platform", said=word)
    return tuple(dict.fromkeys(PLATFORMS[word] for word in words))


def _link(line: Line, context: Context) -> Intent:
    return Link(re.sub(r"[\s-]", "", narrow(line.rest)).upper()[:40])


def _unlink(line: Line, context: Context) -> Intent:
    return Unlink()


def _prefer(line: Line, context: Context) -> Intent:
    return Prefer(platforms_in(line.rest))


def _language(line: Line, context: Context) -> Intent:
    return Speak(_code_of(line.rest))


def _code_of(text: str) -> str:
    said = narrow(text).lower().strip()
    if said and said not in LANGUAGES:
        raise BadInput("error.language", said=text.strip()[:40])
    return LANGUAGES.get(said, "")


def _mirror(line: Line, context: Context) -> Intent:
    line = take_ticket(line)
    number = line.ticket or context.quoted
    return Mirror(number, _TO_CHAT.sub("", line.rest).strip(" 「」\"'"))


def _members(line: Line, context: Context) -> Intent:
    word, _, rest = line.rest.strip().partition(" ")
    head, newline, tail = word.partition("\n")
    if newline:
        word, rest = head, f"{tail} {rest}".strip()
    act = _ACTS.get(word.lower())
    if act is not None:
        return act(line.without(rest.strip()))
    who, _ = take_person(line)
    return Members(who)


def _unite(line: Line) -> Intent:
    first, line = _somebody(line)
    second, line = _somebody(line)
    return Unite(first, second)


def _somebody(line: Line) -> tuple[Who, Line]:
    """The next person, past the little words between two of them."""
    line = line.without(_BETWEEN.sub(" ", line.rest).strip())
    who, line = take_person(line)
    if who is None:
        raise BadInput("error.members_how")
    return who, line


def _free(line: Line) -> Intent:
    who, line = _somebody(line)
    found = platforms_in(line.rest)
    if len(found) != 1:
        raise BadInput("error.members_how")
    return Unlink(who, found[0])


def _alias(line: Line) -> Intent:
    alias, _, name = re.sub(r"\uff1d", "=", line.rest).partition("=")
    who, _ = take_person(line.without(name.strip()))
    if who is None or not alias.strip():
        raise BadInput("error.members_how")
    return Alias(alias.strip()[:40], who)


def _speak(line: Line) -> Intent:
    who, line = _somebody(line)
    return Speak(_code_of(line.rest), who)


def _depart(back: bool) -> Callable[[Line], Intent]:
    def build(line: Line) -> Intent:
        who, _ = _somebody(line)
        return Depart(who, back)

    return build


_ACTS: dict[str, Callable[[Line], Intent]] = {
    "关联": _unite, "绑定": _unite, "合并": _unite, "link": _unite, "merge": _unite,
    "解绑": _free, "unlink": _free,
    "别名": _alias, "alias": _alias,
    "语言": _speak, "language": _speak,
    "离职": _depart(False), "left": _depart(False),
    "复职": _depart(True), "回来": _depart(True), "back": _depart(True),
    "导入": lambda line: ImportPeople(line.rest, line.files),
    "import": lambda line: ImportPeople(line.rest, line.files),
}

COMMANDS = (
    Command("绑定", ("绑定", "绑定账号"), ("link", "bind"), _link,
            hint="绑定", about="绑定\uff1a把另一个聊天软件里的自己连起来"),
    Command("解绑", ("解绑", "解除绑定"), ("unlink", "unbind"), _unlink),
    Command("接收", ("接收", "接收通知", "通知顺序"), ("receive", "prefer"), _prefer,
            hint="接收 钉钉 飞书", about="接收\uff1a先在哪个软件通知我"),
    Command("语言", ("语言",), ("language", "lang"), _language, hint="语言 en",
            about="语言\uff1a中文或 English"),
    Command("同步", ("同步", "转发到", "抄送到群"), ("mirror", "share"), _mirror,
            hint="同步 128 到 IT支持群", about="同步\uff1a让另一个群也看到这张单"),
    Command("成员", ("成员",), ("members", "people"), _members, bare="never"),
)
