"""Finding tickets by words: the index first, then the few that still wait to be indexed."""

from __future__ import annotations

from collections.abc import Sequence

from storage.plain import load
from storage.search import statements as sql
from storage.search.scopes import names_for, newest
from storage.search.words import needed, normal, one_text, pieces
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
        self._names = names_for(teams, person)
        self._scope = (
            {"teams": session.array(teams or ()), "person": person} if self._scoped else {}
        )

    def find(self, words: Sequence[str], before: int, most: int) -> list[Row]:
        """Full ticket rows with numbers below `before`, newest first."""
        asked = [word for word in (normal(word).strip() for word in words) if word]
        wanted = {piece for word in asked for piece in needed(word)}
        if not wanted:
            return []
        found = self._indexed(asked, wanted, before, most)
        waiting = self._session.rows(
            sql.fresh(self._session.dialect, scoped=self._scoped), number=before, most=UNINDEXED,
            **self._scope,
        )  # fmt: skip
        found.update(row[0] for row in waiting if row[0] not in found and _holds(row, asked))
        first = sorted(found, reverse=True)[:most]
        rows = self._session.rows(GET_MANY, numbers=self._session.array(first)) if first else []
        return sorted(rows, reverse=True)  # by their numbers, which come first

    def _indexed(
        self, asked: Sequence[str], wanted: set[str], before: int, most: int
    ) -> set[int]:
        """Of those that are indexed at least the newest `most`."""
        dialect, array = self._session.dialect, self._session.array
        found: set[int] = set()
        scope = dict(self._scope)
        if self._scoped:
            numbers, complete = newest(self._session, self._names, before)
            rows = self._session.rows(
                sql.own(dialect), numbers=array(numbers), word=max(asked, key=len), **scope
            )
            found.update(
                number for number, text in rows
                if all(word in text for word in asked) and wanted <= pieces(text)
            )  # fmt: skip
            if not complete:
                return found
            before = complete  # what is older is asked of the word index
            scope["names"] = array(self._names)
        for statement in sql.hits(dialect, scoped=self._scoped):
            if len(found) >= most:
                break
            rows = self._session.rows(
                statement, pieces=sql.match(dialect, wanted), words=array(asked), number=before,
                most=most, **scope,
            )  # fmt: skip
            found.update(row[0] for row in rows)
        return found


def _holds(row: Row, words: Sequence[str]) -> bool:
    """Whether a row of `sql.fresh` has all the words. After a burst there are many to look
    through, so no ticket is made of it for that."""
    number, fields, *texts = row
    text = one_text(number, *texts, *(load(fields).values() if fields != "{}" else ()))
    return all(word in text for word in words)
