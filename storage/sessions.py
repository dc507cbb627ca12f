"""One open transaction as the repositories see it: statements in, plain tuples out."""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import psycopg

from storage.behind import Behind, Spoilt, Values
from storage.statements import POSTGRES, SQLITE, Compiled, Dialect, Statement

Row = tuple[Any, ...]
Question = tuple[Statement, Mapping[str, Any]]


class Session(ABC):
    """What the units of work of one transaction ask and write, one after the other.

    `shared`: the rows that units before have left to be written; a session without serves one
    unit, and everything runs at once. `spoke` turns true when the unit put something new into the
    outbox (the deliverer is woken after), `revised` when it changed something that processes
    remember (cache.py).
    """

    dialect: Dialect

    def __init__(self, shared: Behind | None = None) -> None:
        self._shared = shared
        self.begin()

    def begin(self) -> None:
        """The next unit of work."""
        self.spoke = self.revised = self._saved = False
        self._mine = Behind()

    def rows(self, statement: Statement, **values: Any) -> list[Row]:
        """Runs it and returns everything it answers."""
        asked = self._prepared(statement)
        return self._ask(asked, asked.in_order(values))

    def row(self, statement: Statement, **values: Any) -> Row | None:
        """The first row it answers, if any."""
        found = self.rows(statement, **values)
        return found[0] if found else None

    def together(self, *questions: Question) -> list[list[Row]]:
        """What each of them answers, one after the other but for one wait; they only read."""
        asked = [(self._prepared(statement), values) for statement, values in questions]
        return self._ask_all([(each, each.in_order(values)) for each, values in asked])

    def count(self, statement: Statement, **values: Any) -> int:
        """Runs a change; returns how many rows it touched."""
        asked = self._prepared(statement)
        return self._change(asked, asked.in_order(values))

    def write(self, statement: Statement, **values: Any) -> None:
        """Runs a change whose outcome nobody asks for; it may be made later, in order."""
        asked = statement.on(self.dialect)
        row = asked.in_order(values)
        if self._shared is None or self._saved:
            self._send(asked.sql, row)
        elif not (asked.waits and self._mine.add(asked, row)):
            self._save()
            self._send(asked.sql, row)

    def end(self, *, well: bool) -> None:
        """The unit of work is over: what it left joins what waits, or all it did is undone."""
        if self._saved:
            if not well:
                self._undo()
            self._send("RELEASE unit", ())
        elif well and self._shared is not None:
            self._shared.join(self._mine, self._spoiling)

    def flush(self) -> None:
        """Writes what the units of work of the transaction have left; raises Spoilt."""
        if self._shared is not None:
            self._shared.write(self._spoiling)

    def _prepared(self, statement: Statement) -> Compiled:
        """What waits and might matter to the statement is written first."""
        asked = statement.on(self.dialect)
        if self._shared is not None and not self._saved:
            if asked.changes or self._mine.concerns(asked):
                self._save()
            elif self._shared.concerns(asked):
                self._shared.write(self._spoiling)
        return asked

    def _save(self) -> None:
        """From here on, what this unit does goes to the database, behind a savepoint."""
        assert self._shared is not None
        self._shared.write(self._spoiling)
        self._send("SAVEPOINT unit", ())
        self._saved = True
        self._mine.write(self._send_many)

    def _spoiling(self, insert: Compiled, rows: Sequence[Values]) -> None:
        try:
            self._send_many(insert, rows)
        except Exception as error:
            raise Spoilt from error

    @abstractmethod
    def array(self, values: Iterable[Any]) -> Any:
        """A list as the one parameter an `Among` takes."""

    @abstractmethod
    def _ask(self, asked: Compiled, row: Values) -> list[Row]: ...
    @abstractmethod
    def _ask_all(self, asked: Sequence[tuple[Compiled, Values]]) -> list[list[Row]]: ...
    @abstractmethod
    def _change(self, asked: Compiled, row: Values) -> int: ...
    @abstractmethod
    def _send(self, sql: str, row: Values) -> None: ...
    @abstractmethod
    def _send_many(self, insert: Compiled, rows: Sequence[Values]) -> None: ...
    @abstractmethod
    def _undo(self) -> None: ...


