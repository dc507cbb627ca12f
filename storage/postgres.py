"""PostgreSQL: group commits in pipeline mode, so that writes share round trips and commits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import errors as pg

from bot.errors import Overloaded
from storage.behind import Behind, Spoilt
from storage.cache import Memory
from storage.sessions import Cursors, PostgresSession, Row
from storage.settings import StorageSettings
from storage.tx import Bench, StoredTx
from storage.writer import Unit

PREPARED = 500  # more than we have statements, so that none is thrown out and prepared again
# Milliseconds of a statement; seconds after which the server gives up a client whose machine is
# gone, for what such a client had begun keeps the others from giving numbers to tickets.
_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "statement_timeout": 30_000, "timezone": "UTC",
        "tcp_keepalives_idle": 15, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3,
    }.items()
)  # fmt: skip
TRIES = 5  # of a unit that met another transaction
# Conflicts, lost connections (all OperationalError), and unique keys two processes made at once.
_AGAIN = (psycopg.OperationalError, pg.UniqueViolation)


def connect(url: str) -> psycopg.Connection[Row]:
    """A connection that leaves BEGIN and COMMIT to us and prepares every statement at once."""
    connection: psycopg.Connection[Row] = psycopg.connect(
        url, autocommit=True, prepare_threshold=0, connect_timeout=5,
        application_name="bihuan", options=_OPTIONS,
    )  # fmt: skip
    connection.prepared_max = PREPARED
    return connection


class _Broken(Exception):
    """The transaction cannot go on; its units have to run again."""


class PostgresCommitter:
    """Runs units in one transaction, each for itself (sessions.py); alone when they met a
    conflict."""

    def __init__(self, settings: StorageSettings, bench: Bench) -> None:
        self._url = settings.url
        self._bench = bench
        self._open()

    def _open(self) -> None:
        self._connection = connect(self._url)
        self._cursors = Cursors(self._connection)

    def commit(self, units: list[Unit]) -> None:
        """See Committer. A lost connection is made anew once, and the units run again."""
        try:
            self._attempt(units)
        except _Broken:
            for unit in units:
                self._alone(unit)

    def close(self) -> None:
        self._connection.close()

    def _alone(self, unit: Unit) -> None:
        error: BaseException | None = None
        for _ in range(TRIES):
            unit.result, unit.error, unit.spoke = None, None, False
            try:
                if self._connection.closed:
                    self._open()
                self._attempt([unit])
                return
            except _Broken as broken:
                error = broken.__cause__
                if isinstance(error, Spoilt):
                    error = error.__cause__
                if isinstance(error, _AGAIN):
                    continue
                break
            except psycopg.OperationalError as lost:
                error = lost
                break
        refused = isinstance(error, psycopg.OperationalError)
        unit.error = Overloaded(f"database: {type(error).__name__}") if refused else error

    def _attempt(self, units: list[Unit]) -> None:
        """One transaction; raises _Broken (its cause tells why) when nothing of it is kept."""
        connection, writing, left = self._connection, self._cursors.writing, Behind()
        try:
            with connection.pipeline() as pipeline:
                writing.execute("BEGIN")
                session = PostgresSession(self._cursors, pipeline, left)
                self._bench.begin(session, units)
                tx = self._bench.writing(session)
                for unit in units:
                    self._run(unit, tx)
                    if unit.error is not None:
                        tx = self._bench.writing(session)
                session.flush()
                writing.execute("COMMIT")
        except (psycopg.Error, Spoilt) as error:
            self._bench.memory.clear()
            with contextlib.suppress(psycopg.Error):
                connection.rollback()
            raise _Broken from error

    def _run(self, unit: Unit, tx: StoredTx) -> None:
        if unit.future.cancelled():
            return
        session = tx.session
        session.begin()
        try:
            unit.result = unit.work(tx)
            unit.spoke = session.spoke
        except (psycopg.Error, Spoilt):
            raise
        except BaseException as error:
            unit.error = error
        session.end(well=unit.error is None)
        if session.revised or unit.error is not None:
            self._bench.memory.clear()


class PostgresReader:
    """One reader's connection; each call sees one snapshot."""

    def __init__(self, settings: StorageSettings, bench: Bench) -> None:
        self._url = settings.url
        self._bench = bench
        self._open()
        self._memory = Memory()

    def read(self, work: Callable[[StoredTx], Any]) -> Any:
        try:
            return self._once(work)
        except psycopg.OperationalError:
            try:
                self._connection.close()
                self._open()
                return self._once(work)
            except psycopg.OperationalError as error:
                raise Overloaded("database: lost") from error

    def close(self) -> None:
        self._connection.close()

    def _open(self) -> None:
        self._connection = connect(self._url)
        self._cursors = Cursors(self._connection)

    def _once(self, work: Callable[[StoredTx], Any]) -> Any:
        """Ends with COMMIT even so: at a ROLLBACK psycopg would forget all prepared statements."""
        ask = self._cursors.reading.execute
        ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            return work(self._bench.reading(PostgresSession(self._cursors), self._memory))
        finally:
            with contextlib.suppress(psycopg.OperationalError):
                ask("COMMIT")
