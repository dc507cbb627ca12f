"""Whose tickets: people and teams to the tickets that are or once were theirs, noted by the
indexer. Who may see a few tickets of a million searches those few, not all that hold the word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select

from bot.domain.ticket import Ticket
from storage import columns as c
from storage.sessions import Session
from storage.statements import Statement, insert_new
from storage.tables import Scope

OWN = 500  # newest tickets of a person or a team that are looked through one by one

_NOTE = insert_new(Scope)
_NEWEST = Statement(
    select(c.scope.ticket)
    .where(c.scope.name == bindparam("name"), c.scope.ticket < bindparam("number"))
    .order_by(c.scope.ticket.desc())
    .limit(OWN)
)


def names_of(ticket: Ticket) -> set[str]:
    """The scopes a ticket is in."""
    return names(ticket.requester, ticket.owner, ticket.team)


def names(requester: int, owner: int | None, team: str | None) -> set[str]:
    """Its requester's, its owner's and its team's."""
    found = {_person(requester)}
    if owner is not None:
        found.add(_person(owner))
    if team is not None:
        found.add(_team(team))
    return found


def names_for(teams: Sequence[str] | None, person: int | None) -> list[str]:
    """The scopes somebody may see."""
    return [_team(team) for team in teams or ()] + ([] if person is None else [_person(person)])


def note_scopes(session: Session, ticket: int, whose: Iterable[str]) -> None:
    """Notes whose a ticket is. What it no longer is stays: a search looks at the ticket itself as
    well."""
    for name in sorted(whose):
        session.write(_NOTE, name=name, ticket=ticket)


def newest(session: Session, whose: Sequence[str], before: int) -> tuple[list[int], int]:
    """The newest tickets of these scopes with numbers below `before`, and the number from which
    on they are all of them (0: all there are)."""
    found: set[int] = set()
    complete = 0
    for name in whose:
        rows = session.rows(_NEWEST, name=name, number=before)
        found.update(row[0] for row in rows)
        if len(rows) == OWN:
            complete = max(complete, rows[-1][0])
    return [number for number in found if number >= complete], complete


def _person(number: int) -> str:
    return f"p{number}"


def _team(name: str) -> str:
    return f"t{name}"
