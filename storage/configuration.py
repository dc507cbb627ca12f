"""The versions of the configuration document; none is ever changed or lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.domain.times import from_ms, to_ms
from bot.ports import Setting
from storage import columns as c
from storage.cache import Memory, revise
from storage.plain import clean_text
from storage.sessions import Row, Session
from storage.statements import Statement, insert
from storage.tables import SettingRow

_ALL: Any = select(SettingRow.__table__)  # type: ignore[attr-defined]
_ADD = insert(SettingRow)
_NEWEST = Statement(_ALL.order_by(c.setting.version.desc()).limit(bindparam("most")))
_VERSION = Statement(select(func.coalesce(func.max(c.setting.version), 0)))
_GET = Statement(_ALL.where(c.setting.version == bindparam("number")))


class StoredSettings:
    """bot.ports.Settings."""

    def __init__(self, session: Session, now: datetime, memory: Memory) -> None:
        self._session = session
        self._now = now
        self._memory = memory

    def current(self) -> Setting | None:
        """The newest version."""
        return next(iter(self.versions(1)), None)

    def version(self) -> int:
        """The newest version's number, 0 before the first."""
        known = self._memory.recall(self._session, "version")
        if known is None:
            known = int(self._session.rows(_VERSION)[0][0])
            self._memory.keep(self._session, "version", None, known)
        return int(known)

    def get(self, version: int) -> Setting | None:
        """A version by its number."""
        row = self._session.row(_GET, number=version)
        return _setting(row) if row else None

    def add(self, text: str, by: int | None, why: str) -> Setting:
        """The next version. Of two at once on PostgreSQL one runs again."""
        revise(self._session)
        setting = Setting(
            self.version() + 1, clean_text(text), by, from_ms(to_ms(self._now)), clean_text(why)
        )
        self._session.write(
            _ADD, version=setting.version, text=setting.text, by=by, at=to_ms(setting.at),
            why=setting.why,
        )  # fmt: skip
        return setting

    def versions(self, limit: int) -> Sequence[Setting]:
        """Newest first."""
        return [_setting(row) for row in self._session.rows(_NEWEST, most=limit)]


def _setting(row: Row) -> Setting:
    return Setting(row[0], row[1], row[2], from_ms(row[3]), row[4])
