"""Many tickets into PostgreSQL at once: COPY into tables without their secondary indexes, which
are built afterwards. The rows are those that filing and moving would have left, chains, word index
and loads included: `python -m bot verify` finds no fault in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from bot.domain.lifecycle import Event, fold
from bot.domain.ticket import State, Ticket
from bot.domain.times import to_ms
from storage.chain import START, link
from storage.mapping import TICKET_COLUMNS, ticket_values
from storage.plain import canonical
from storage.search.index import searchable
from storage.search.scopes import names_of
from storage.search.statements import SEARCHED
from storage.search.words import pieces

CHUNK = 20_000  # tickets in memory at a time
TABLES = ("ticket", "history", "ticket_text", "ticket_words", "scope")
_COLUMNS = {
    "ticket": TICKET_COLUMNS,
    "history": ("ticket", "seq", "kind", "at", "actor", "data", "hash"),
    "ticket_text": ("ticket", "text"),
    "ticket_words": ("ticket", "words"),
    "scope": ("name", "ticket"),
}
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary AND NOT i.indisunique"""
_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])"""

Rows = dict[str, list[Sequence[Any]]]


def made_database(url: str, name: str) -> str:
    """The URL of the database of that name on the server of `url`; made if it is not there."""
    with psycopg.connect(url, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(known, [name]).fetchall():
            connection.execute(f'CREATE DATABASE "{name}"')
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def seed(url: str, count: int, history: Callable[[int], Sequence[Event]]) -> None:
    """So many more tickets, whose histories `history` tells, into a migrated database."""
    loads: Counter[int] = Counter()
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT coalesce(max(id), 0) FROM ticket").fetchone()
        first = (found[0] if found else 0) + 1
        end = first + count
        with _without_indexes(connection):
            for start in range(first, end, CHUNK):
                rows = _rows(range(start, min(start + CHUNK, end)), history, loads)
                for table in TABLES:
                    _copy(connection, table, rows[table])
        connection.cursor().executemany(
            "INSERT INTO person_load (person, open) VALUES (%s, %s)"
            " ON CONFLICT (person) DO UPDATE SET open = person_load.open + excluded.open",
            list(loads.items()),
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Secondary indexes and foreign keys are dropped and made anew."""
    tables = list(TABLES)
    indexes = connection.execute(_INDEXES, [tables]).fetchall()
    keys = connection.execute(_KEYS, [tables]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for table, name, _ in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        connection.execute(definition)
    for table, name, definition in keys:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _copy(connection: psycopg.Connection[Any], table: str, rows: list[Sequence[Any]]) -> None:
    columns = ", ".join(f'"{name}"' for name in _COLUMNS[table])
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _rows(
    numbers: range, history: Callable[[int], Sequence[Event]], loads: Counter[int]
) -> Rows:
    rows: Rows = {table: [] for table in TABLES}
    for number in numbers:
        events = history(number)
        ticket = fold(number, events)
        head = START
        for seq, event in enumerate(events, 1):
            data, at = canonical(event.data)[1], to_ms(event.at)
            head = link(head, number, seq, event.kind, at, event.actor, data)
            rows["history"].append((number, seq, event.kind, at, event.actor, data, head))
        values = ticket_values(ticket, head)
        rows["ticket"].append([number, *(values[name] for name in TICKET_COLUMNS[1:])])
        said = [getattr(ticket, name) for name in SEARCHED]
        text = searchable(number, said, ticket.fields, (event.data for event in events[1:]))
        rows["ticket_text"].append((number, text))
        rows["ticket_words"].append((number, _vector(pieces(text))))
        rows["scope"] += ((name, number) for name in names_of(ticket))
        if _is_burden(ticket):
            loads[ticket.owner or 0] += 1
    return rows


def _vector(words: set[str]) -> str:
    """A tsvector as PostgreSQL reads it. A piece holds neither quotes nor backslashes."""
    return " ".join(f"'{word}'" for word in sorted(words))


def _is_burden(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.state is not State.RESOLVED and ticket.owner is not None
