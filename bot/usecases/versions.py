"""A changed policy becomes the next version of the configuration document."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.policy import Policy
from bot.domain.policy.document import dump, read
from bot.errors import BadInput
from bot.ports import Record, Setting, Tx
from bot.usecases import rounds
from bot.usecases.call import Call

CHUNK = 50  # tickets looked at again in one transaction
PAGE = 200


def new_version(policy: Policy, why: str, call: Call, written: str | None = None) -> Setting:
    """Saves the policy; raises BadInput when the document it makes would not be valid.

    The call goes on with the new policy. `written`: the document somebody wrote by hand, whose
    comments are kept instead of those of the version before.
    """
    current = call.tx.settings.current()
    text = dump(policy, written or (current.text if current else None))
    reading = read(text)
    if reading.policy is None:
        count = sum(not fault.warning for fault in reading.faults)
        raise BadInput("policy.faults", count=count)
    saved = call.tx.settings.add(text, call.actor.id or None, why)
    rounds.notice(call.tx)
    if policy.calendars != call.policy.calendars:
        deadlines_anew(call.tx)
    call.policy = replace(reading.policy, version=saved.version)
    return saved


def deadlines_anew(tx: Tx) -> None:
    """Working time has changed: every open ticket is looked at again, soon and a few at a time."""
    numbers: list[int] = []
    after: str | None = None
    while True:
        page = tx.tickets.of_team(None, after, PAGE)
        numbers += [ticket.id for ticket in page.tickets]
        after = page.after
        if after is None:
            break
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        tx.records.put(Record("recalculate", f"{part[0]}", {"numbers": part}, tx.now))
