"""Tickets for which time alone changes something, stored facts whose time has come, and rounds."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from bot.metrics import TICKS
from bot.policies import PolicyBook
from bot.ports import Transactions, Tx
from bot.usecases.rounds import make
from bot.usecases.tick import look_at
from bot.usecases.timers import ROUNDS, run_due

log = logging.getLogger("bihuan.scheduler")

BATCH = 50
SET_ASIDE = timedelta(minutes=15)  # a ticket that cannot be looked at must not hold up the others


async def look_at_due(transactions: Transactions, policies: PolicyBook) -> int:
    """Looks at every due ticket and fact, a batch per transaction, and makes the rounds; returns
    how many tickets and facts there were."""
    total = 0
    try:
        total = await _tickets(transactions, policies)
    finally:  # a fault in one of the three leaves the others their turn
        try:
            total += await _facts(transactions, policies)
        finally:
            await transactions.run(lambda tx: make(ROUNDS, tx, policies.current(tx)))
    TICKS.inc(total)
    return total


async def _tickets(transactions: Transactions, policies: PolicyBook) -> int:
    total, size = 0, BATCH
    while True:
        try:
            count = await transactions.run(partial(_batch, policies=policies, limit=size))
        except Exception:
            if size > 1:
                size = 1  # one by one, to find the one that fails
                continue
            log.exception("ticket cannot be looked at")
            await transactions.run(_set_aside)
            total, size = total + 1, BATCH
            continue
        total += count
        if count < size:
            return total


def _batch(tx: Tx, policies: PolicyBook, limit: int) -> int:
    policy = policies.current(tx)
    due = tx.tickets.due_checks(tx.now, limit)
    for ticket in due:
        look_at(ticket, tx, policy)
    return len(due)


def _set_aside(tx: Tx) -> None:
    for ticket in tx.tickets.due_checks(tx.now, 1):
        log.error("ticket set aside", extra={"ticket": ticket.id})
        tx.tickets.set_check(ticket.id, tx.now + SET_ASIDE)


async def _facts(transactions: Transactions, policies: PolicyBook) -> int:
    total = 0
    while True:
        count = await transactions.run(lambda tx: run_due(tx, policies.current(tx), BATCH))
        total += count
        if count < BATCH:
            return total
