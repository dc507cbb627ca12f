"""SQLite: one writer connection that group-commits, read-only connections beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import Overloaded
from storage.behind import Behind, Spoilt
from storage.cache import Memory
from storage.sessions import SqliteSession
from storage.settings import StorageSettings
from storage.tx import Bench, StoredTx
from storage.writer import Unit

BUSY_MS = 5000  # how long to wait for another process's lock before refusing
# Pages of the write-ahead log (32 MiB). The commit that makes it as long carries it over into the
# database, and who waits for that commit waits for it: 10 ms at SQLite's own thousand pages, which
# at a hundred filings a second is twice a second. Pages changed again are carried once, so longer
# logs cost less in all; carrying them over beside the commits slowed those more.
LONGEST_LOG = 8_000


def connect(path: Path, synchronous: str, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection in WAL mode that leaves BEGIN and COMMIT to us."""
    connection = sqlite3.connect(
        path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False,
        cached_statements=512,
    )  # fmt: skip
    for pragma in (
        f"busy_timeout={BUSY_MS}", "journal_mode=WAL", f"synchronous={synchronous}",
        "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-16000",
        f"query_only={'ON' if read_only else 'OFF'}",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    return connection


class SqliteCommitter:
    """Runs units in one transaction, each for itself (sessions.py)."""

    def __init__(self, settings: StorageSettings, bench: Bench) -> None:
        assert settings.path is not None
        self._connection = connect(settings.path, settings.synchronous)
        self._connection.execute(f"PRAGMA wal_autocheckpoint={LONGEST_LOG}")
        self._bench = bench

    def commit(self, units: list[Unit]) -> None:
        """See Committer. If SQLite threw the whole transaction away, each unit runs alone."""
        if not self._attempt(units) and len(units) > 1:
            for unit in units:
                unit.result = unit.error = None
                self._attempt([unit])

    def close(self) -> None:
        self._connection.close()

    def _attempt(self, units: list[Unit]) -> bool:
        execute, left = self._connection.execute, Behind()
        try:
            execute("BEGIN IMMEDIATE")
            session = SqliteSession(self._connection, left)
            self._bench.begin(session, units)
            tx = self._bench.writing(session)
            for unit in units:
                self._run(unit, tx)
                if unit.error is not None:
                    tx = self._bench.writing(session)
                if not self._connection.in_transaction:
                    return False
            session.flush()
            execute("COMMIT")
        except (sqlite3.Error, Spoilt) as error:
            if self._connection.in_transaction:
                execute("ROLLBACK")
            self._bench.memory.clear()
            for unit in units:
                unit.spoke, unit.error = False, _as_refusal(error)
            return False
        return True

    def _run(self, unit: Unit, tx: StoredTx) -> None:
        if unit.future.cancelled():
            return
        session = tx.session
        session.begin()
        try:
            unit.result = unit.work(tx)
            unit.spoke = session.spoke
        except Spoilt:
            raise
        except sqlite3.Error as error:
            unit.error = _as_refusal(error)
        except BaseException as error:
            unit.error = error
        if self._connection.in_transaction:
            session.end(well=unit.error is None)
        if session.revised or unit.error is not None:
            self._bench.memory.clear()


def _as_refusal(error: BaseException) -> BaseException:
    """Locked, full or unwritable: come again later. Anything else is a fault of ours."""
    if isinstance(error, Spoilt) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN,
    ):  # fmt: skip
        return Overloaded(f"database: {error.sqlite_errorname}")
    return error


class SqliteReader:
    """One reader's connection; each call sees one snapshot."""

    def __init__(self, settings: StorageSettings, bench: Bench) -> None:
        assert settings.path is not None
        self._connection = connect(settings.path, settings.synchronous, read_only=True)
        self._bench = bench
        self._memory = Memory()

    def read(self, work: Callable[[StoredTx], Any]) -> Any:
        self._connection.execute("BEGIN")
        try:
            return work(self._bench.reading(SqliteSession(self._connection), self._memory))
        except sqlite3.OperationalError as error:
            raise _as_refusal(error) from error
        finally:
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()
