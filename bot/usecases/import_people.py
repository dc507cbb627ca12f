"""/成员 导入: a table is looked up at the messengers, shown, and counts only when an admin says so.

The look-ups happen in scheduler/imports, between two transactions.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.intents import ImportPeople, SettleImport
from bot.domain.notices import InChat, Say, ToPerson
from bot.domain.people import Account, AccountId, Person
from bot.domain.people_table import Row, rows_of_text
from bot.domain.permissions import is_admin
from bot.errors import BadInput, NotAllowed
from bot.ports import Record, Tx
from bot.usecases.call import Call, Outcome
from bot.usecases.merge import merge

WAITING, READY = "import_wait", "import"  # record kinds: to be looked up; shown, to be settled
KEPT = timedelta(days=1)


def import_people(intent: ImportPeople, call: Call) -> Outcome:
    """Takes the table in; raises BadInput for one that cannot be read."""
    if not is_admin(call.actor, call.policy):
        raise NotAllowed("error.people_admin")
    assert call.chat is not None
    data: dict[str, Any] = {"by": call.actor.id, "platform": call.chat.platform}
    if intent.text.strip():
        rows = rows_of_text(intent.text)
        data["rows"] = [row.plain() for row in rows]
        call.whisper("line", None, **call.line("import.working", n=len(rows)))
    elif intent.files:
        data |= {"ref": intent.files[0].ref, "name": intent.files[0].name}
        call.whisper("line", None, **call.line("import.reading", name=intent.files[0].name))
    else:
        call.whisper("line", None, **call.line("import.how"))
        return Outcome("toast.done")
    call.tx.records.put(Record(WAITING, secrets.token_hex(8), data, call.now))
    return Outcome("toast.done")


def looked_up(
    record: Record, rows: Sequence[Row], found: Sequence[Sequence[AccountId]], tx: Tx
) -> None:
    """Sorts the rows into found, unclear and missing, keeps that, and shows it to the admin."""
    mobiles = Counter(row.mobile for row in rows if row.mobile)
    emails = Counter(row.email for row in rows if row.email)
    good: list[Any] = []
    unclear: list[Any] = []
    missing: list[str] = []
    for row, accounts in zip(rows, found, strict=True):
        shared = next((c for c, n in ((row.mobile, mobiles), (row.email, emails))
                       if c and n[c] > 1), "")
        others = [
            p.name for a in accounts
            if (p := tx.people.by_account(a)) is not None and p.name != row.name
            and p.name != a.user
        ]
        if shared:
            unclear.append(["import.clash", {"names": [row.name], "contact": shared}])
        elif others:
            unclear.append(["import.taken", {"names": [row.name], "other": others[0]}])
        elif not accounts:
            missing.append(row.name)
        else:
            good.append({"row": row.plain(), "accounts": [list(a) for a in accounts]})
    tx.records.drop(WAITING, record.key)
    tx.records.put(Record(READY, record.key, {**record.data, "rows": [], "good": good,
                                              "unclear": unclear, "missing": missing},
                          tx.now + KEPT))
    tx.outbox.add(Say("import", ToPerson(record.data["by"]), None, {"key": record.key}))


def unreadable(record: Record, error: BadInput, tx: Tx) -> None:
    """The table could not be read: the admin hears why."""
    tx.records.drop(WAITING, record.key)
    facts = {"key": error.key, "facts": dict(error.facts)}
    tx.outbox.add(Say("error", ToPerson(record.data["by"]), None, facts))


def settle(intent: SettleImport, call: Call) -> Outcome:
    """Applies or drops a preview; an admin's, once."""
    if not is_admin(call.actor, call.policy):
        raise NotAllowed("error.people_admin")
    record = call.tx.records.get(READY, intent.key)
    if record is None or record.due_at is None or record.due_at <= call.now:
        raise BadInput("error.import.gone")
    call.tx.records.drop(READY, record.key)
    line = call.line("import.cancelled")
    if intent.apply:
        linked = sum(_take(item, call) for item in record.data["good"])
        line = call.line("import.done", n=len(record.data["good"]), accounts=linked)
    assert call.chat is not None
    if call.clicking:
        return Outcome("toast.done", show=Say("line", InChat(call.chat), None, dict(line)))
    call.whisper("line", None, **line)
    return Outcome("toast.done")


def _take(item: Mapping[str, Any], call: Call) -> int:
    """Makes or completes one person; returns how many accounts were new to them."""
    row, people = Row(**item["row"]), call.tx.people
    accounts = [AccountId(*account) for account in item["accounts"]]
    known = {p.id: p for a in accounts if (p := people.by_account(a)) is not None}
    person: Person | None = next(iter(known.values()), None) or people.by_handle(row.name)
    if person is None:
        person = people.add(row.name, row.name)
    for other in list(known.values())[1:]:
        try:
            person = merge(other, person, call)
        except BadInput:  # the configuration knows them as two: an admin decides there
            return 0
    person = replace(
        people.get(person.id), name=row.name, mobile=row.mobile or person.mobile,
        email=row.email or person.email, department=row.department or person.department,
    )
    people.save(person)
    rank = len(people.accounts(person.id))
    new = [a for a in accounts if people.by_account(a) is None]
    for place, account in enumerate(new, rank):
        people.save_account(Account(account, person.id, row.name, rank=place))
    return len(new) + max(0, len(known) - 1)
