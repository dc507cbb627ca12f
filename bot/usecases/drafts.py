"""Pasted tables wait as drafts under their preview until somebody says 启用 or 取消."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.domain.intents import DecideDraft
from bot.domain.notices import InChat, Say
from bot.errors import NotAllowed
from bot.ports import Record
from bot.usecases.call import Call, Outcome

KEPT = timedelta(days=1)
Apply = Callable[[Mapping[str, Any], Call], tuple[str, Mapping[str, Any]]]
# kind of draft -> puts it into force; returns the key and facts of the sentence that says so
APPLY: dict[str, Apply] = {}


def keep(kind: str, data: Mapping[str, Any], call: Call) -> str:
    """Keeps a draft for its maker; returns its name, for the buttons."""
    name = uuid.uuid4().hex[:16]
    call.tx.records.put(
        Record("draft", name, {"kind": kind, "by": call.actor.id, **data}, call.now + KEPT)
    )
    return name


def decide(intent: DecideDraft, call: Call) -> Outcome:
    """Puts a draft into force, or forgets it. Only its maker may."""
    record = call.tx.records.get("draft", intent.draft)
    if record is None or record.data["by"] != call.actor.id:
        raise NotAllowed("error.draft_gone")
    call.tx.records.drop("draft", intent.draft)
    key: str = "draft.cancelled"
    facts: Mapping[str, Any] = {}
    if intent.yes:
        key, facts = APPLY[record.data["kind"]](record.data, call)
    assert call.chat is not None
    said = {"key": key, "facts": dict(facts)}
    return Outcome(key, facts, show=Say("done", InChat(call.chat), None, said))
