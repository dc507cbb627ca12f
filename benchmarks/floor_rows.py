"""The rows one filing makes, written down by hand in plain SQL for the floor.

Same tables, same indexes, same columns as the bot's; `python -m benchmarks.intake` compares the
length of a ticket's history with what the bot wrote, so that the floor cannot grow lighter there.
"""

from __future__ import annotations

import json
from typing import Any

Rows = list[tuple[Any, ...]]

_PLAN = json.dumps(
    {"accept_calendar": "default", "accept_minutes": 1350, "calendar": "default",
     "ladder": "default", "policy_version": 1, "resolve_minutes": 1350,
     "respond_calendar": "", "respond_minutes": 120}
)  # fmt: skip
_ROUTED = json.dumps(
    {"team": "维修", "handle": "李工", "to": 2, "strategy": "least_load", "rule": None,
     "matched": [["only_team", "维修"]], "passed_over": [["张工", "busier"]]},
    ensure_ascii=False,
)  # fmt: skip
_HASH = "0f" * 32
_NEVER = 2**62
_DAY = 86_400_000

_INBOX = ("key", "at")
_TICKET = (
    "id", "version", "head", "is_open", "state", "priority", "title", "body", "requester",
    "owner", "team", "place", "home_platform", "home_tenant", "home_chat", "private", "plan",
    "fields", "declined", "followers", "filed_at", "updated_at", "respond_due", "resolve_due",
    "due_at", "check_at", "rework", "urged", "heat",
)  # fmt: skip
_HISTORY = ("ticket", "seq", "kind", "at", "actor", "data", "hash")
_UNINDEXED = ("ticket", "seq")
_LOAD = ("person", "open")
_OUTBOX = (
    "lane", "head", "state", "due_at", "not_before", "kind", "audience", "ticket", "facts",
    "redraw", "urgent", "attempts", "created_at",
)  # fmt: skip


def statements(mark: str) -> tuple[str, ...]:
    """One insert per table, in the driver's parameter style and in the order of `rows`."""

    def into(table: str, columns: tuple[str, ...]) -> str:
        marks = ", ".join([mark] * len(columns))
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"

    return (
        into("inbox", _INBOX), into("ticket", _TICKET), into("history", _HISTORY),
        into("unindexed", _UNINDEXED),
        into("person_load", _LOAD)
        + " ON CONFLICT (person) DO UPDATE SET open = person_load.open + excluded.open",
        into("outbox", _OUTBOX),
    )  # fmt: skip


def rows(number: int, event: dict[str, Any]) -> tuple[Rows, ...]:
    """The rows of one request, by table."""
    header, message = event["header"], event["event"]["message"]
    at, chat = int(header["create_time"]), message["chat_id"]
    text = json.loads(message["content"])["text"]
    owner, due = 2 + number % 2, at + _DAY
    filed = json.dumps(
        {"title": text, "body": text, "priority": 3, "requester": 5 + number % 50,
         "plan": _PLAN, "home": ["feishu", "cli_bench", chat], "place": "3号楼",
         "respond_due": at, "resolve_due": due},
        ensure_ascii=False,
    )  # fmt: skip
    lane, person = f"chat:feishu:cli_bench:{chat}", f"person:{owner}"
    return (
        [(f"feishu:cli_bench:{message['message_id']}", at)],
        [(number, 2, _HASH, True, "assigned", 3, text, text, 5 + number % 50, owner, "维修",
          "3号楼", "feishu", "cli_bench", chat, False, _PLAN, "{}", "[]", "[]", at, at, at, due,
          due, at, 0, 0, 0)],
        [(number, 1, "filed", at, 5, filed, _HASH),
         (number, 2, "routed", at, None, _ROUTED, _HASH)],
        [(number, 2)],
        [(owner, 1)],
        [(lane, False, 0, at, at, "ticket", f'["chat",["feishu","cli_bench","{chat}"]]', number,
          '{"lead":"lead.filed","lead_facts":{}}', False, False, 0, at),
         (person, False, 0, at, at, "ticket", f'["person",{owner}]', number,
          '{"lead":"lead.yours"}', False, False, 0, at)],
    )  # fmt: skip


COUNTS = {"inbox": 1, "ticket": 1, "history": 2, "unindexed": 1, "outbox": 2}
