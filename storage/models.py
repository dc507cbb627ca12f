"""What was learned from closed tickets, one model a team or chat, cached by its revision."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.domain.triage import Judge
from storage import columns as c
from storage.plain import load
from storage.sessions import Session
from storage.statements import Statement

MOST = 200  # models kept in memory; beyond that start anew

_THIS = c.model.scope == bindparam("scope")
_REVISION = Statement(select(c.model.revision).where(_THIS))
_GET = Statement(select(c.model.revision, c.model.data).where(_THIS))


class Judges:
    """The models of one process, ready to be asked; shared by its writer and its readers."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, Judge]] = {}

    def get(self, scope: str, revision: int) -> Judge | None:
        """The one of this revision, if it is kept."""
        held = self._kept.get(scope)
        return held[1] if held and held[0] == revision else None

    def keep(self, scope: str, revision: int, judge: Judge) -> None:
        """Keeps one instead of an older one."""
        if len(self._kept) >= MOST:
            self._kept = {}
        self._kept[scope] = (revision, judge)


class StoredModels:
    """bot.ports.Models."""

    def __init__(self, session: Session, judges: Judges) -> None:
        self._session = session
        self._judges = judges

    def judge(self, scope: str) -> Judge | None:
        """What was learned there, ready to be asked."""
        row = self._session.row(_REVISION, scope=scope)
        if row is None:
            return None
        known = self._judges.get(scope, row[0])
        if known is None:
            revision, data = self._session.rows(_GET, scope=scope)[0]
            known = Judge(load(data))
            self._judges.keep(scope, revision, known)
        return known
