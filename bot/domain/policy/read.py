"""The document's top level: people, chats, rules, and the sections of read_time and read_teams."""

from __future__ import annotations

from typing import Any

from bot.domain.people import ChatId
from bot.domain.policy import defaults
from bot.domain.policy.fault import Fault, Path
from bot.domain.policy.model import ChatPolicy, Condition, Policy, Rule
from bot.domain.policy.node import Node
from bot.domain.policy.read_teams import (
    STRATEGIES,
    read_chat_id,
    read_team,
    read_template,
    split_chat,
)
from bot.domain.policy.read_time import read_calendar, read_ladder, read_sla
from bot.domain.ticket import Priority

TOP = (
    "version", "language", "triage", "admins", "dispatchers", "managers", "people", "sites",
    "calendars", "slas", "ladders", "teams", "templates", "rules", "chats",
)  # fmt: skip
LANGUAGES = ("zh-CN", "en-US")
SCOPES = ("own", "team", "site", "all")
PRIORITIES = ("P1", "P2", "P3", "P4")


def read_policy(tree: Any, faults: list[Fault], places: dict[Path, tuple[int, int]]) -> Policy:
    """The policy of a parsed tree; whatever is wrong lands in `faults` and is left out."""
    top = Node(tree, (1, 1), (), faults, places).fields(*TOP)
    parts: dict[str, Any] = {}
    for name in ("admins", "dispatchers", "managers", "sites"):
        if name in top:
            parts[name] = top[name].texts()
    if "version" in top:
        parts["version"] = top["version"].number(0, 0, 10**8)
    if "language" in top:
        parts["language"] = top["language"].one_of(LANGUAGES, "zh-CN")
    if "triage" in top:
        parts["triage"] = top["triage"].flag(True)
    if "people" in top:
        parts |= _people(top["people"])
    # The default calendar, SLA and ladder always exist, so a short document is a whole one.
    built_in = defaults.default_policy()
    for name, read in (
        ("calendars", read_calendar), ("slas", read_sla), ("ladders", read_ladder),
    ):  # fmt: skip
        own: dict[str, Any] = top[name].named(read) if name in top else {}
        parts[name] = {**getattr(built_in, name), **own}
    for name, read_it in (("teams", read_team), ("templates", read_template)):
        if name in top:
            section: dict[str, Any] = top[name].named(read_it)
            parts[name] = section
    if "rules" in top:
        parts["rules"] = tuple(
            rule for i, node in enumerate(top["rules"].items()) if (rule := _rule(i, node))
        )
    if "chats" in top:
        parts["chats"] = _chats(top["chats"])
    return Policy(**parts)


def _people(node: Node) -> dict[str, Any]:
    out: dict[str, dict[str, Any]] = {"names": {}, "aliases": {}, "scopes": {}, "accounts": {}}
    for handle, person in node.entries(absent=True):
        fields = person.fields("name", "aliases", "scope", "accounts")
        if "name" in fields or not fields:
            out["names"][handle] = fields["name"].text() if "name" in fields else handle
        if "aliases" in fields and (aliases := fields["aliases"].texts()):
            out["aliases"][handle] = aliases
        if "scope" in fields:
            out["scopes"][handle] = fields["scope"].one_of(SCOPES, "own")
        if "accounts" in fields:
            accounts = {name: child.text() for name, child in fields["accounts"].entries()}
            if accounts:
                out["accounts"][handle] = accounts
    return out


def _rule(index: int, node: Node) -> Rule | None:
    fields = node.fields(
        "name", "when", "team", "person", "strategy", "skill", "template", "priority", "sla",
        "enabled",
    )  # fmt: skip
    if not fields:
        return None
    values: dict[str, Any] = {}
    for name in ("team", "person", "skill", "template", "sla"):
        if name in fields:
            values[name] = fields[name].text()
    if "strategy" in fields:
        values["strategy"] = fields["strategy"].one_of(STRATEGIES, None)
    if "priority" in fields:
        values["priority"] = read_priority(fields["priority"])
    if "enabled" in fields:
        values["enabled"] = fields["enabled"].flag(True)
    if "name" not in fields:
        node.fault("policy.rule_unnamed", f"rule {index + 1}", number=index + 1)
    name = fields["name"].text() if "name" in fields else ""
    when = _condition(fields["when"]) if "when" in fields else Condition()
    return Rule(name, when, **values)


def _condition(node: Node) -> Condition:
    fields = node.fields(
        "categories", "priorities", "sites", "chats", "departments", "words", "assets", "hours"
    )
    values: dict[str, Any] = {}
    for name in ("categories", "sites", "departments", "words", "assets"):
        if name in fields:
            values[name] = fields[name].texts()
    if "priorities" in fields:
        read = [read_priority(item) for item in fields["priorities"].items()]
        values["priorities"] = tuple(dict.fromkeys(p for p in read if p is not None))
    if "chats" in fields:
        chats = [read_chat_id(item) for item in fields["chats"].items()]
        values["chats"] = tuple(dict.fromkeys(chat for chat in chats if chat is not None))
    if "hours" in fields:
        values["hours"] = fields["hours"].one_of(("working", "off"), "")
    return Condition(**values)


def _chats(node: Node) -> dict[ChatId, ChatPolicy]:
    out = {}
    for name, child in node.entries(absent=True):
        chat = split_chat(name)
        if chat is None:
            child.fault("policy.chat_id", "feishu:tenant:chat", value=name)
            continue
        fields = child.fields("team", "template", "site", "silent", "words", "language")
        values: dict[str, Any] = {
            key: fields[key].text() for key in ("team", "template", "site") if key in fields
        }
        if "silent" in fields:
            values["silent"] = fields["silent"].flag(False)
        if "words" in fields:
            values["words"] = fields["words"].texts()
        if "language" in fields:
            values["language"] = fields["language"].one_of(LANGUAGES, None)
        out[chat] = ChatPolicy(chat, **values)
    return out


def read_priority(node: Node) -> Priority | None:
    """P1 … P4."""
    name = node.one_of(PRIORITIES, "")
    return Priority[name] if name else None