class SqliteSession(Session):
    """On sqlite3's raw connection."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection, shared: Behind | None = None) -> None:
        super().__init__(shared)
        self._connection = connection
        self._execute = connection.execute

    def array(self, values: Iterable[Any]) -> str:
        return json.dumps(list(values))

    def _ask(self, asked: Compiled, row: Values) -> list[Row]:
        return self._execute(asked.sql, row).fetchall()

    def _ask_all(self, asked: Sequence[tuple[Compiled, Values]]) -> list[list[Row]]:
        return [self._ask(each, row) for each, row in asked]

    def _change(self, asked: Compiled, row: Values) -> int:
        return self._execute(asked.sql, row).rowcount

    def _send(self, sql: str, row: Values) -> None:
        self._execute(sql, row)

    def _send_many(self, insert: Compiled, rows: Sequence[Values]) -> None:
        self._connection.executemany(insert.sql, rows)

    def _undo(self) -> None:
        self._execute("ROLLBACK TO unit")


class Cursors:
    """A connection's cursors, used again and again: making one costs as much as sending an
    insert. What reads has its own, for its outcome is taken before the next is asked; what is
    asked `together` needs one for each."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.connection = connection
        self.reading = connection.cursor()
        self.writing = connection.cursor()
        self._together: list[psycopg.Cursor[Row]] = []

    def together(self, count: int) -> Sequence[psycopg.Cursor[Row]]:
        """So many that nobody else is reading from."""
        while len(self._together) < count:
            self._together.append(self.connection.cursor())
        return self._together[:count]


class PostgresSession(Session):
    """On a psycopg connection, in a pipeline when writing: writes wait for the next read."""

    dialect = POSTGRES

    def __init__(
        self, cursors: Cursors, pipeline: psycopg.Pipeline | None = None,
        shared: Behind | None = None,
    ) -> None:  # fmt: skip
        super().__init__(shared)
        self._cursors = cursors
        self._pipeline = pipeline

    def array(self, values: Iterable[Any]) -> list[Any]:
        return list(values)

    def _ask(self, asked: Compiled, row: Values) -> list[Row]:
        return _asking(self._cursors.reading, asked, row).fetchall()

    def _ask_all(self, asked: Sequence[tuple[Compiled, Values]]) -> list[list[Row]]:
        """In a pipeline all are sent before the first answer is waited for."""
        cursors = self._cursors.together(len(asked))
        for cursor, (each, row) in zip(cursors, asked, strict=True):
            _asking(cursor, each, row)
        return [cursor.fetchall() for cursor in cursors]

    def _change(self, asked: Compiled, row: Values) -> int:
        cursor = _asking(self._cursors.reading, asked, row)
        if self._pipeline:
            self._pipeline.sync()
        return cursor.rowcount

    def _send(self, sql: str, row: Values) -> None:
        self._cursors.writing.execute(sql, row)

    def _send_many(self, insert: Compiled, rows: Sequence[Values]) -> None:
        """Several rows by one statement, which costs both sides half of what one for each does;
        what JSON cannot hold is for the driver to judge."""
        text = _as_json(insert.marks, rows) if insert.many and len(rows) > 1 else None
        if insert.many and text is not None:
            self._send(insert.many, (text,))
        else:
            self._cursors.writing.executemany(insert.sql, rows)

    def _undo(self) -> None:
        """Back to the savepoint. psycopg takes the tag ROLLBACK for a reason to forget all
        prepared statements, though the pipeline is using them and a savepoint drops none; it does
        not look at the tags of statements while preparing is off."""
        connection = self._cursors.connection
        threshold, connection.prepare_threshold = connection.prepare_threshold, None
        try:
            self._send("ROLLBACK TO unit", ())
        finally:
            connection.prepare_threshold = threshold


def _asking(cursor: psycopg.Cursor[Row], asked: Compiled, row: Values) -> psycopg.Cursor[Row]:
    return cursor.execute(asked.sql, row, prepare=False if asked.fresh_plan else None)


def _as_json(names: Sequence[str], rows: Sequence[Values]) -> str | None:
    """The rows as an array of objects; None where JSON cannot hold them."""
    try:
        return orjson.dumps([dict(zip(names, row, strict=True)) for row in rows]).decode()
    except TypeError:
        return None
