"""Today's name of a team that was renamed: a ticket taken up again later follows it."""

from __future__ import annotations

from bot.domain.policy import Policy
from bot.ports import Record, Tx

KIND = "team_name"


def remember(old: str, new: str, tx: Tx) -> None:
    """A team is called otherwise from now on."""
    tx.records.put(Record(KIND, old, {"to": new}))


def todays(name: str | None, policy: Policy, tx: Tx) -> str | None:
    """What the team is called now; the same where it never was renamed, or is gone."""
    now, seen = name, set[str]()
    while now is not None and policy.team_of(now) is None:
        record = tx.records.get(KIND, now)
        if record is None or now in seen:
            return name
        seen.add(now)
        now = str(record.data["to"])
    return now
