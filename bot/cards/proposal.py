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
        "accept_days", "accounts", "acknowledge", "admins", "aliases", "alternate_saturdays",
        "always", "assets", "budget", "calendar", "calendars", "categories", "chats", "days",
        "default", "departments", "digest",
        "dispatchers", "enabled", "fields", "holidays", "home", "hours", "kind", "ladder",
        "ladders", "language", "leads", "limit", "manager", "managers", "members", "monthly",
        "name",
        "options", "order", "people", "person", "priorities", "priority", "ranking", "required",
        "resolve", "respond", "roster", "rules", "scope", "silent", "site", "sites", "skill",
        "skills", "sla", "slas", "steps", "strategy", "team", "teams", "template", "templates",
        "triage", "week", "weekly", "weight", "when", "words", "zone",
    }
)  # fmt: skip
CODES = frozenset(
    {
        "fixed", "on_duty", "least_load", "round_robin", "pool", "true", "false", "off",
        "finishing", "filing", "working", "own", "all", "text", "number", "choice", "multi",
        "date", "asset", "photo", "china", "none", "always", "default", "leads", "on",
    }
)  # fmt: skip
SWITCHED = frozenset({"digest", "weekly", "monthly", "ranking"})  # off: not at all
UNITS = frozenset({"m", "h", "d", "wd"})
WARNINGS = 4
LONGEST = 160  # characters of a value
_LENGTH = re.compile(r"(\d+)(wd|m|h|d)")
_WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)"
_DAYS = re.compile(rf"{_WEEKDAY}(?:-{_WEEKDAY})?")


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
        near = warning.get("near")
        if near and near in said:
            near = None  # the sentence proposes it already
        facts_ = {"what": said, "near": near, "line": warning.get("line")}
        blocks.append(Note((voice.say("config.warning", **facts_),)))
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
            "config.tried_times", total=total, until_at=tried.get("until_at"), **times)),)))
    if tried.get("pings"):
        blocks += _pings(tried, voice)
    return blocks


def _pings(tried: Mapping[str, Any], voice: Voice) -> list[Block]:
    """过去30天 412 单：提醒 120 次变为 210 次; to whom, where that changes"""
    pings = tried["pings"]
    blocks: list[Block] = [Text((Bold(voice.say(
        "config.tried_pings", total=tried["total"], until_at=tried.get("until_at"),
        before=pings["before"], after=pings["after"])),))]
    who = [
        voice.say("config.tried_pings_to",
                  whom=voice.say("config.step.next" if one == "next" else f"config.who.{one}"),
                  before=before, after=after)
        for one, before, after in pings["who"]
    ]
    return [*blocks, Note((voice.say("config.comma").join(who),))] if who else blocks


def change_line(path: Sequence[str], before: Any, after: Any, voice: Voice) -> str:
    """One entry in words: new, gone, or from → to."""
    if path[0] == "ladders" and path[-1] == "steps":
        return _steps_line(path[1], before or [], after or [], voice)
    where = " · ".join(label(part, voice) for part in path)
    if before is None:
        if path[0] == "rules" and isinstance(after, Mapping):
            return voice.say("config.rule_new", rule=rule_line(after, voice))
        return voice.say("config.new", where=where, value=value(after, voice, path[-1]))
    if after is None:
        if path[0] == "rules" and isinstance(before, Mapping):
            return voice.say("config.rule_gone", rule=rule_line(before, voice))
        return voice.say("config.gone", where=where, value=value(before, voice, path[-1]))
    return voice.say("config.changed", where=where, before=value(before, voice, path[-1]),
                     after=value(after, voice, path[-1]))


def _steps_line(
    name: str, before: Sequence[Any], after: Sequence[Any], voice: Voice
) -> str:
    """The steps that come and go, a line each."""
    lines = []
    where = f"{label('ladders', voice)} · {label(name, voice)}"
    moves = (("config.gone", before, after), ("config.new", after, before))
    for key, some, others in moves:
        for step in some:
            if step not in others:
                lines.append(voice.say(key, where=where, value=step_line(step, voice)))
    return "\n".join(lines)


def step_line(step: Mapping[str, Any], voice: Voice) -> str:
    """A step of a ladder as it could be typed: 未接单 15分钟（P1 5分钟）：提醒 群"""
    kind = f"config.step.{step['clock']}_{'after' if 'after' in step else 'at'}"
    p1 = value(step["after_p1"], voice) if step.get("after_p1") else None
    after = value(step.get("after", ""), voice)
    moment = voice.say(kind, at=step.get("at", ""), after=after, p1=p1)
    who = [voice.say(f"config.who.{one}") for one in step.get("ping", ()) if one != "next"]
    acts = [voice.say("config.step.next")] if "next" in step.get("ping", ()) else []
    acts += [voice.say("config.step.ping", whom=who)] if who else []
    acts = acts or [voice.say("config.step.colour")]
    return voice.say("config.step", moment=moment, act=voice.say("list.separator").join(acts))


def label(part: str, voice: Voice) -> str:
    """A part's word, or the name somebody gave it."""
    days = _DAYS.fullmatch(part)
    if days is not None:
        return days_label(part, voice)
    return voice.say(f"config.key.{part}") if part in KEYS else part


def days_label(part: str, voice: Voice) -> str:
    """周一至周五 for mon-fri."""
    first, _, last = part.partition("-")
    end = voice.say(f"config.day.{last}") if last else None
    return voice.say("config.days", first=voice.say(f"config.day.{first}"), last=end)


def value(content: Any, voice: Voice, part: str = "") -> str:
    """A value in one short line. `part` is the last name of its path."""
    return _value(content, voice, part)[:LONGEST]


def _value(content: Any, voice: Voice, part: str = "") -> str:
    if isinstance(content, Mapping) and "clock" in content:
        return step_line(content, voice)
    if isinstance(content, Mapping):
        return voice.say("config.semicolon").join(
            f"{label(str(name), voice)} {_value(inner, voice, str(name))}"
            for name, inner in content.items()
        )
    if isinstance(content, list):
        return voice.say("list.separator").join(_value(item, voice) for item in content)
    text = str(content)
    if text == "off" and part in SWITCHED:
        return voice.say("config.switched_off")
    if part == "weekly":
        day, _, clock = text.partition(" ")
        return f"{label(day, voice)} {clock}"
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
