"""Stored facts whose time has come, by their kind."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.policy import Policy
from bot.ports import Record, Tx
from bot.usecases import quiet, renamed, swap
from bot.usecases.call import Call
from bot.usecases.duty_round import duty_round
from bot.usecases.report import report_round
from bot.usecases.rounds import Round
from bot.usecases.tick import BOT, unanswered
from bot.usecases.workdays import calendar_round, recalculate

Timer = Callable[[Record, Tx, Policy], None]


def _drop(record: Record, tx: Tx, policy: Policy) -> None:
    tx.records.drop(record.kind, record.key)


def _swap(record: Record, tx: Tx, policy: Policy) -> None:
    swap.expired(record, tx.now, Call(tx=tx, policy=policy, actor=BOT))


def _digest(record: Record, tx: Tx, policy: Policy) -> None:
    quiet.flush(record, tx, policy, BOT)


TIMERS: dict[str, Timer] = {
    "ack": unanswered,
    "digest": _digest,
    "pinged": _drop,
    "swap": _swap,
    "cover": _drop,
    "leave": _drop,
    "draft": _drop,
    "handover_note": _drop,
    "repeat": _drop,
}
# One a transaction: many tickets in each.
HEAVY: dict[str, Timer] = {"recalculate": recalculate, renamed.KIND: renamed.renamed}
ROUNDS: tuple[Round, ...] = (duty_round, report_round, calendar_round)


def run_due(tx: Tx, policy: Policy, limit: int) -> int:
    """Serves up to `limit` due facts of each kind; returns the fullest kind's number."""
    waiting = tx.records.kinds_due((*TIMERS, *HEAVY), tx.now)  # mostly none
    most = 0
    for kind, serve in TIMERS.items():
        if kind in waiting:
            due = tx.records.due(kind, tx.now, limit)
            for record in due:
                serve(record, tx, policy)
            most = max(most, len(due))
    for kind, serve in HEAVY.items():
        for record in tx.records.due(kind, tx.now, 1) if kind in waiting else ():
            serve(record, tx, policy)
            most = limit
    return most
