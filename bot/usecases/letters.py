"""Dead letters: what could not be delivered, for admins to see and to send again."""

from __future__ import annotations

from bot.domain.intents import Undelivered
from bot.errors import NotFound
from bot.usecases.call import Call, Outcome
from bot.usecases.proposals import require_admin


def undelivered(intent: Undelivered, call: Call) -> Outcome:
    """Lists them privately, or puts one back in line. Admins only."""
    require_admin(call)
    if intent.again:
        if not call.tx.outbox.revive(intent.again):
            raise NotFound("letters.gone")
        return Outcome("letters.again")
    call.whisper("letters")
    return Outcome("toast.done")
