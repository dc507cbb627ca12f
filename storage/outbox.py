"""What is to be said: ordered in lanes, leased, retried, buried. See outbox_statements.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.notices import Say, lane
from bot.domain.times import from_ms, to_ms
from bot.ports import DeadLetter, OutboxItem
from storage import outbox_statements as sql
from storage.mapping import audience_text, say_of
from storage.plain import canonical, clean_text
from storage.sessions import Row, Session
from storage.tables import DEAD, LEASED, WAITING

REDRAW = "redraw:"  # `once` keys that hold only until the delivery begins
ROUNDS = 50  # looks for due heads per lease; each pushes one batch of blocked rows aside


class StoredOutbox:
    """bot.ports.Outbox."""

    def __init__(self, session: Session, now: datetime, installation: str) -> None:
        self._session = session
        self._now = to_ms(now)
        self._installation = installation

    def add(self, *says: Say) -> None:
        """Puts says in line; one whose `once` is known already is left out."""
        for say in says:
            start = self._now if say.not_before is None else max(self._now, to_ms(say.not_before))
            self._session.write(
                sql.ADD, lane=lane(say.audience), state=WAITING, due_at=start, not_before=start,
                kind=say.kind, audience=audience_text(say.audience), ticket=say.ticket,
                facts=canonical(say.facts)[1], once=say.once,
                redraw=say.once is not None and say.once.startswith(REDRAW), urgent=say.urgent,
                attempts=0, created_at=self._now, ended_at=None, error=None,
            )  # fmt: skip
            self._session.spoke = True

    def lease(self, limit: int, until: datetime) -> Sequence[OutboxItem]:
        """The due heads of their lanes, longest due first. `attempts` counts earlier tries."""
        end = to_ms(until)
        leased: list[OutboxItem] = []
        lanes: set[str] = set()
        for _ in range(ROUNDS):
            rows = self._session.rows(sql.DUE, now=self._now, most=max(4 * limit, 100))
            behind = []
            for row in rows:
                number, its_lane, head = row[:3]
                if number != head or its_lane in lanes:
                    behind.append(number)
                elif len(leased) < limit:
                    lanes.add(its_lane)
                    leased.append(self._take(row, end))
            pushed = behind and self._session.count(
                sql.PUSH_BEHIND, numbers=self._session.array(behind), now=self._now
            )
            if len(leased) >= limit or not pushed:
                break
        return leased

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
            self._pull(row[0])

    def dead(self, limit: int) -> Sequence[DeadLetter]:
        """Newest first."""
        return [
            DeadLetter(row[0], say_of(*row[1:9]), row[9], row[10] or "", from_ms(row[11]))
            for row in self._session.rows(sql.DEAD_LETTERS, most=limit)
        ]

    def revive(self, item: int) -> bool:
        """Tries a dead letter again, now; False if there is none."""
        row = self._session.row(sql.FIND_DEAD, number=item)
        if row is None:
            return False
        if row[2] and self._session.row(sql.NEWER_REDRAW, number=item, once=row[1]):
            self._session.write(sql.DELETE, number=item)
            return True
        self._session.write(sql.REVIVE, number=item, now=self._now)
        self._session.spoke = True
        return True

    def withdraw(self, once: str) -> bool:
        """Takes back what has not been sent; False if it is gone or under way."""
        row = self._session.row(sql.FIND_WAITING, once=once)
        if row is None or not self._session.count(sql.WITHDRAW, number=row[0]):
            return False
        self._pull(row[1])
        return True

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

    def _take(self, row: Row, end: int) -> OutboxItem:
        number, attempts, created_at = row[0], row[3], row[11]
        self._session.write(sql.LEASE, number=number, end=end)
        key = f"{self._installation}-{number}"
        return OutboxItem(number, key, say_of(*row[4:12]), attempts, from_ms(created_at))

    def _end(self, item: int, how: object) -> None:
        row = self._session.row(sql.FIND, number=item)
        if row is None:
            return
        its_lane, once, redraw = row
        if how is sql.FINISH and once is not None and not redraw:
            self._session.write(sql.FINISH, number=item, now=self._now)
        else:
            self._session.write(sql.DELETE, number=item)
        self._pull(its_lane)

    def _pull(self, its_lane: str) -> None:
        """The next of the lane need not wait any longer."""
        self._session.write(sql.PULL_NEXT, lane=its_lane, now=self._now)
        self._session.spoke = True
