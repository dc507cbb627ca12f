"""Finding tickets by words: the index first, then the few that still wait to be indexed."""

from __future__ import annotations

from collections.abc import Sequence

from storage.plain import load
from storage.search import statements as sql
from storage.search.words import needed, normal, one_text
from storage.sessions import Row, Session
from storage.ticket_statements import GET_MANY

UNINDEXED = 200  # newest unindexed tickets looked through by hand


class Searcher:
    """One search, by somebody who may see these teams' tickets or their own (None: all)."""

    def __init__(
        self, session: Session, teams: Sequence[str] | None, person: int | None
    ) -> None:
        self._session = session
        self._scoped = teams is not None or person is not None
        self._scope = (
            {"teams": session.array(teams or ()), "person": person} if self._scoped else {}
        )

    def find(self, words: Sequence[str], before: int, most: int) -> list[Row]:
        """Full ticket rows with numbers below `before`, newest first."""
        asked = [word for word in (normal(word).strip() for word in words) if word]
        wanted = {piece for word in asked for piece in needed(word)}
        if not wanted:
            return []
        dialect = self._session.dialect
        found: dict[int, Row] = {}
        for statement in sql.hits(dialect, scoped=self._scoped):
            rows = self._session.rows(
                statement, pieces=sql.match(dialect, wanted), words=self._session.array(asked),
                number=before, most=most, **self._scope,
            )  # fmt: skip
            found |= {row[0]: row for row in rows}
            if len(found) >= most:
                break
        waiting = self._session.rows(
            sql.fresh(dialect, scoped=self._scoped), number=before, most=UNINDEXED, **self._scope
        )
        also = [row[0] for row in waiting if row[0] not in found and _holds(row, asked)]
        first = sorted([*found, *also], reverse=True)[:most]
        if also:
            missing = self._session.array(number for number in first if number not in found)
            found |= {row[0]: row for row in self._session.rows(GET_MANY, numbers=missing)}
        return [found[number] for number in first]


def _holds(row: Row, words: Sequence[str]) -> bool:
    """Whether a row of `sql.fresh` has all the words. After a burst there are many to look
    through, so no ticket is made of it for that."""
    number, fields, *texts = row
    text = one_text(number, *texts, *(load(fields).values() if fields != "{}" else ()))
    return all(word in text for word in words)
