"""Statements written once with SQLAlchemy Core and compiled once per database to driver SQL.

The drivers then run plain strings: compiling per call would cost more than the database does
(measurements.md). Values always travel as parameters, never inside the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Alias, BigInteger, Column, Insert, Integer, String, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ClauseElement, ColumnElement, TextClause
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.visitors import iterate
from sqlmodel import SQLModel


@dataclass(frozen=True, slots=True)
class Dialect:
    """One database's way of speaking. `insert` knows ON CONFLICT."""

    name: str
    insert: Callable[[Any], Any]
    compiler: Any


SQLITE = Dialect("sqlite", sqlite.insert, sqlite.dialect(paramstyle="qmark"))
POSTGRES = Dialect("postgresql", postgresql.insert, postgresql.psycopg.dialect(paramstyle="format"))


class Compiled(NamedTuple):
    """A statement as the driver takes it: its text, and the values of a call in the order of its
    marks (drivers look a name up for every mark and every row, which costs more than the insert
    of a narrow row).

    `tables`: those it reads or writes; None where only the database could tell. `waits`: an
    insert into one table that reads no other and answers nothing (behind.py). `fresh_plan`: see
    Statement.
    """

    sql: str
    in_order: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    tables: frozenset[str] | None
    changes: bool
    waits: bool
    fresh_plan: bool


class Statement:
    """A Core construct, or a function that makes one for a dialect, and its compiled forms.

    `fresh_plan`: plan anew for these values (PostgreSQL), where a rare word wants another way
    than a common one.
    """

    __slots__ = ("_build", "_compiled", "fresh_plan")

    def __init__(
        self,
        build: ClauseElement | Callable[[Dialect], ClauseElement],
        *,
        fresh_plan: bool = False,
    ) -> None:
        self._build = build
        self.fresh_plan = fresh_plan
        self._compiled: dict[str, Compiled] = {}

    def on(self, dialect: Dialect) -> Compiled:
        """The statement for this database, compiled when first asked for."""
        try:
            return self._compiled[dialect.name]
        except KeyError:
            pass
        construct = (
            self._build if isinstance(self._build, ClauseElement) else self._build(dialect)
        )
        compiled: Any = construct.compile(
            dialect=dialect.compiler, compile_kwargs={"render_postcompile": True}
        )
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        constants = {k: v for k, v in compiled.params.items() if k not in asked}
        tables = _tables(construct)
        made = self._compiled[dialect.name] = Compiled(
            str(compiled), _in_order(compiled.positiontup or [], constants), tables,
            changes=not isinstance(construct, SelectBase),
            waits=isinstance(construct, Insert) and not compiled.effective_returning
            and tables is not None and len(tables) == 1, fresh_plan=self.fresh_plan,
        )  # fmt: skip
        return made


def _tables(construct: ClauseElement) -> frozenset[str] | None:
    """The tables a construct names; None if it holds text of ours."""
    found: set[str] = set()
    for part in iterate(construct):
        if isinstance(part, TextClause):
            return None
        named = part.table if isinstance(part, UpdateBase | Column) else part
        if isinstance(named, Alias):
            named = named.element
        if isinstance(named, Table):
            found.add(named.name)
    return frozenset(found)


def _in_order(
    names: list[str], constants: dict[str, Any]
) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if constants:
        return lambda values: tuple(
            [values[name] if name in values else constants[name] for name in names]
        )
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([values[name] for name in names])


class Among(ColumnElement[bool]):
    """`column` is one of a list given as one parameter (Session.array makes its value)."""

    inherit_cache = False

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        kind = BigInteger() if isinstance(column.type, Integer) else String()
        self.plain = bindparam(name, type_=String())
        self.array = bindparam(name, type_=postgresql.ARRAY(kind))


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"{column} IN (SELECT value FROM json_each({compiler.process(element.plain, **kw)}))"


@compiles(Among, "postgresql")
def _among_postgres(element: Among, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    return f"{column} = ANY({compiler.process(element.array, **kw)})"


def columns_of(table: type[SQLModel]) -> list[str]:
    """The names of a table's columns, in order."""
    return [c.name for c in table.__table__.columns]  # type: ignore[attr-defined]


def insert(table: type[SQLModel], *leave_out: str) -> Statement:
    """A plain insert of every column but those left to the database."""
    return Statement(lambda d: d.insert(_table(table)).values(_binds(table, leave_out)).inline())


def insert_new(table: type[SQLModel], *leave_out: str) -> Statement:
    """An insert that does nothing where a unique index already knows the row."""
    return Statement(
        lambda d: d.insert(_table(table))
        .values(_binds(table, leave_out))
        .on_conflict_do_nothing()
        .inline()
    )


def insert_id(table: type[SQLModel]) -> Statement:
    """An insert that returns the id the database gave."""
    return Statement(
        lambda d: d.insert(_table(table))
        .values(_binds(table, ("id",)))
        .returning(_table(table).c.id)
    )


def upsert(table: type[SQLModel]) -> Statement:
    """An insert that replaces the row with the same primary key."""

    def build(dialect: Dialect) -> Any:
        new = dialect.insert(_table(table)).values(_binds(table, ()))
        keys = [c.name for c in _table(table).primary_key]
        rest = {c.name: new.excluded[c.name] for c in _table(table).c if c.name not in keys}
        return new.on_conflict_do_update(index_elements=keys, set_=rest)

    return Statement(build)


def _table(table: type[SQLModel]) -> Any:
    return table.__table__  # type: ignore[attr-defined]


def _binds(table: type[SQLModel], leave_out: tuple[str, ...]) -> dict[str, Any]:
    return {name: bindparam(name) for name in columns_of(table) if name not in leave_out}
