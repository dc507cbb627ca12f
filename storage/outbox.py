"""What is to be said: ordered in lanes, leased, retried, buried. See outbox_statements.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.notices import Audience, Say, lane
from bot.domain.times import from_ms, to_ms
from bot.ports import DeadLetter, OutboxItem
from storage import outbox_statements as sql
from storage.mapping import audience_text, say_of
from storage.plain import canonical, clean_text
from storage.sessions import Row, Session
from storage.statements import POSTGRES
from storage.tables import DEAD, LEASED, WAITING

REDRAW = "redraw:"  # `once` keys that hold only until the delivery begins
REPAIR_EVERY = 5000  # milliseconds between looks for lanes that lost their head


class LaneRepairs:
    """When this process last looked for lanes without a head; used by the writer's thread."""

    def __init__(self) -> None:
        self._last = 0

    def due(self, now: int) -> bool:
        """Whether it is time again (or the clock was turned back); counts as done then."""
        if 0 <= now - self._last < REPAIR_EVERY:
            return False
        self._last = now
        return True


class StoredOutbox:
    """bot.ports.Outbox."""

    def __init__(
        self, session: Session, now: datetime, installation: str, repairs: LaneRepairs
    ) -> None:
        self._session = session
        self._now = to_ms(now)
        self._installation = installation
        self._repairs = repairs

    def add(self, *says: Say) -> None:
        """Puts says in line; one whose `once` is known already is left out."""
        for say in says:
            start, its_lane = self._now, lane(say.audience)
            if say.not_before is not None and to_ms(say.not_before) > start:
                start = to_ms(say.not_before)
                its_lane += f"@{start}"
            self._session.write(
                sql.ADD if say.once is None else sql.ADD_ONCE, lane=its_lane, state=WAITING,
                due_at=start, not_before=start, kind=say.kind, audience=audience_text(say.audience),
                ticket=say.ticket, facts=canonical(say.facts)[1], once=say.once,
                redraw=say.once is not None and say.once.startswith(REDRAW), urgent=say.urgent,
                attempts=0, created_at=self._now, ended_at=None, error=None,
            )  # fmt: skip
            self._session.spoke = True

    def lease(self, limit: int, until: datetime) -> Sequence[OutboxItem]:
        """The due heads of their lanes, longest due first. `attempts` counts earlier tries."""
        rows = self._session.rows(sql.DUE, now=self._now, most=limit)
        if not rows and self._repaired():
            rows = self._session.rows(sql.DUE, now=self._now, most=limit)
        if rows:
            numbers = self._session.array(row[0] for row in rows)
            self._session.write(sql.LEASE, numbers=numbers, end=to_ms(until))
        return [self._item(row) for row in rows]

    def done(self, item: int) -> None:
        """It was said. Alarms are remembered, so that none is said twice."""
        self._end(item, sql.FINISH)

    def retry(self, item: int, at: datetime, error: str) -> None:
        """Back in line at `at`; its lane waits behind it. A redraw that a newer one has already
        replaced is dropped instead."""
        row = self._session.row(sql.FIND, number=item)
        if row is None:
            return
        _, once, redraw = row
        if redraw and self._session.row(sql.NEWER_REDRAW, number=item, once=once):
            self._end(item, sql.DELETE)
            return
        self._session.write(sql.RETRY, number=item, moment=to_ms(at), why=clean_text(error))
        self._session.spoke = True

    def bury(self, item: int, error: str) -> None:
        """A dead letter: kept and listed; its lane goes on."""
        row = self._session.row(sql.FIND, number=item)
        if row is not None:
            self._session.write(sql.BURY, number=item, why=clean_text(error), now=self._now)
            self._promote(row[0])

    def dead(self, limit: int) -> Sequence[DeadLetter]:
        """Newest first."""
        return [
            DeadLetter(row[0], say_of(*row[1:9]), row[9], row[10] or "", from_ms(row[11]))
            for row in self._session.rows(sql.DEAD_LETTERS, most=limit)
        ]

    def revive(self, item: int) -> bool:
        """Tries a dead letter again, now and in a lane of its own: its place in the old one is
        long gone. False if there is none."""
        row = self._session.row(sql.FIND_DEAD, number=item)
        if row is None:
            return False
        if row[2] and self._session.row(sql.NEWER_REDRAW, number=item, once=row[1]):
            self._session.write(sql.DELETE, number=item)
            return True
        self._session.write(sql.REVIVE, number=item, now=self._now, lane=f"revived:{item}")
        self._session.spoke = True
        return True

    def withdraw(self, once: str) -> bool:
        """Takes back what has not been sent; False if it is gone or under way."""
        row = self._session.row(sql.FIND_WAITING, once=once)
        if row is None or not self._session.count(sql.WITHDRAW, number=row[0]):
            return False
        self._promote(row[1])
        return True

    def withdraw_since(self, ticket: int, since: datetime) -> Sequence[Say]:
        """Takes back a ticket's notices queued since then, save those gone or under way."""
        taken: list[Say] = []
        for row in self._session.rows(sql.FIND_SINCE, ticket=ticket, moment=to_ms(since)):
            if self._session.count(sql.WITHDRAW, number=row[0]):
                self._promote(row[1])
                taken.append(say_of(*row[2:10]))
        return taken

    def under_way(self, audience: Audience) -> bool:
        """Whether something said there is being delivered just now."""
        return bool(self._session.row(sql.UNDER_WAY, lane=lane(audience)))

    def next_due(self) -> datetime | None:
        """When to lease next: the earliest due time or end of a lease."""
        row = self._session.row(sql.NEXT_DUE)
        return from_ms(row[0]) if row else None

    def counts(self) -> Mapping[str, int]:
        """waiting, leased, dead."""
        found = {row[0]: row[1] for row in self._session.rows(sql.COUNTS)}
        return {
            "waiting": found.get(WAITING, 0), "leased": found.get(LEASED, 0),
            "dead": found.get(DEAD, 0),
        }  # fmt: skip

    def forget_before(self, moment: datetime) -> int:
        """Drops alarms said and letters that died before; returns how many."""
        return self._session.count(sql.FORGET, moment=to_ms(moment))

    def _item(self, row: Row) -> OutboxItem:
        number, attempts, error, *say = row
        key = f"{self._installation}-{number}"
        interrupted = attempts > 0 and error is None  # a try that ended has left its reason
        return OutboxItem(number, key, say_of(*say), attempts, from_ms(say[-1]), interrupted)

    def _repaired(self) -> bool:
        """Gives heads to lanes that lost theirs to a race between processes, if any did."""
        return (
            self._session.dialect is POSTGRES
            and self._repairs.due(self._now)
            and self._session.count(sql.REPAIR) > 0
        )

    def _end(self, item: int, how: object) -> None:
        row = self._session.row(sql.FIND, number=item)
        if row is None:
            return
        its_lane, once, redraw = row
        if how is sql.FINISH and once is not None and not redraw:
            self._session.write(sql.FINISH, number=item, now=self._now)
        else:
            self._session.write(sql.DELETE, number=item)
        self._promote(its_lane)

    def _promote(self, its_lane: str) -> None:
        """The first of those that still wait in the lane may be said now."""
        self._session.write(sql.PROMOTE, lane=its_lane)
        self._session.spoke = True
