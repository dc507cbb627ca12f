"""Lists of tickets, paged by keyset along partial indexes, so that page 100 costs what page 1
does. A list over several teams walks each team's index and merges.

Cursors (`Page.after`) are the sort key of the last ticket shown, "moment.number".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, func, literal_column, select, tuple_

from bot.domain.people import ChatId
from bot.domain.ticket import Ticket
from bot.domain.times import to_ms
from bot.errors import BadInput
from bot.ports import Neighbour, Page
from storage import columns as c
from storage.mapping import TICKET_COLUMNS, ticket_of
from storage.search.find import Searcher
from storage.sessions import Row, Session
from storage.statements import Statement
from storage.tables import TicketRow

_DUE, _UPDATED = TICKET_COLUMNS.index("due_at"), TICKET_COLUMNS.index("updated_at")
_TICKETS: Any = select(TicketRow.__table__)  # type: ignore[attr-defined]
_AT: Any = bindparam("at")
_NUMBER: Any = bindparam("number")
_MOST: Any = bindparam("most")


def _by_due(*where: Any, before: Sequence[Any] = ()) -> Statement:
    """Most urgent first. `before`: what the index to walk begins with."""
    key = tuple_(c.ticket.due_at, c.ticket.id)
    return Statement(
        _TICKETS.where(*where, key > tuple_(_AT, _NUMBER))
        .order_by(*before, c.ticket.due_at, c.ticket.id)
        .limit(_MOST)
    )


_LATE = (c.ticket.due_at < bindparam("now"), c.ticket.state != literal_column("'resolved'"))
_ITS_TEAM = c.ticket.team == bindparam("team")
_OWNED = c.ticket.owner == bindparam("person")
_ASKED = c.ticket.requester == bindparam("person")
_OWNER, _TEAM, _ALL = _by_due(c.IS_OPEN, _OWNED), _by_due(c.IS_OPEN, _ITS_TEAM), _by_due(c.IS_OPEN)
# The pool is what nobody owns: the first part of the owners' index. PostgreSQL does not see that
# a column that is NULL in every row takes no part in the order, so it is told the whole of it.
_NOBODY: Any = (c.ticket.owner,)
_POOL = _by_due(c.IS_UNOWNED, before=_NOBODY)
_TEAM_POOL = _by_due(c.IS_UNOWNED, _ITS_TEAM, before=_NOBODY)
_LATE_ALL, _LATE_TEAM = _by_due(c.IS_OPEN, *_LATE), _by_due(c.IS_OPEN, _ITS_TEAM, *_LATE)
_LATE_OWNED, _LATE_ASKED = _by_due(c.IS_OPEN, _OWNED, *_LATE), _by_due(c.IS_OPEN, _ASKED, *_LATE)
_REQUESTER = Statement(
    _TICKETS.where(
        c.IS_OPEN, _ASKED, tuple_(c.ticket.updated_at, c.ticket.id) < tuple_(_AT, _NUMBER)
    )
    .order_by(c.ticket.updated_at.desc(), c.ticket.id.desc())
    .limit(_MOST)
)
_IN_CHAT = (
    c.IS_OPEN,
    c.ticket.home_platform == bindparam("platform"),
    c.ticket.home_tenant == bindparam("tenant"),
    c.ticket.home_chat == bindparam("chat"),
    c.ticket.id < _NUMBER,
)
_CHAT = Statement(_TICKETS.where(*_IN_CHAT).order_by(c.ticket.id.desc()).limit(_MOST))
_FILED = Statement(
    _TICKETS.where(c.ticket.filed_at >= bindparam("start"), c.ticket.filed_at < bindparam("end"))
    .order_by(c.ticket.filed_at, c.ticket.id)
    .limit(_MOST)
)
_MERGED = Statement(
    _TICKETS.where(c.IS_MERGED, _ASKED).order_by(c.ticket.id.desc()).limit(_MOST)
)
# What is compared with a new ticket: asked for often, so only these columns, and no ticket is made.
_NEIGHBOUR: Any = select(
    c.ticket.id, c.ticket.filed_at, c.ticket.state, c.ticket.parent, c.ticket.private,
    c.ticket.place, c.ticket.asset,
    func.substr(c.ticket.body, 1, bindparam("length", type_=Integer)),
).limit(_MOST)  # fmt: skip
_BESIDE = Statement(
    _NEIGHBOUR.where(
        *_IN_CHAT, tuple_(c.ticket.filed_at, c.ticket.id) < tuple_(_AT, bindparam("mine"))
    ).order_by(c.ticket.id.desc())
)
_URGENT = Statement(
    _NEIGHBOUR.where(c.IS_OPEN, _ITS_TEAM).order_by(c.ticket.due_at, c.ticket.id)
)
AHEAD = 100  # numbers filed before one that is lower: processes' clocks differ by a little
_FIRST, _LAST = (-1, 0), (2**62, 2**62)


def _cursor(after: str | None, start: tuple[int, int]) -> tuple[int, int]:
    """The sort key to go on from; raises BadInput for what is no cursor of ours."""
    if after is None:
        return start
    at, _, number = after.partition(".")
    if not (at.isascii() and at.isdigit() and number.isascii() and number.isdigit()):
        raise BadInput("error.button")
    return int(at[:19]), int(number[:18])


def _page(rows: Sequence[Row], key: int, limit: int) -> Page:
    """At most `limit` of the rows; one more than that means there is a next page."""
    after = f"{rows[limit - 1][key]}.{rows[limit - 1][0]}" if len(rows) > limit else None
    return Page(tuple(ticket_of(row)[0] for row in rows[:limit]), after)


class TicketLists:
    """The reading half of bot.ports.Tickets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_requester(self, person: int, after: str | None, limit: int) -> Page:
        """Their open tickets, last touched first."""
        at, number = _cursor(after, _LAST)
        rows = self._session.rows(_REQUESTER, person=person, at=at, number=number, most=limit + 1)
        return _page(rows, _UPDATED, limit)

    def of_owner(self, person: int, after: str | None, limit: int) -> Page:
        """Their open tickets, most urgent first."""
        return self._merged([(_OWNER, {"person": person})], after, limit)

    def pool(self, teams: Sequence[str] | None, after: str | None, limit: int) -> Page:
        """Open tickets nobody owns, most urgent first."""
        return self._merged(_per_team(_POOL, _TEAM_POOL, teams), after, limit)

    def of_team(self, teams: Sequence[str] | None, after: str | None, limit: int) -> Page:
        """Open tickets, most urgent first."""
        return self._merged(_per_team(_ALL, _TEAM, teams), after, limit)

    def overdue(
        self, teams: Sequence[str] | None, person: int | None, now: datetime,
        after: str | None, limit: int,
    ) -> Page:  # fmt: skip
        """Past their due time and not resolved, longest overdue first; of these teams or of
        this owner or requester (both given: either suffices; neither: all)."""
        walks: list[tuple[Statement, dict[str, Any]]] = []
        if teams is not None or person is None:
            walks += _per_team(_LATE_ALL, _LATE_TEAM, teams)
        if person is not None:
            walks += [(_LATE_OWNED, {"person": person}), (_LATE_ASKED, {"person": person})]
        moment = to_ms(now)
        return self._merged([(s, v | {"now": moment}) for s, v in walks], after, limit)

    def of_chat(self, chat: ChatId, after: str | None, limit: int) -> Page:
        """Open tickets filed in a chat, newest first."""
        _, number = _cursor(after, _LAST)
        rows = self._session.rows(
            _CHAT, platform=chat.platform, tenant=chat.tenant, chat=chat.chat, number=number,
            most=limit + 1,
        )  # fmt: skip
        return _page(rows, _UPDATED, limit)

    def beside(
        self, chat: ChatId, mine: tuple[int, int], limit: int, length: int
    ) -> Sequence[Neighbour]:
        """Open tickets filed in a chat before that one, newest first."""
        at, number = mine
        rows = self._session.rows(
            _BESIDE, platform=chat.platform, tenant=chat.tenant, chat=chat.chat, at=at,
            mine=number, number=number + AHEAD, most=limit, length=length,
        )  # fmt: skip
        return [*map(Neighbour._make, rows)]

    def urgent(self, team: str, limit: int, length: int) -> Sequence[Neighbour]:
        """A team's open tickets, most urgent first."""
        rows = self._session.rows(_URGENT, team=team, most=limit, length=length)
        return [*map(Neighbour._make, rows)]

    def merged_of(self, person: int, limit: int) -> Sequence[Ticket]:
        """Theirs that live on in others, newest first."""
        return [ticket_of(row)[0] for row in self._session.rows(_MERGED, person=person, most=limit)]

    def search(
        self, words: Sequence[str], teams: Sequence[str] | None, person: int | None,
        after: str | None, limit: int,
    ) -> Page:  # fmt: skip
        """Tickets that hold all words, newest first."""
        _, number = _cursor(after, _LAST)
        rows = Searcher(self._session, teams, person).find(words, number, limit + 1)
        return _page(rows, _UPDATED, limit)

    def filed_between(self, start: datetime, end: datetime, limit: int) -> Sequence[Ticket]:
        """Oldest first; `end` is not included."""
        rows = self._session.rows(_FILED, start=to_ms(start), end=to_ms(end), most=limit)
        return [ticket_of(row)[0] for row in rows]

    def _merged(
        self, walks: Sequence[tuple[Statement, dict[str, Any]]], after: str | None, limit: int
    ) -> Page:
        """The most urgent of several walks along the due time, each ticket once."""
        at, number = _cursor(after, _FIRST)
        found: dict[int, Row] = {}
        for statement, values in walks:
            for row in self._session.rows(
                statement, at=at, number=number, most=limit + 1, **values
            ):
                found[row[0]] = row
        rows = sorted(found.values(), key=lambda row: (row[_DUE], row[0]))
        return _page(rows[: limit + 1], _DUE, limit)


def _per_team(
    of_all: Statement, of_team: Statement, teams: Sequence[str] | None
) -> list[tuple[Statement, dict[str, Any]]]:
    if teams is None:
        return [(of_all, {})]
    return [(of_team, {"team": team}) for team in dict.fromkeys(teams)]
