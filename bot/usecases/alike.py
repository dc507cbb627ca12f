"""Is a new ticket the same problem as one that is open? Asked of the requester after filing.

The ticket stands from the first moment, so nothing is lost if nobody answers, and filing, which is
the busiest path of all, does no work for it: a tick looks at what was filed a moment ago, in a
reading transaction beside the writers, and writes only where there is something to ask. One
question a ticket, about the likeliest candidate, to the requester alone; 我也遇到 merges the new
ticket, 不是同一个 is kept in its history, and the pair is never asked again.

Compared are the newest open tickets of the same chat and the most urgent ones of the same team that
the requester may see: a bounded number, whatever the size of the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.notices import Audience, Privately, Say, ToPerson
from bot.domain.people import ChatId, Person
from bot.domain.permissions import can_see
from bot.domain.policy import Policy
from bot.domain.ticket import State, Ticket
from bot.domain.times import from_ms, to_ms
from bot.domain.triage import THRESHOLD, Candidate, similar
from bot.ports import Record, Tx

SETTLED = timedelta(seconds=1)  # what was filed earlier is committed, in whatever order
FRESH = timedelta(minutes=10)  # a later question would help nobody
MOST = 4  # new tickets looked at in one go, some 10 ms in which others wait; the next look goes on
COMPARED = 40  # open tickets of the chat, and as many of the team
NEARBY = 0.32  # asked at the same place from this likeness on: people say the same differently
READ = 400  # characters of a request that are compared
_KIND, _KEY = "alike", "since"


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: pairs (new ticket, the open one), up to which moment it looked."""

    since: datetime
    until: datetime
    pairs: tuple[tuple[int, int], ...]


def look(tx: Tx, policy: Policy) -> Look | None:
    """Looks at the tickets filed since the last look; None: there are none. Only reads."""
    if not policy.triage:
        return None
    since, until = max(_since(tx), tx.now - FRESH), tx.now - SETTLED
    if since >= until:
        return None
    filed = tx.tickets.filed_between(since, until, MOST)
    if not filed:
        return None
    if len(filed) == MOST:  # those of one moment stay together
        until = filed[-1].filed_at + timedelta(milliseconds=1)
    open_ = _Open(tx)
    pairs = ((ticket.id, _same(ticket, open_, policy)) for ticket in filed)
    return Look(since, until, tuple((number, other) for number, other in pairs if other))


def ask(found: Look, tx: Tx) -> None:
    """Queues the questions and keeps up to when was looked; a question is asked once, however
    many processes look."""
    tx.records.put(Record(_KIND, _KEY, {"since": to_ms(found.until)}))
    numbers = {number for pair in found.pairs for number in pair}
    tickets = tx.tickets.get_many(numbers) if numbers else {}
    for number, other in found.pairs:
        ticket = tickets[number]
        if ticket.is_open and tickets[other].is_open:
            tx.outbox.add(
                Say("alike", _to(ticket), number, {"other": other}, once=f"alike:{number}")
            )


def _since(tx: Tx) -> datetime:
    record = tx.records.get(_KIND, _KEY)
    return from_ms(record.data["since"]) if record else tx.now - FRESH


def _to(ticket: Ticket) -> Audience:
    """The requester alone, where they filed it."""
    if ticket.home is None or ticket.private:
        return ToPerson(ticket.requester)
    return Privately(ticket.requester, ticket.home)


class _Open:
    """The open tickets new ones are compared with, read once a look."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self._found: dict[ChatId | str, tuple[Ticket, ...]] = {}

    def beside(self, ticket: Ticket) -> list[Ticket]:
        """The newest of its chat and the most urgent of its team."""
        tickets = self.tx.tickets
        if ticket.home and ticket.home not in self._found:
            self._found[ticket.home] = tickets.of_chat(ticket.home, None, COMPARED).tickets
        if ticket.team and ticket.team not in self._found:
            self._found[ticket.team] = tickets.of_team([ticket.team], None, COMPARED).tickets
        where = [place for place in (ticket.home, ticket.team) if place]
        return list({one.id: one for place in where for one in self._found[place]}.values())


def _same(ticket: Ticket, open_: _Open, policy: Policy) -> int:
    """The open ticket that is probably the same problem; 0 for none."""
    made_of_another = ticket.parent is not None or ticket.related
    if not ticket.is_open or made_of_another or ticket.doubles:
        return 0
    requester = open_.tx.people.get(ticket.requester)
    pool = [
        Candidate(other.id, other.body[:READ], other.place, other.asset)
        for other in open_.beside(ticket)
        if _fits(other, ticket, requester, policy)
    ]
    found = similar(
        ticket.body[:READ], pool, place=ticket.place, asset=ticket.asset, threshold=NEARBY
    )
    likely = (same.number for same in found if same.same_place or same.score >= THRESHOLD)
    return next(likely, 0)


def _fits(other: Ticket, ticket: Ticket, requester: Person, policy: Policy) -> bool:
    """Filed before, still to be done, no step of another, and the requester may see it."""
    everybodys = not other.private and requester.handle not in policy.scopes
    return (
        (other.filed_at, other.id) < (ticket.filed_at, ticket.id)
        and other.state is not State.RESOLVED
        and other.parent is None
        and (everybodys or can_see(requester, other, policy))
    )
