"""Inserts that wait: nobody asks for their outcome, so they are written together, statement by
statement, when the transaction ends or somebody reads their tables.

Handing a database fifty rows of one table costs half of handing them over one by one (how it is
done is each session's affair, sessions.py), and a unit of work that left nothing but waiting rows
needs no savepoint: if it fails they are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from storage.statements import Compiled

Values = tuple[Any, ...]
Send = Callable[[Compiled, Sequence[Values]], object]


class Spoilt(Exception):
    """Rows that units before had left could not be written: all of them have to run again."""


class Behind:
    """Waiting rows, in the order of the first of each statement: a row that another one points
    at is written by an earlier statement."""

    __slots__ = ("_rows", "_tables")

    def __init__(self) -> None:
        self._rows: dict[Compiled, list[Values]] = {}
        self._tables: set[str] = set()

    def add(self, statement: Compiled, values: Values) -> bool:
        """One more row; False if it has to be written at once, because another statement's rows
        wait for the same table."""
        waiting = self._rows.get(statement)
        if waiting is not None:
            waiting.append(values)
        elif self.concerns(statement):
            return False
        else:
            self._rows[statement] = [values]
            self._tables |= statement.tables or set()
        return True

    def join(self, other: Behind, send: Send) -> None:
        """Takes over another's rows, to be written after one's own."""
        mine = self._rows
        if not self._tables.isdisjoint(other._tables) and any(
            statement not in mine for statement in other._rows
        ):
            self.write(send)
            mine = self._rows
        for statement, rows in other._rows.items():
            if statement in mine:
                mine[statement] += rows
            else:
                mine[statement] = rows
        self._tables |= other._tables

    def concerns(self, statement: Compiled) -> bool:
        """Whether a statement might see these rows."""
        if not self._rows:
            return False
        return statement.tables is None or not self._tables.isdisjoint(statement.tables)

    def write(self, send: Send) -> None:
        """Writes them all."""
        if self._rows:
            rows, self._rows = self._rows, {}
            self._tables.clear()
            for statement, values in rows.items():
                send(statement, values)
