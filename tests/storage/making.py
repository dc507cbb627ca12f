"""Tickets for the storage tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.domain.lifecycle import Event
from bot.domain.people import ChatId
from bot.domain.ticket import Plan, Ticket
from bot.domain.times import to_ms
from bot.ports import Tx

HOME = ChatId("feishu", "t1", "oc_1")


def filed(at: datetime, **data: Any) -> Event:
    """A `filed` event; `due` becomes resolve_due."""
    due = data.pop("due", None)
    fields: Mapping[str, Any] = {
        "title": "3号楼空调漏水", "body": "3号楼空调漏水,请尽快", "priority": 3, "requester": 1,
        "plan": asdict(Plan(120, 1440, "default")), "home": list(HOME),
        "resolve_due": to_ms(due) if due else None, **data,
    }  # fmt: skip
    return Event("filed", at, fields["requester"], fields)


def make_ticket(
    tx: Tx, owner: int | None = None, team: str | None = "机修", **data: Any
) -> Ticket:
    """A filed and routed ticket (two events)."""
    routed = Event("routed", tx.now, None, {"team": team, "to": owner})
    return tx.tickets.add([filed(tx.now, **data), routed], check_at=lambda ticket: None)
