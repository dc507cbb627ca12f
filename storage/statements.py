"""Statements written once with SQLAlchemy Core and compiled once per database to driver SQL.

The drivers then run plain strings: compiling per call would cost more than the database does
(measurements.md). Values always travel as parameters, never inside the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Alias,
    BigInteger,
    Column,
    Insert,
    Integer,
    String,
    Table,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ClauseElement, ColumnElement, TextClause
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.sql.visitors import iterate
from sqlmodel import SQLModel

_ROWS = "rows"  # the one mark of a `many`


@dataclass(frozen=True, slots=True)
class Dialect:
    """One database's way of speaking. `insert` knows ON CONFLICT."""

    name: str
    insert: Callable[[Any], Any]
    compiler: Any


SQLITE = Dialect("sqlite", sqlite.insert, sqlite.dialect(paramstyle="qmark"))
POSTGRES = Dialect("postgresql", postgresql.insert, postgresql.psycopg.dialect(paramstyle="format"))


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A statement as the driver takes it: its text, and the values of a call in the order of its
    marks (drivers look a name up for every mark and every row, which costs more than the insert
    of a narrow row), whose names are `marks`.

    `tables`: those it reads or writes; None where only the database could tell. `waits`: an
    insert into one table that reads no other and answers nothing (behind.py). `many`: the same
    insert of any number of rows, whose one parameter is a JSON array of objects; None where rows
    go one by one. `fresh_plan`: see Statement.
    """

    sql: str
    marks: tuple[str, ...]
    in_order: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    tables: frozenset[str] | None
    changes: bool
    waits: bool
    many: str | None
    fresh_plan: bool


class Statement:
    """A Core construct, or a function that makes one for a dialect, and its compiled forms.

    `many`: an insert's other form, of `given` rows; for PostgreSQL, which spends as much on
    every single statement as on the row. `fresh_plan`: plan anew for these values (PostgreSQL),
    where a rare word wants another way than a common one.
    """

    __slots__ = ("_build", "_compiled", "_many", "fresh_plan")

    def __init__(
        self,
        build: ClauseElement | Callable[[Dialect], ClauseElement],
        *,
        many: ClauseElement | None = None,
        fresh_plan: bool = False,
    ) -> None:
        self._build = build
        self._many = many
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
        compiled = _compiled(construct, dialect)
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        constants = {k: v for k, v in compiled.params.items() if k not in asked}
        tables = _tables(construct)
        marks, many = compiled.positiontup or [], None
        if self._many is not None and dialect is POSTGRES:
            together = _compiled(self._many, dialect)
            assert together.positiontup == [_ROWS], "its rows are all it takes"
            many = str(together)
        made = self._compiled[dialect.name] = Compiled(
            str(compiled), tuple(marks), _in_order(marks, constants), tables,
            changes=not isinstance(construct, SelectBase),
            waits=isinstance(construct, Insert) and not compiled.effective_returning
            and tables is not None and len(tables) == 1, many=many, fresh_plan=self.fresh_plan,
        )  # fmt: skip
        return made


def _compiled(construct: ClauseElement, dialect: Dialect) -> Any:
    return construct.compile(
        dialect=dialect.compiler, compile_kwargs={"render_postcompile": True}
    )


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


def given(table: type[SQLModel] | Table, *names: str) -> Any:
    """The rows of a Statement's `many`, with these columns, in order."""
    listed = [column(name, _table(table).c[name].type) for name in names]
    array = bindparam(_ROWS, type_=postgresql.JSON())
    return func.json_to_recordset(array).table_valued(*listed).render_derived("given", True)


def numbered(table: type[SQLModel] | Table, *names: str) -> Any:
    """The same as a subquery with a column `place`, for what depends on the order."""
    return select(given(table, *names), func.row_number().over().label("place")).subquery("row")


def latest(table: type[SQLModel] | Table, names: Sequence[str], keys: Sequence[str]) -> Any:
    """Of those with the same key the last, for one statement may not change a row twice."""
    row = numbered(table, *names).c
    return (
        select(*(row[name] for name in names))
        .ext(postgresql.distinct_on(*(row[key] for key in keys)))
        .order_by(*(row[key] for key in keys), row.place.desc())
    )


def insert(table: type[SQLModel], *leave_out: str) -> Statement:
    """A plain insert of every column but those left to the database."""
    names = _names(table, leave_out)
    return inserting(table, names, lambda new: new, select(given(table, *names)))


def insert_new(table: type[SQLModel], *leave_out: str) -> Statement:
    """An insert that does nothing where a unique index already knows the row."""
    names = _names(table, leave_out)
    return inserting(
        table, names, lambda new: new.on_conflict_do_nothing(), select(given(table, *names))
    )


def insert_id(table: type[SQLModel]) -> Statement:
    """An insert that returns the id the database gave."""
    return Statement(
        lambda d: d.insert(_table(table))
        .values(_binds(_names(table, ("id",))))
        .returning(_table(table).c.id)
    )


def upsert(table: type[SQLModel]) -> Statement:
    """An insert that replaces the row with the same primary key."""
    names, keys = columns_of(table), [c.name for c in _table(table).primary_key]

    def replacing(new: Any) -> Any:
        rest = {name: new.excluded[name] for name in names if name not in keys}
        return new.on_conflict_do_update(index_elements=keys, set_=rest)

    return inserting(table, names, replacing, latest(table, names, keys))


def inserting(
    table: type[SQLModel], names: list[str], ending: Callable[[Any], Any], rows: Any
) -> Statement:
    """An insert of these columns with this ending; `rows`: what becomes of `given` ones."""
    return Statement(
        lambda d: ending(d.insert(_table(table)).values(_binds(names)).inline()),
        many=ending(POSTGRES.insert(_table(table)).from_select(names, rows)),
    )


def _table(table: type[SQLModel] | Table) -> Any:
    return getattr(table, "__table__", table)


def _names(table: type[SQLModel], leave_out: tuple[str, ...]) -> list[str]:
    return [name for name in columns_of(table) if name not in leave_out]


def _binds(names: list[str]) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}
