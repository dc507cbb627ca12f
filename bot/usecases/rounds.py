"""What comes round by the clock of a team: reminders of duty, digests, warnings.

One stored moment says up to when all rounds were made; each look makes what fell since then, in
the same commit that moves it on. A standstill is caught up, a clock set back repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.domain.policy import Policy
from bot.domain.times import from_ms, to_ms
from bot.ports import Record, Tx
from bot.usecases.call import Call
from bot.usecases.tick import BOT

# (since, call) -> the next moment it has something to do; does what fell in (since, call.now]
Round = Callable[[datetime, Call], datetime | None]
EVERY = timedelta(minutes=5)  # a changed roster or setting is noticed within this
LOOKED_BACK = timedelta(days=3)  # what fell before a longer standstill is nobody's help any more
_KIND, _KEY = "rounds", "all"


def notice(tx: Tx) -> None:
    """Something the rounds go by has changed: the next look is now."""
    record = tx.records.get(_KIND, _KEY)
    data = record.data if record else {"since": to_ms(tx.now)}
    tx.records.put(Record(_KIND, _KEY, data, tx.now))


def make(rounds: Iterable[Round], tx: Tx, policy: Policy) -> bool:
    """Makes all rounds if it is time; whether it was."""
    known = tx.records.get(_KIND, _KEY)
    if known is None:
        tx.records.add(Record(_KIND, _KEY, {"since": to_ms(tx.now)}, tx.now))
    if known is None or known.due_at is None or known.due_at > tx.now:
        return False
    record = next(iter(tx.records.due(_KIND, tx.now, 1)), None)
    if record is None:
        return False  # another process makes them just now
    since = max(from_ms(record.data["since"]), tx.now - LOOKED_BACK)
    call = Call(tx=tx, policy=policy, actor=BOT)
    following = [tx.now + EVERY]
    for round_ in rounds:
        at = round_(since, call)
        if at is not None and at > tx.now:
            following.append(at)
    tx.records.put(Record(_KIND, _KEY, {"since": to_ms(tx.now)}, min(following)))
    return True
