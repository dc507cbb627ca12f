"""Which sentences the code says: keys written out, and the families it puts together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from bot.cards.form import HOLD_REASONS, TRANSFER_REASONS
from bot.cards.history import KINDS
from bot.cards.proposal import CODES, KEYS, UNITS
from bot.cards.settings import HOURS
from bot.compose.export import FIGURES, TICKET_TITLES
from bot.domain.lifecycle import MOVES
from bot.domain.permissions import MAY
from bot.domain.policy.change.own import SECTIONS
from bot.domain.policy.durations import WEEKDAY_KEYS
from bot.domain.policy.model import Condition, Strategy
from bot.domain.policy.read_time import RUNG_TARGETS
from bot.domain.routing.model import Reason
from bot.domain.ticket import Priority, State
from bot.usecases.ask import FORMS_WITH_RIGHTS
from bot.usecases.remark import EDITABLE
from bot.usecases.undo import UNDOABLE

ROOT = Path(__file__).parents[3]
ROOMS = ("bot", "commands", "scheduler")
LIMITS = "limit."  # all an adapter says; its other dotted words are its platform's codes
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]*[a-z0-9])+")
PREFIX = re.compile(r"[a-z_]+\.[a-z_.]*")

LISTS = {"mine", "todo", "pool", "overdue", "team", "chat", "search"}
PARTS = {"team", "template", "site", "language", "calendar", "sla", "ladder", "rule"}
MADE = PARTS - {"language", "ladder"}  # what can be added under a name of its own
NAMED = PARTS - {"language", "rule"} | {"person", "category"}  # what a document refers to
LEFT_BEHIND = ("team", "owner", "calendar", "ladder", "template", "category")

HALVES = {"duty.now"}  # never said as they stand: the code adds a suffix

# Prefix → what the code puts behind it (an f-string, or a table).
FAMILIES: dict[str, set[str]] = {
    "setup.hours.": {str(n) for n in range(len(HOURS))},
    "state.": {state.value for state in State},
    "priority.": {str(int(priority)) for priority in Priority},
    "verb.": {*MAY, *UNDOABLE - {"moved"}},
    "role.": {role for roles in MAY.values() for role in roles},
    "reason.": {*HOLD_REASONS, *TRANSFER_REASONS, "unanswered"},
    "field.": {*EDITABLE, "respond", "resolve"},
    "files.": {"waiting", "stored", "failed"},
    "form.": {*FORMS_WITH_RIGHTS, "file", "complete", "split"},
    "config.hint.": {
        "overview", "teams", "team", "rules", "times", "categories", "templates", "template",
        "chat", "roles", "hours", "ladder",
    },
    "config.key.": set(KEYS),
    "config.step.": {f"{c}_{at}" for c in ("respond", "resolve") for at in ("after", "at")},
    "config.day.": set(WEEKDAY_KEYS),
    "config.who.": set(RUNG_TARGETS) - {"next"},
    "config.unit.": set(UNITS),
    "config.value.": set(CODES),
    "config.when.": set(Condition.__annotations__),
    "duty.": {"tomorrow_backup", "now_backup"},
    "handover.": {"open", "waiting", "pool"},
    "quota.": {"calls", "pushes"},
    "hello.": {"staff", "owner", "admin"},
    "history.": {*MOVES, *KINDS, "merge", "routed", "unrouted", "other"},
    "input.": {"split", "sub"},
    "lead.": {"sent_back", "reopened"},
    "left.": {"minutes", "hours", "days"},
    "late.": {"minutes", "hours", "days"},
    "span.": {"minutes", "hours", "days"},
    "list.": LISTS,
    "list.empty.": LISTS,
    "members.": {"accounts", "aliases", "team", "tongue", "department", "state", "gone", "active"},
    "platform.": {"feishu", "dingtalk", "wecom"},
    "policy.": {f"{kind}_unknown" for kind in NAMED} | {f"{kind}_exists" for kind in MADE}
    | {f"{part}_in_use" for part in SECTIONS},
    "policy.no_": PARTS,
    "policy.orphans_": set(LEFT_BEHIND),
    "export.": set(FIGURES),
    "export.column.": set(TICKET_TITLES),
    "report.": {"day", "week", "month"},
    "report.definitions.": {"day", "week", "month"},
    "report.stage.": {"waiting", "working", "accepting"},
    "typed.report.": {"day", "week", "month"},
    "rating.": {str(n) for n in range(1, 6)},
    "reply.": {"related", "unrelated"},
    "routing.part.": {*Condition.__annotations__, "chat_team", "only_team", "given_team"},
    "routing.reason.": set(get_args(Reason)),
    "routing.strategy.": set(get_args(Strategy)),
    "time.": {"yesterday", "today", "tomorrow", "after_tomorrow"},
    "toast.": set(MOVES),
    "repeat.": {"asset", "place"},
    "suggest.": {"category", "priority", "place"},
    "urgency.": {"1", "2", "3"},
    "urgent.": {"1", "2", "3"},
    "eta.": {"30", "120", "today"},
}


def written() -> Iterator[tuple[str, str]]:
    """(key, where) of every string in the code that looks like a key."""
    for room in (*ROOMS, "adapters"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "texts" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                    continue
                if room == "adapters" and not node.value.startswith(LIMITS):
                    continue
                if KEY.fullmatch(node.value) and node.value not in HALVES:
                    yield node.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def prefixes() -> Iterator[tuple[str, str]]:
    """(beginning, where) of every key the code puts together from `topic.` and a name."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                    first = node.left
                if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                    continue
                if PREFIX.fullmatch(first.value):
                    yield first.value, f"{path.relative_to(ROOT)}:{first.lineno}"


def families() -> set[str]:
    """Every key a family can become."""
    return {prefix + name for prefix, names in FAMILIES.items() for name in names}
