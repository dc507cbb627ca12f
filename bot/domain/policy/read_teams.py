"""Sections of the document: teams with members and rosters, templates with categories and forms."""

from __future__ import annotations

import re
from typing import Any, get_args

from bot.domain.calendar import DAY_MINUTES
from bot.domain.people import ChatId
from bot.domain.policy.durations import WEEKDAY_KEYS, parse_time, weekday
from bot.domain.policy.model import (
    Category,
    FieldKind,
    FormField,
    Member,
    Ranking,
    Shift,
    Strategy,
    Team,
    Template,
)
from bot.domain.policy.node import Node
from bot.domain.ticket import Priority

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
RANKINGS: tuple[Ranking, ...] = get_args(Ranking)
FIELD_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
MOMENT = re.compile(r"^(20\d\d-[01]\d-[0-3]\d)[ T]([0-2]\d:[0-5]\d)(?::00)?$")


def read_team(name: str, node: Node) -> Team:
    """A team; its name is the mapping's key."""
    fields = node.fields(
        "members", "leads", "manager", "calendar", "sla", "ladder", "strategy", "home", "roster",
        "digest", "weekly", "monthly", "ranking",
    )  # fmt: skip
    values: dict[str, Any] = {
        key: fields[key].text()
        for key in ("manager", "calendar", "sla", "ladder")
        if key in fields
    }
    if "members" in fields:
        values["members"] = tuple(_member(item) for item in fields["members"].items())
    if "leads" in fields:
        values["leads"] = fields["leads"].texts()
    if "strategy" in fields:
        values["strategy"] = fields["strategy"].one_of(STRATEGIES, "least_load")
    if "home" in fields:
        values["home"] = read_chat_id(fields["home"])
    if "roster" in fields:
        shifts = [_shift(item) for item in fields["roster"].items()]
        values["roster"] = tuple(shift for shift in shifts if shift is not None)
    if "digest" in fields:
        values["digest"] = fields["digest"].parsed(_daily, "policy.time", "18:00", "18:00") or None
    if "weekly" in fields:
        values["weekly"] = (
            fields["weekly"].parsed(_weekly, "policy.weekly", "mon 09:00", "mon 09:00") or None
        )
    if "monthly" in fields:
        monthly = fields["monthly"].parsed(_daily, "policy.time", "09:00", "09:00")
        values["monthly"] = monthly or None
    if "ranking" in fields:
        values["ranking"] = fields["ranking"].one_of(RANKINGS, "leads")
    return Team(name, **values)


def _member(node: Node) -> Member:
    if isinstance(node.value, str):
        return Member(node.text())
    fields = node.fields("name", "skills", "limit", "weight", "sites")
    if "name" not in fields:
        node.fault("policy.member_unnamed")
        return Member("")
    values: dict[str, Any] = {
        key: frozenset(fields[key].texts()) for key in ("skills", "sites") if key in fields
    }
    if "limit" in fields:
        values["limit"] = fields["limit"].number(10, 0, 1000)
    if "weight" in fields:
        values["weight"] = fields["weight"].number(100, 0, 1000)
    return Member(fields["name"].text(), **values)


def _shift(node: Node) -> Shift | None:
    fields = node.fields("from", "to", "main", "backup", "kind")
    missing = [name for name in ("from", "to", "main") if name not in fields]
    if missing:
        node.fault("policy.key_missing", names=missing)
        return None
    start, end = (
        fields[name].parsed(_moment, "policy.moment", "2026-11-23 09:00", "")
        for name in ("from", "to")
    )
    if not start or not end:
        return None
    if start >= end:
        fields["to"].fault("policy.shift_backwards", start=start, end=end)
    backup = fields["backup"].text() if "backup" in fields else None
    kind = fields["kind"].text() if "kind" in fields else ""
    return Shift(start, end, fields["main"].text(), backup, kind)


def read_template(name: str, node: Node) -> Template:
    """A template; categories are names, or names with their words."""
    fields = node.fields("categories", "fields", "sla", "accept_days")
    values: dict[str, Any] = {}
    if "categories" in fields:
        categories = fields["categories"]
        if isinstance(categories.value, list | str):
            values["categories"] = tuple(Category(text) for text in categories.texts())
        else:
            values["categories"] = tuple(categories.named(_category).values())
    if "fields" in fields:
        values["fields"] = tuple(fields["fields"].named(_field).values())
    if "sla" in fields:
        values["sla"] = fields["sla"].text()
    if "accept_days" in fields:
        values["accept_days"] = fields["accept_days"].number(3, 0, 366)
    return Template(name, **values)


def _category(name: str, node: Node) -> Category:
    if isinstance(node.value, list | str):
        return Category(name, node.texts())
    fields = node.fields("words", "priority")
    words = fields["words"].texts() if "words" in fields else ()
    urgency = fields["priority"].one_of(tuple(p.name for p in Priority), "") \
        if "priority" in fields else ""
    return Category(name, words, Priority[urgency] if urgency else None)


def _field(name: str, node: Node) -> FormField:
    if isinstance(node.value, str):
        return FormField(name, node.one_of(FIELD_KINDS, "text"))
    fields = node.fields("kind", "options", "required", "when")
    values: dict[str, Any] = {}
    if "kind" in fields:
        values["kind"] = fields["kind"].one_of(FIELD_KINDS, "text")
    if "options" in fields:
        values["options"] = fields["options"].texts()
    if "required" in fields:
        values["required"] = fields["required"].flag(False)
    if "when" in fields:
        values["when"] = fields["when"].one_of(("filing", "finishing"), "filing")
    return FormField(name, **values)


def read_chat_id(node: Node) -> ChatId | None:
    """platform:tenant:chat."""
    chat = split_chat(node.text())
    if chat is None:
        node.fault("policy.chat_id", "feishu:tenant:chat", value=node.value)
    return chat


def split_chat(text: str) -> ChatId | None:
    """"platform:tenant:chat" as a ChatId."""
    parts = text.split(":", 2)
    return ChatId(*parts) if len(parts) == 3 and all(parts) else None


def _daily(text: str) -> str | None:
    if text.lower() == "off":
        return ""
    minute = parse_time(text)
    if minute is None or minute == DAY_MINUTES:  # 24:00 is the next day's beginning
        return None
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _weekly(text: str) -> str | None:
    if text.lower() == "off":
        return ""
    day, _, clock = text.partition(" ")
    number, time = weekday(day), _daily(clock)
    return f"{WEEKDAY_KEYS[number]} {time}" if number is not None and time else None


def _moment(text: str) -> str | None:
    found = MOMENT.match(text)
    return f"{found[1]} {found[2]}" if found else None
