"""One open transaction as the repositories see it: statements in, plain tuples out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Protocol

import psycopg

from storage.statements import POSTGRES, SQLITE, Dialect, Statement

Row = tuple[Any, ...]


class Session(Protocol):
    """`spoke` turns true when the outbox got something new (the deliverer is woken after),
    `revised` when something changed that processes remember (cache.py)."""

    dialect: Dialect
    spoke: bool
    revised: bool

    def rows(self, statement: Statement, **values: Any) -> list[Row]: ...
    def row(self, statement: Statement, **values: Any) -> Row | None: ...
    def count(self, statement: Statement, **values: Any) -> int:
        """Runs a change; returns how many rows it touched."""

    def write(self, statement: Statement, **values: Any) -> None:
        """Runs a change whose outcome nobody asks for; it may travel later, in order."""

    def array(self, values: Iterable[Any]) -> Any:
        """A list as the one parameter an `Among` takes."""


class SqliteSession:
    """On sqlite3's raw connection; every statement runs at once."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute
        self.spoke = False
        self.revised = False

    def rows(self, statement: Statement, **values: Any) -> list[Row]:
        sql, in_order = statement.on(SQLITE)
        return self._execute(sql, in_order(values)).fetchall()

    def row(self, statement: Statement, **values: Any) -> Row | None:
        found = self.rows(statement, **values)
        return found[0] if found else None

    def count(self, statement: Statement, **values: Any) -> int:
        sql, in_order = statement.on(SQLITE)
        return self._execute(sql, in_order(values)).rowcount

    def write(self, statement: Statement, **values: Any) -> None:
        sql, in_order = statement.on(SQLITE)
        self._execute(sql, in_order(values))

    def array(self, values: Iterable[Any]) -> str:
        return json.dumps(list(values))


class Cursors:
    """A connection's two cursors, used again and again: making one costs as much as sending an
    insert. What reads has its own, for its outcome is taken before the next is asked."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.reading = connection.cursor()
        self.writing = connection.cursor()


class PostgresSession:
    """On a psycopg connection, in a pipeline when writing: writes wait for the next read."""

    dialect = POSTGRES

    def __init__(self, cursors: Cursors, pipeline: psycopg.Pipeline | None = None) -> None:
        self._cursors = cursors
        self._pipeline = pipeline
        self.spoke = False
        self.revised = False

    def _asked(self, statement: Statement, values: dict[str, Any]) -> psycopg.Cursor[Row]:
        sql, in_order = statement.on(POSTGRES)
        return self._cursors.reading.execute(
            sql, in_order(values), prepare=False if statement.fresh_plan else None
        )

    def rows(self, statement: Statement, **values: Any) -> list[Row]:
        return self._asked(statement, values).fetchall()

    def row(self, statement: Statement, **values: Any) -> Row | None:
        found = self._asked(statement, values).fetchall()
        return found[0] if found else None

    def count(self, statement: Statement, **values: Any) -> int:
        cursor = self._asked(statement, values)
        if self._pipeline:
            self._pipeline.sync()
        return cursor.rowcount

    def write(self, statement: Statement, **values: Any) -> None:
        sql, in_order = statement.on(POSTGRES)
        self._cursors.writing.execute(sql, in_order(values))

    def array(self, values: Iterable[Any]) -> list[Any]:
        return list(values)
