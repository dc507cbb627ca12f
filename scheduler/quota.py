"""A messenger's monthly quota: remembered over restarts, told to admins before it is used up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from bot.domain.notices import Say, ToPerson
from bot.policies import PolicyBook
from bot.ports import Messenger, Metered, Record, Transactions, Tx, Usage

WARN_AT = (80, 95)  # percent


async def recall(transactions: Transactions, messengers: Iterable[Messenger]) -> None:
    """Counts on from what was counted before a restart."""
    for messenger in messengers:
        if isinstance(messenger, Metered):
            kept = await transactions.read(partial(_kept, messenger.platform))
            if kept is not None:
                data = kept.data
                messenger.adopt_usage(data["month"], data["api_calls"], data["pushes"])


async def watch(
    transactions: Transactions, policies: PolicyBook, messengers: Iterable[Messenger]
) -> None:
    """Keeps the counts and warns once a month and threshold."""
    for messenger in messengers:
        if isinstance(messenger, Metered):
            await transactions.run(
                partial(_keep, messenger.platform, messenger.usage(), policies)
            )


def _kept(platform: str, tx: Tx) -> Record | None:
    return tx.records.get("usage", platform)


def _keep(platform: str, usage: Usage, policies: PolicyBook, tx: Tx) -> None:
    counts = {"month": usage.month, "api_calls": usage.api_calls, "pushes": usage.pushes}
    tx.records.put(Record("usage", platform, counts))
    for what, used, quota in (
        ("calls", usage.api_calls, usage.api_quota),
        ("pushes", usage.pushes, usage.push_quota),
    ):
        reached = [level for level in WARN_AT if used * 100 >= quota * level]
        if reached:
            _warn(platform, usage.month, what, used, quota, reached[-1], policies, tx)


def _warn(
    platform: str, month: str, what: str, used: int, quota: int, level: int,
    policies: PolicyBook, tx: Tx,
) -> None:
    admins = tx.people.by_handles(policies.current(tx).admins)
    for person in admins.values():
        facts = {"platform": platform, "used": used, "quota": quota, "percent": level}
        tx.outbox.add(
            Say(
                "line", ToPerson(person.id), None, {"key": f"quota.{what}", "facts": facts},
                once=f"alarm:quota:{platform}:{month}:{what}:{level}:{person.id}",
            )
        )
