"""Words of an admin about teams, rules and roles."""

from __future__ import annotations

import re

from bot.domain.intents import (
    ClaimAdmin,
    Configure,
    Context,
    Intent,
    OpenSettings,
    Piece,
    SayRule,
    TryRules,
    Who,
)
from bot.errors import BadInput
from commands.digests import TOLD, told
from commands.line import Line, narrow
from commands.pieces import after, counted, pieces, plain_words, said
from commands.spec import Command

TEAM_ACTS = {
    "新建": "new", "建": "new", "new": "new", "删除": "drop", "delete": "drop", "drop": "drop",
    "加": "add", "增加": "add", "添加": "add", "add": "add",
    "减": "remove", "移除": "remove", "去掉": "remove", "remove": "remove",
    "组长": "lead", "lead": "lead", "不是组长": "not_lead", "免组长": "not_lead",
    "主管": "manager", "manager": "manager",
    "策略": "strategy", "派法": "strategy", "strategy": "strategy",
    "技能": "skills", "skills": "skills", "上限": "limit", "limit": "limit",
    "地点": "sites", "sites": "sites", "权重": "weight", "weight": "weight",
    "改名": "rename", "rename": "rename", **TOLD,
}
STRATEGIES = {
    "值班": "on_duty", "on_duty": "on_duty", "最少": "least_load", "最闲": "least_load",
    "least_load": "least_load", "轮流": "round_robin", "轮询": "round_robin",
    "round_robin": "round_robin", "抢单": "pool", "pool": "pool",
}
NONE = ("不限", "无", "none")
RULE_ACTS = {
    "停用": "off", "关": "off", "off": "off", "启用": "on", "开": "on", "on": "on",
    "删除": "drop", "删": "drop", "delete": "drop", "drop": "drop",
}
NEW, TRY, MOVE = ("新建", "加", "new"), ("试", "试试", "try"), ("移", "移动", "move")
ROLES = {
    "管理员": "admins", "admin": "admins", "派单员": "dispatchers", "dispatcher": "dispatchers",
    "主管": "managers", "manager": "managers",
}
SCOPES = {"本人": "own", "自己": "own", "own": "own", "本组": "team", "team": "team",
          "本地": "site", "地点": "site", "site": "site", "全部": "all", "all": "all",
          "默认": "", "不限": "", "default": ""}
_SAID_OF = re.compile(r"^(?:提到|说到|包含|凡是提到)\s*")
_MOVED = re.compile(r"^(.+?)\s*(?:移?到第?|to)\s*(\d{1,3})\s*位?$")
# Only these openings make a sentence a rule; the rest of the talk is a request.
RULE_OPENING = re.compile(r"^(?:请|帮我|麻烦)?(?:把|将|以后|今后|从今天起|凡是|所有)")


def _team(line: Line, context: Context) -> Intent:
    parts = pieces(line)
    if not parts:
        return OpenSettings("teams")
    text = said("班组", line)
    first = _act(parts[0])
    if first in ("new", "drop"):
        name = next((p for p in parts[1:] if isinstance(p, str)), "")
        if first == "new" and (not name or _act(name)):
            raise BadInput("config.need_team")
        rest = parts[parts.index(name) + 1 :] if name else parts[1:]
        return _new_team(name, rest, text) if first == "new" else _change(name, "drop", (), text)
    if first:
        return _change("", first, parts[1:], text)
    if len(parts) > 1 and _act(parts[1]):
        return _change(_word(parts[0]), _act(parts[1]), parts[2:], text)
    return OpenSettings("team", line.rest.strip())


def _new_team(name: str, rest: tuple[Piece, ...], text: str) -> Intent:
    """新建 NAME @a @b 组长 @c 主管 @d"""
    people, managers = after(rest, ("主管",))
    members, leads = after(people, ("组长",))
    # Mentions keep their account only as pieces, so leads named by mention are members by it too.
    options = {"lead": _names(leads), "manager": _names(managers)}
    everybody = (*members, *(who for who in leads if who not in members))
    return Configure("team", "new", name, everybody, options, text)


def _names(people: tuple[Piece, ...]) -> str:
    return "\n".join(who.name if isinstance(who, Who) else who for who in people)


