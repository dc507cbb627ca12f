"""预计何时到: whoever accepts is asked by three buttons; the requester hears the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.domain.intents import Intent, Promise
from bot.domain.lifecycle import Event
from bot.domain.notices import InChat, Say
from bot.domain.permissions import allow
from bot.domain.ticket import Ticket
from bot.domain.times import to_ms
from bot.errors import BadInput, UserError
from bot.usecases.call import Call, Outcome
from bot.usecases.moments import calendar_for, moment
from bot.usecases.which import which

Handle = Callable[[Intent, Call], Outcome]


def promise(intent: Promise, call: Call, handle: Handle) -> Outcome:
    """Notes when the owner will be there and tells the requester. A sentence that only looked
    like it is what it would have been otherwise."""
    try:
        ticket = call.ticket(intent.ticket or which("promise", call))
        allow(call.actor, "promise", ticket, call.policy)
        at = _when(intent, ticket, call)
    except UserError:
        if intent.otherwise is None:
            raise
        return handle(intent.otherwise, call)
    if at is None:
        call.whisper("eta", ticket.id)
        return Outcome("toast.done")
    after = call.record(ticket, Event("promised", call.now, call.actor.id, {"at": to_ms(at)}))
    call.tell(
        [after.requester, *after.followers], "line", after.id,
        **call.line("tell.promised", who=call.actor.id, number=after.id, title=after.title,
                    eta_at=to_ms(at)),
    )
    said = call.line("reply.promised", number=after.id, who=after.requester, eta_at=to_ms(at))
    assert call.chat is not None
    if call.clicking:
        return Outcome("toast.done", show=Say("done", InChat(call.chat), None, said))
    call.reply("line", after.id, **said)
    return Outcome("toast.done")


def _when(intent: Promise, ticket: Ticket, call: Call) -> datetime | None:
    """The moment meant; None where none was said."""
    if intent.minutes:
        return call.now + timedelta(minutes=intent.minutes)
    if intent.today:
        calendar = calendar_for(ticket.team, call)
        end = calendar.end_of_day(calendar.local_date(call.now))
        if end <= call.now:
            raise BadInput("error.day_over")
        return end
    return moment(intent.said, ticket.team, call) if intent.said else None
