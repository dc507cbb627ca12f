"""A draft of the configuration: what changes, what it would have done, and what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.model import Block, Bold, Button, Card, Colour, Note, Span, Text
from bot.cards.voice import Voice
from bot.domain.actions import pack

# Names of the document's parts that have a word of their own.
KEYS = frozenset(
    {
        "accept_days", "accounts", "admins", "aliases", "alternate_saturdays", "assets",
        "calendar", "calendars", "categories", "chats", "days", "departments", "digest",
        "dispatchers", "enabled", "fields", "holidays", "home", "hours", "kind", "ladder",
        "ladders", "language", "leads", "limit", "manager", "managers", "members", "name",
        "options", "order", "people", "person", "priorities", "priority", "required",
        "resolve", "respond", "roster", "rules", "scope", "silent", "site", "sites", "skill",
        "skills", "sla", "slas", "strategy", "team", "teams", "template", "templates",
        "triage", "week", "weekly", "weight", "when", "words", "zone",
    }
)  # fmt: skip
CODES = frozenset(
    {
        "fixed", "on_duty", "least_load", "round_robin", "pool", "true", "false", "off",
        "finishing", "filing", "working", "own", "all", "text", "number", "choice", "multi",
        "date", "asset", "photo",
    }
)  # fmt: skip
UNITS = frozenset({"m", "h", "d", "wd"})
WARNINGS = 4
LONGEST = 160  # characters of a value
_LENGTH = re.compile(r"(\d+)(wd|m|h|d)")


def proposal_card(facts: Mapping[str, Any], voice: Voice) -> Card:
    """The diff in words, the rehearsal, the warnings, and 启用 / 改 / 取消."""
    lines: list[Span] = []
    for path, before, after in facts["changes"]:
        lines += [change_line(path, before, after, voice), "\n"]
    if facts["more"]:
        lines.append(voice.say("config.more", count=facts["more"]))
    elif lines:
        lines.pop()
    blocks: list[Block] = [Text(tuple(lines)), *_tried(facts["tried"], voice)]
    warnings = facts["warnings"]
    for warning in warnings[:WARNINGS]:
        said = voice.say(warning["key"], **warning["facts"])
        blocks.append(Note((voice.say("config.warning", what=said),)))
    if len(warnings) > WARNINGS:
        more = len(warnings) - WARNINGS
        blocks.append(Note((voice.say("config.warnings_more", count=more),)))
    nobody = bool(facts["tried"] and facts["tried"].get("routing", {}).get("nobody"))
    return Card(
        title=voice.say("config.preview"),
        colour=Colour.ORANGE if warnings or nobody else Colour.BLUE,
        blocks=tuple(blocks), buttons=_buttons(facts, voice),
        summary=voice.say("config.preview"),
    )


def _buttons(facts: Mapping[str, Any], voice: Voice) -> tuple[Button, ...]:
    name = facts["draft"]
    yes = Button(voice.say("button.enable"), pack("draft", id=name, yes="1"), "primary")
    no = Button(voice.say("button.cancel"), pack("draft", id=name, yes="0"))
    if not facts["revisable"]:
        return yes, no
    return yes, Button(voice.say("button.change"), pack("revise", id=name)), no


def _tried(tried: Mapping[str, Any] | None, voice: Voice) -> list[Block]:
    """过去30天 412 单中 37 单改派，3 单无人可派"""
    if tried is None:
        return []
    total = tried["total"]
    if not total:
        return [Text((Bold(voice.say("config.tried_none")),))]
    blocks: list[Block] = []
    routing, times = tried.get("routing"), tried.get("times")
    if routing is not None:
        known = {"total": total, "changed": routing["changed"],
                 "nobody": routing["nobody"] or None, "until_at": tried.get("until_at")}
        blocks.append(Text((Bold(voice.say("config.tried", **known)),)))
        for one in routing["examples"]:
            nobody = voice.say("value.nobody")
            blocks.append(Note((voice.say(
                "config.tried_one", number=one["number"], title=one["title"],
                before=one["before"] or nobody, after=one["after"] or nobody),)))
        if routing["orphans"]:
            numbers = [f"#{number}" for number in routing["orphans"]]
            blocks.append(Note((voice.say("config.tried_orphans", tickets=numbers),)))
    if times is not None:
        blocks.append(Text((Bold(voice.say(
            "config.tried_times", total=total, until_at=tried.get("until_at"),
            before=times["before"], after=times["after"])),)))
    return blocks


def change_line(path: Sequence[str], before: Any, after: Any, voice: Voice) -> str:
    """One entry in words: new, gone, or from → to."""
    where = " · ".join(label(part, voice) for part in path)
    if before is None:
        if path[0] == "rules" and isinstance(after, Mapping):
            return voice.say("config.rule_new", rule=rule_line(after, voice))
        return voice.say("config.new", where=where, value=value(after, voice))
    if after is None:
        if path[0] == "rules" and isinstance(before, Mapping):
            return voice.say("config.rule_gone", rule=rule_line(before, voice))
        return voice.say("config.gone", where=where, value=value(before, voice))
    return voice.say("config.changed", where=where, before=value(before, voice),
                     after=value(after, voice))


def label(part: str, voice: Voice) -> str:
    """A part's word, or the name somebody gave it."""
    return voice.say(f"config.key.{part}") if part in KEYS else part


def value(content: Any, voice: Voice) -> str:
    """A value in one short line."""
    return _value(content, voice)[:LONGEST]


def _value(content: Any, voice: Voice) -> str:
    if isinstance(content, Mapping):
        return voice.say("config.semicolon").join(
            f"{label(str(name), voice)} {_value(inner, voice)}" for name, inner in content.items()
        )
    if isinstance(content, list):
        return voice.say("list.separator").join(_value(item, voice) for item in content)
    text = str(content)
    if text in CODES:
        return voice.say(f"config.value.{text}")
    length = _LENGTH.findall(text) if _LENGTH.sub("", text) == "" else []
    if length:
        return "".join(voice.say(f"config.unit.{unit}", n=number) for number, unit in length)
    return text


def rule_line(rule: Mapping[str, Any], voice: Voice) -> str:
    """A rule of the document as a sentence."""
    parts = []
    for name, content in rule.get("when", {}).items():
        inner = _value(content, voice)
        parts.append(voice.say(f"config.when.{name}", value=inner))
    when = voice.say("config.and").join(parts) or voice.say("config.when_all")
    who = "·".join(rule[name] for name in ("team", "person") if rule.get(name))
    goal = [voice.say("config.then_to", who=who)] if who else []
    for name in ("strategy", "skill", "priority", "template", "sla"):
        if rule.get(name):
            goal.append(f"{label(name, voice)} {_value(rule[name], voice)}")
    return voice.say("config.rule", name=rule["name"], when=when,
                     then=voice.say("config.comma").join(goal))
