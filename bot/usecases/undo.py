"""撤回: one's own last step within two minutes, with what it caused."""

from __future__ import annotations

from bot.domain.intents import Move, Undo
from bot.domain.lifecycle import Event, fold, packed
from bot.domain.notices import ToPerson
from bot.domain.ticket import UNDO_WINDOW
from bot.errors import BadInput
from bot.usecases.call import Call, Outcome
from bot.usecases.doubles import part
from bot.usecases.move import move
from bot.usecases.which import which

UNDOABLE = frozenset({"moved", "prioritised", "rescheduled", "edited", "followed", "unfollowed"})
# Consequences that go with the step.
BY_ITSELF = frozenset({"routed", "warned", "united", "promised"})


def undo(intent: Undo, call: Call) -> Outcome:
    """Restores the ticket as it was before the person's last step; the history keeps both.

    Raises BadInput when the last step is somebody else's or too long ago.
    """
    number = intent.ticket or which("comment", call)
    ticket = call.ticket(number)
    lines = list(call.tx.tickets.history(number))
    last = next((n for n in reversed(range(len(lines)))
                 if lines[n].event.kind not in BY_ITSELF), 0)
    step = lines[last].event
    if step.actor != call.actor.id or (step.kind not in UNDOABLE and step.kind != "filed"):
        raise BadInput("error.undo_none", number=number)
    if call.now - step.at > UNDO_WINDOW:
        raise BadInput("error.undo_late")
    history = [line.event for line in lines]
    if step.kind == "filed":
        return move(Move("cancel", number, asked=True), call)
    if step.kind == "moved" and step.data["verb"] == "merge":
        part(ticket, history, call)
        return Outcome("toast.undone")
    before = fold(number, history[:last])
    event = Event(
        "undone", call.now, call.actor.id,
        {"seq": last + 1, "verb": step.data.get("verb", step.kind), "restore": packed(before)},
    )
    unheard = _withdraw(number, step, call)
    after = call.record(ticket, event, history=history)
    heard = [ticket.owner, after.owner, after.requester, *after.followers]
    call.tell(
        [person for person in heard if person not in unheard], "line", number,
        **call.line("tell.undone", who=call.actor.id, number=number, title=after.title,
                    verb=step.data.get("verb", step.kind)),
    )
    return Outcome("toast.undone")


def _withdraw(number: int, step: Event, call: Call) -> frozenset[int]:
    """Takes back the step's notices that are still on their way; returns whom they were for:
    who never heard of the step needs no correction."""
    taken = call.tx.outbox.withdraw_since(number, step.at)
    return frozenset(say.audience.person for say in taken if isinstance(say.audience, ToPerson))
