"""Which account reaches a person: what failed is remembered for a while, what arrived is kept as
a receipt, so that a repeat goes the same way and a quoted message is known again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.notices import InChat, Privately, ToPerson
from bot.domain.people import Account, AccountId
from bot.ports import OutboxItem, Place, Receipt, Record, Tx

SILENT_FOR = timedelta(minutes=30)  # then a failed account is tried in its turn again
RECEIPTS_KEPT = timedelta(days=30)


def unreached(place: Place, tx: Tx) -> None:
    """Remembers that an account could not be reached, before the next one is tried."""
    if place.account is None or place.only is not None:
        return
    _mark(place.account, False, tx)
    tx.records.put(
        Record("unreachable", ":".join(place.account), {}, tx.now + SILENT_FOR)
    )


def reached(place: Place, tx: Tx) -> None:
    """An account that answers again is in its turn again."""
    if place.account is None or place.only is not None:
        return
    if tx.records.drop("unreachable", ":".join(place.account)):
        _mark(place.account, True, tx)


def _mark(account: AccountId, reachable: bool, tx: Tx) -> None:
    person = tx.people.by_account(account)
    known = tx.people.accounts(person.id) if person else ()
    for found in known:
        if found.id == account and found.reachable is not reachable:
            tx.people.save_account(replace(found, reachable=reachable))


def out_of_reach(account: Account, tx: Tx) -> bool:
    """Whether an account failed a short while ago."""
    if account.reachable:
        return False
    record = tx.records.get("unreachable", ":".join(account.id))
    return record is not None and record.due_at is not None and record.due_at > tx.now


def keep_receipt(item: OutboxItem, place: Place, receipt: Receipt, tx: Tx) -> None:
    """What was said to whom, on which account, and which ticket it was about."""
    audience = item.say.audience
    person = audience.person if isinstance(audience, ToPerson | Privately) else None
    if isinstance(audience, InChat):
        person = audience.viewer
    if person is None and item.say.ticket is None:
        return
    tx.records.put(
        Record(
            "receipt", _key(receipt.chat.platform, receipt.chat.tenant, receipt.message),
            {"kind": item.say.kind, "ticket": item.say.ticket, "person": person,
             "account": list(place.account) if place.account else None,
             "chat": receipt.chat.chat},
            tx.now + RECEIPTS_KEPT,
        )
    )


def ticket_of_message(platform: str, tenant: str, message: str, tx: Tx) -> int:
    """The ticket one of our messages was about: a card, or a sentence; 0 for none."""
    placed = tx.placements.by_message(platform, tenant, message)
    if placed is not None:
        return placed.ticket
    record = tx.records.get("receipt", _key(platform, tenant, message))
    return (record.data["ticket"] or 0) if record else 0


def _key(platform: str, tenant: str, message: str) -> str:
    return f"{platform}:{tenant}:{message}"