def _change(name: str, act: str, rest: tuple[Piece, ...], text: str) -> Intent:
    options: dict[str, str] = {}
    if act == "strategy":
        word = next((p for p in rest if isinstance(p, str)), "")
        if word not in STRATEGIES:
            raise BadInput("config.strategy", names=["值班", "最少", "轮流", "抢单"])
        options["strategy"] = STRATEGIES[word]
    if act in TOLD.values():
        options |= told(act, rest)
    if act == "rename" and not rest:
        raise BadInput("config.need_name", example=text)
    if act in ("limit", "weight"):
        rest = tuple(counted(p) if isinstance(p, str) else p for p in rest)
    if act in ("limit", "sites") and any(p in NONE for p in rest):
        options["none"] = "1"
    return Configure("team", act, name, rest, options, text)


def _act(piece: Piece) -> str:
    return TEAM_ACTS.get(piece.lower(), "") if isinstance(piece, str) else ""


def _word(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.name


def _rule(line: Line, context: Context) -> Intent:
    word, _, rest = line.rest.strip().partition(" ")
    text = said("规则", line)
    if not word:
        return OpenSettings("rules")
    if word in TRY:
        return TryRules(rest)
    if not rest and counted(word.strip("#第条")).isdigit():
        return OpenSettings("rules")
    if word in NEW:
        return SayRule(_phrase(rest), line.people, text)
    if word in MOVE:
        moved = _MOVED.match(narrow(rest).strip())
        if moved is None:
            raise BadInput("config.rule_move")
        return Configure("rule", "move", moved[1].strip(), options={"to": moved[2]}, said=text)
    if word in RULE_ACTS:
        if not rest.strip():
            raise BadInput("config.need_rule", example=f"/规则 {word} 2")
        return Configure("rule", RULE_ACTS[word], counted(narrow(rest).strip("第条 ")), said=text)
    moved = _MOVED.match(narrow(line.rest).strip())
    if moved is not None:
        return Configure("rule", "move", moved[1].strip(), options={"to": moved[2]}, said=text)
    return SayRule(_phrase(line.rest), line.people, text)


def _phrase(text: str) -> str:
    """提到 打印机 的派给 IT支持 → 打印机的派给IT支持: one sentence without gaps."""
    return re.sub(r"\s+", "", _SAID_OF.sub("", text.strip()))


def rule_said(line: Line, otherwise: Intent) -> Intent | None:
    """A rule said freely, if the sentence opens like one; what it means otherwise goes along."""
    if not RULE_OPENING.match(line.rest):
        return None
    return SayRule(_phrase(line.rest), line.people, said("规则 新建", line), otherwise)


def _role(line: Line, context: Context) -> Intent:
    parts = pieces(line)
    if not parts:
        return OpenSettings("roles")
    head, rest, text = _word(parts[0]), parts[1:], said("角色", line)
    if head in ("范围", "scope"):
        scope = next((p for p in reversed(rest) if isinstance(p, str)), "")
        if scope not in SCOPES:
            raise BadInput("config.scope", names=["本人", "本组", "地点", "全部", "默认"])
        people = tuple(p for p in rest if p != scope)
        return Configure("role", "scope", "", people, {"scope": SCOPES[scope]}, text)
    if head not in ROLES:
        raise BadInput("config.role", names=["管理员", "派单员", "主管"])
    act = _act(rest[0]) if rest else ""
    people = rest[1:] if act in ("add", "remove") else rest
    off = "1" if act == "remove" else ""
    return Configure("role", ROLES[head], "", people, {"off": off}, text)


def _admin(line: Line, context: Context) -> Intent:
    return ClaimAdmin("".join(plain_words(line))[:40])


COMMANDS = (
    Command("班组", ("班组", "班组设置"), ("teams",), _team, bare="never",
            hint="班组 IT支持 加 @同事", about="班组\uff1a成员、组长、派法"),
    Command("规则", ("规则", "派单规则"), ("rules", "rule"), _rule, bare="never",
            hint="规则 新建 提到 打印机 的派给 IT支持", about="规则\uff1a哪些单派给谁"),
    Command("角色", ("角色", "权限"), ("roles", "role"), _role, bare="never"),
    Command("管理员", ("管理员",), ("admin",), _admin, bare="never"),
)
