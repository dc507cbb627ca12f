"""Words of an admin about the configuration: set-up, targets, categories, templates, chats,
versions."""

from __future__ import annotations

import re

from bot.domain.intents import (
    Configure,
    Context,
    Edit,
    ExportPolicy,
    ImportPolicy,
    Intent,
    OpenSettings,
    OpenSetup,
    RollBack,
    Talk,
)
from bot.errors import BadInput
from commands.line import Line, narrow, take_ticket
from commands.pieces import after, counted, pieces, plain_words, said
from commands.spec import Command

RESPOND, RESOLVE = ("响应", "接单", "respond"), ("完成", "解决", "修复", "resolve")
NEW, ADD, DROP = ("新建", "new"), ("加", "改", "add"), ("删", "删除", "drop", "delete")
USE, DAYS, FIELD = ("用", "use"), ("验收", "days"), ("字段", "field")
ON, OFF = ("开", "开启", "on"), ("关", "关闭", "off")
LANGUAGES = {"中文": "zh-CN", "zh": "zh-CN", "zh-cn": "zh-CN", "英文": "en-US", "en": "en-US",
             "en-us": "en-US", "english": "en-US", "英语": "en-US"}
KINDS = {
    "文字": "text", "文本": "text", "text": "text", "数字": "number", "number": "number",
    "单选": "choice", "choice": "choice", "多选": "multi", "multi": "multi", "人": "person",
    "人员": "person", "person": "person", "日期": "date", "date": "date", "设备": "asset",
    "asset": "asset", "照片": "photo", "photo": "photo",
}
REQUIRED, FINISHING = ("必填", "required"), ("完成时", "finishing")
CHAT_ACTS = {
    "班组": "team", "team": "team", "模板": "template", "template": "template",
    "安静": "silent", "静默": "silent", "silent": "silent", "触发词": "words", "words": "words",
    "地点": "site", "site": "site", "主群": "home", "home": "home",
}
YAML = (".yaml", ".yml")
_PRIORITY = re.compile(r"^[Pp]([1-4])$")
_TARGET = re.compile("|".join(("[Pp]\\d", *RESPOND, *RESOLVE)))
_GAP = re.compile(r"(?<=[0-9])\s+(?=分|小时|个|工作日|天|min|hour|[mhwd]\b)")


def _config(line: Line, context: Context) -> Intent:
    word, _, rest = line.rest.strip().partition(" ")
    head, newline, tail = word.partition("\n")
    if newline:
        word, rest = head, f"{tail} {rest}" if rest else tail
    word = word.lower()
    if word in ("历史", "history"):
        return OpenSettings("history")
    if word in ("回滚", "rollback"):
        return _roll_back(line.without(rest), context)
    if word in ("导出", "export"):
        return ExportPolicy()
    if word in ("导入", "import"):
        return _import(line.without(rest), context)
    if word in ("本群", "向导", "setup"):
        return OpenSetup()
    if word in ("建议", "triage"):
        return Configure("triage", "off" if rest.strip() in OFF else "on", said=said("配置", line))
    if word:
        raise BadInput("config.words", said=word[:20])
    return OpenSettings()


def _roll_back(line: Line, context: Context) -> Intent:
    number = narrow(line.rest).lower().strip().removeprefix("v").strip()
    plain = number.isascii() and number.isdigit() and len(number) < 10
    return RollBack(int(number) if plain else 0)


def _import(line: Line, context: Context) -> Intent:
    """The document is what follows, its line breaks and spaces as they were typed; a code fence
    around it is taken away."""
    text = re.sub(r"^\s*```\w*[ \t]*\n|\n?```\s*$", "\n", f"\n{line.rest}")
    return ImportPolicy(text, line.files)


def document_in(line: Line) -> Intent | None:
    """A configuration file sent without a word."""
    if not any(file.name.lower().endswith(YAML) for file in line.files):
        return None
    return ImportPolicy("", line.files, Talk("photo", files=line.files))


def _times(line: Line, context: Context) -> Intent:
    """[name] P2 响应 30分钟 完成 8小时"""
    words = [narrow(p) for p in pieces(line.without(_GAP.sub("", line.rest))) if isinstance(p, str)]
    at = next((n for n, word in enumerate(words) if _PRIORITY.match(word)), None)
    if at is None and words and words[0] in DROP and len(words) > 1:
        return Configure("times", "drop", " ".join(words[1:]), said=said("时限", line))
    if at is None and any(_TARGET.match(word) for word in words):
        raise BadInput("config.need_priority")
    if at is None:
        return OpenSettings("times", " ".join(words))
    new = bool(words) and words[0] in NEW
    name = " ".join(words[1:at] if new else words[:at])
    options = {"priority": words[at][1]}
    for names, part in ((RESPOND, "respond"), (RESOLVE, "resolve")):
        for n, word in enumerate(words[at + 1 :], at + 1):
            found = next((a for a in names if word.startswith(a)), "")
            if found:
                value = word.removeprefix(found) or (words[n + 1] if n + 1 < len(words) else "")
                options[part] = value
                break
    return Configure("times", "new" if new else "set", name, (), options, said("时限", line))


