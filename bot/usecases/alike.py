"""Is a new ticket the same problem as one that is open? Asked of the requester after filing.

The ticket stands from the first moment, so nothing is lost if nobody answers, and filing, which is
the busiest path of all, does no work for it: a tick looks at what was filed a moment ago, in a
reading transaction beside the writers, and writes only where there is something to ask. One
question a ticket, about the likeliest candidate, to the requester alone; 我也遇到 merges the new
ticket, 不是同一个 is kept in its history, and the pair is never asked again.

Compared are the open tickets filed in the same chat just before and the most urgent ones of the
same team, as far as the requester may see them: a bounded number, whatever the size of the
database. All threads share one interpreter, so each new ticket is a look of its own, of a
millisecond, and of the others only what is compared is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.notices import Audience, Privately, Say, ToPerson
from bot.domain.permissions import can_see
from bot.domain.policy import Policy
from bot.domain.ticket import State, Ticket
from bot.domain.times import from_ms, to_ms
from bot.domain.triage import THRESHOLD, similar
from bot.ports import Neighbour, Record, Tx

SETTLED = timedelta(seconds=1)  # what was filed earlier is committed, in whatever order
FRESH = timedelta(minutes=10)  # a later question would help nobody
MOST = 10  # new tickets a tick; after a burst the rest is looked at by the next ticks
MOMENT = 500  # of one moment, however many there are
COMPARED = 40  # open tickets of the chat, and as many of the team
NEARBY = 0.32  # asked at the same place from this likeness on: people say the same differently
READ = 400  # characters of a request that are compared
_KIND, _KEY = "alike", "since"


@dataclass(frozen=True, slots=True)
class Filed:
    """New tickets to look at, oldest first, and the moment up to which these are all."""

    tickets: tuple[Ticket, ...]
    until: datetime


@dataclass(slots=True)
class Teams:
    """The open tickets of teams, read once a tick."""

    known: dict[str, Sequence[Neighbour]] = field(default_factory=dict)


def filed_lately(tx: Tx, policy: Policy) -> Filed | None:
    """The oldest of the tickets filed since the last look; None: there are none."""
    if not policy.triage:
        return None
    since, until = max(_since(tx), tx.now - FRESH), tx.now - SETTLED
    if since >= until:
        return None
    filed = tx.tickets.filed_between(since, until, MOST + 1)
    if len(filed) > MOST:
        until = filed[-1].filed_at
        if until == filed[0].filed_at:  # a commit's tickets share their moment
            until += timedelta(milliseconds=1)
            filed = tx.tickets.filed_between(filed[0].filed_at, until, MOMENT)
        filed = [ticket for ticket in filed if ticket.filed_at < until]
    return Filed(tuple(filed), until) if filed else None


def look(ticket: Ticket, teams: Teams, tx: Tx, policy: Policy) -> int:
    """The open ticket that is probably the same problem; 0 for none. Only reads."""
    made_of_another = ticket.parent is not None or ticket.related
    if not ticket.is_open or made_of_another or ticket.doubles:
        return 0
    pool = _seen(_before(ticket, teams, tx), ticket, tx, policy)
    found = similar(
        ticket.body[:READ], pool, place=ticket.place, asset=ticket.asset, threshold=NEARBY
    )
    likely = (same.number for same in found if same.same_place or same.score >= THRESHOLD)
    return next(likely, 0)


def ask(filed: Filed, pairs: Mapping[int, int], tx: Tx) -> None:
    """Queues the questions (new ticket → the open one) and keeps up to when was looked; a question
    is asked once, however many processes look."""
    tx.records.put(Record(_KIND, _KEY, {"since": to_ms(filed.until)}))
    tickets = tx.tickets.get_many({*pairs, *pairs.values()}) if pairs else {}
    for number, other in pairs.items():
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


def _before(ticket: Ticket, teams: Teams, tx: Tx) -> list[Neighbour]:
    """What was filed before in its chat, newest first, and is most urgent in its team: what is
    still to be done, and is no step of another."""
    mine = to_ms(ticket.filed_at), ticket.id
    near: Sequence[Neighbour] = ()
    if ticket.home:
        near = tx.tickets.beside(ticket.home, mine, COMPARED, READ)
    if ticket.team:
        if ticket.team not in teams.known:
            teams.known[ticket.team] = tx.tickets.urgent(ticket.team, COMPARED, READ)
        met = {other.number for other in near}
        near = [*near, *(
            other for other in teams.known[ticket.team]
            if (other.filed_ms, other.number) < mine and other.number not in met
        )]  # fmt: skip
    return [other for other in near if other.parent is None and other.state != State.RESOLVED]


def _seen(
    others: list[Neighbour], ticket: Ticket, tx: Tx, policy: Policy
) -> list[Neighbour]:
    """Those the requester may see; the whole ticket is read only where that is not plain."""
    if not policy.scopes and not any(other.private for other in others):
        return others
    requester = tx.people.get(ticket.requester)
    scoped = requester.handle in policy.scopes
    numbers = [other.number for other in others if scoped or other.private]
    whole = tx.tickets.get_many(numbers) if numbers else {}
    return [
        other for other in others
        if other.number not in whole or can_see(requester, whole[other.number], policy)
    ]
