"""A team got another name: its open tickets follow, a few at a time. Closed ones keep the name
they were closed under until somebody takes them up again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from bot.domain.lifecycle import Event
from bot.domain.policy import Policy
from bot.domain.policy.edits import Edit
from bot.ports import Record, Tx
from bot.usecases import teamnames
from bot.usecases.call import Call
from bot.usecases.tick import BOT
from bot.usecases.versions import CHUNK, PAGE

KIND = "renamed"


def names(edits: Iterable[Edit]) -> Mapping[str, str]:
    """Old name → new name of the teams that edits rename."""
    found: dict[str, str] = {}
    for edit, arguments in edits:
        if edit == "rename_team":
            new = str(arguments["new_name"]).strip()
            found = {old: new if at == arguments["name"] else at for old, at in found.items()}
            found.setdefault(str(arguments["name"]), new)
    return found


def follow(edits: Iterable[Edit], by: int, tx: Tx) -> None:
    """Notes which tickets are to follow."""
    for old, new in names(edits).items():
        teamnames.remember(old, new, tx)
        numbers: list[int] = []
        after: str | None = None
        while True:
            page = tx.tickets.of_team([old], after, PAGE)
            numbers += [ticket.id for ticket in page.tickets]
            after = page.after
            if after is None:
                break
        for start in range(0, len(numbers), CHUNK):
            data = {"numbers": numbers[start : start + CHUNK], "from": old, "to": new, "by": by}
            tx.records.put(Record(KIND, uuid.uuid4().hex[:16], data, tx.now))


def renamed(record: Record, tx: Tx, policy: Policy) -> None:
    """The open tickets among these that still bear the old name."""
    tx.records.drop(record.kind, record.key)
    data = record.data
    call = Call(tx=tx, policy=policy, actor=BOT)
    for ticket in tx.tickets.get_many(data["numbers"]).values():
        if ticket.is_open and ticket.team == data["from"]:
            call.record(ticket, Event("edited", tx.now, data["by"], {"team": data["to"]}))