def _category(line: Line, context: Context) -> Intent:
    """[template] 加 打印机 卡纸 硒鼓 P2 | [template] 删 打印机; with a ticket's number or under its
    card it is the ticket's category that is meant."""
    ticket = take_ticket(line)
    if ticket.ticket or context.quoted:
        return Edit(ticket.ticket or context.quoted, "category", ticket.rest.strip())
    parts = pieces(line.without(re.sub("[:\uff1a]", " ", line.rest)))
    words = [p for p in parts if isinstance(p, str)]
    for acts, act in ((ADD, "put"), (DROP, "drop")):
        before, behind = after(words, acts)
        if not behind and words and words[-1] in acts:
            raise BadInput("config.need_category", example=f"/分类 {' '.join(words)}")
        if not behind:
            continue
        level = next((_PRIORITY.match(str(w)) for w in behind if _PRIORITY.match(str(w))), None)
        rest = tuple(w for w in behind[1:] if not _PRIORITY.match(str(w)))
        options = {"template": " ".join(map(str, before))}
        if level:
            options["priority"] = level[1]
        return Configure("category", act, str(behind[0]), rest, options, said("分类", line))
    return OpenSettings("categories", " ".join(words))


def _template(line: Line, context: Context) -> Intent:
    """用 IT支持 | 删除 X | [X] 验收 3天 | [X] 字段 加 影响范围 单选 个人 部门 必填 | 字段 删 Y"""
    words, text = plain_words(line), said("模板", line)
    if not words:
        return OpenSettings("templates")
    if words[-1] in (*USE, *DAYS, *FIELD, *DROP):
        raise BadInput("config.template_words")
    if words[0] in USE and len(words) > 1:
        return Configure("template", "use", words[1], said=text)
    if words[0] in DROP and len(words) > 1:
        return Configure("template", "drop", words[1], said=text)
    name, days = after(words, DAYS)
    if days:
        number = counted(str(days[0]))
        if not number.isdigit():
            raise BadInput("config.need_number", example=text)
        return Configure("template", "days", " ".join(map(str, name)), (), {"days": number}, text)
    name, field = after(words, FIELD)
    if field:
        return _field(" ".join(map(str, name)), [str(word) for word in field], text)
    return OpenSettings("template", " ".join(words))


def _field(template: str, words: list[str], text: str) -> Intent:
    act, rest = words[0], words[1:]
    if act in DROP and rest:
        return Configure("template", "not_field", template, (), {"field": rest[0]}, text)
    rest = rest if act in ADD else words
    if not rest:
        raise BadInput("config.field", example="/模板 字段 加 影响范围 单选 个人 部门 必填")
    kind = next((word for word in rest[1:] if word in KINDS), "")
    marks = {kind, *REQUIRED, *FINISHING}
    options = {
        "field": rest[0].replace("/", ""), "kind": KINDS.get(kind, "text"),
        "required": "1" if any(word in REQUIRED for word in rest) else "",
        "when": "finishing" if any(word in FINISHING for word in rest) else "filing",
    }
    choices = tuple(c for w in rest[1:] if w not in marks for c in w.split("/") if c)
    return Configure("template", "field", template, choices, options, text)


def _chat(line: Line, context: Context) -> Intent:
    words, text = plain_words(line), said("本群", line)
    if not words:
        return OpenSettings("chat")
    if words[0] in DROP:
        return Configure("chat", "drop", said=text)
    act = CHAT_ACTS.get(words[0], "")
    if not act:
        raise BadInput("config.chat_words")
    options = {}
    if act == "silent":
        if len(words) < 2 or words[1] not in (*ON, *OFF):
            raise BadInput("config.chat_words")
        options["on"] = "1" if words[1] in ON else ""
    return Configure("chat", act, "", tuple(words[1:]), options, text)


def _language(line: Line, context: Context) -> Intent:
    said_ = narrow(line.rest).strip().lower()
    if said_ not in LANGUAGES:
        raise BadInput("config.language_words")
    return Configure("language", "set", LANGUAGES[said_], said=said("语言 默认", line))


COMMANDS = (
    Command("配置", ("配置", "设置"), ("config", "settings", "setup"), _config, bare="never",
            hint="配置", about="配置\uff1a设置本群、看历史、回滚、导出"),
    Command("回滚", ("回滚",), ("rollback",), _roll_back, bare="never"),
    Command("时限", ("时限",), ("targets",), _times, bare="never",
            hint="时限 P2 响应 30分钟 完成 8小时"),
    Command("分类", ("分类",), ("categories",), _category, bare="never",
            hint="分类 加 打印机 卡纸 硒鼓"),
    Command("模板", ("模板",), ("templates", "template"), _template, bare="never"),
    Command("本群", ("本群",), ("chat",), _chat, bare="never", hint="本群 触发词 报修 坏了"),
    Command("语言 默认", ("语言 默认", "语言默认", "默认语言"), ("language default",), _language,
            bare="never"),
)
