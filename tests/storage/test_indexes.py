"""Indexes: each is walked by some statement, for each costs every filing and every click."""

import importlib
import pkgutil
import random
import re

import psycopg
import pytest

import storage
from benchmarks.growth import events
from benchmarks.seed import seed
from storage.lists import _POOL, _TEAM_POOL
from storage.opening import open_database
from storage.report_statements import OPEN
from storage.settings import StorageSettings
from storage.statements import POSTGRES, SQLITE, Statement

POSTGRES_ALONE = ("tsquery", "tsvector", "ANY(", "pg_advisory")


def _statements():
    """Every statement the storage room knows by name."""
    found = []

    def look(value):
        if isinstance(value, Statement):
            found.append(value)
        elif isinstance(value, dict | tuple | list):
            for each in value.values() if isinstance(value, dict) else value:
                look(each)

    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if ".schema" not in module.name:
            for value in vars(importlib.import_module(module.name)).values():
                look(value)
    return found


def _sqlite_plan(tx, statement):
    text = statement.on(SQLITE).sql
    rows = tx.session._execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?"))
    return " ".join(row[3] for row in rows)


def _postgres_plan(connection, statement):
    numbers = iter(range(1, 1000))
    text = re.sub("%s", lambda _: f"${next(numbers)}", statement.on(POSTGRES).sql)
    asked = connection.pgconn.exec_(f"EXPLAIN (GENERIC_PLAN) {text}".encode())
    assert asked.status == psycopg.pq.ExecStatus.TUPLES_OK, asked.error_message
    return " ".join(asked.get_value(row, 0).decode() for row in range(asked.ntuples))


async def test_every_index_of_our_own_serves_a_statement(sqlite_url, tx_now):
    opened = open_database(StorageSettings(sqlite_url), tx_now)

    def plans(tx):
        told = ""
        for statement in _statements():
            text = statement.on(SQLITE).sql
            if not any(word in text for word in POSTGRES_ALONE):
                told += _sqlite_plan(tx, statement) + " "
        rows = tx.session._execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        return told, {row[0] for row in rows}

    try:
        told, indexes = await opened.read(plans)
    finally:
        await opened.close()
    assert len(indexes) > 25
    assert {name for name in indexes if f"INDEX {name}" not in told} == set()


@pytest.mark.postgres
@pytest.mark.parametrize("statement", [_POOL, _TEAM_POOL])
def test_postgresql_reads_the_pool_in_order(postgres_url, statement):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for setting in ("enable_seqscan", "enable_sort"):
            connection.execute(f"SET {setting} = off")
        told = _postgres_plan(connection, statement)
    assert "ticket_by_owner" in told and "Sort" not in told, told


@pytest.mark.postgres
def test_postgresql_does_not_look_up_all_that_was_ever_filed_for_what_is_open(postgres_url):
    dice = random.Random(1)
    seed(postgres_url, 1000, lambda number: events(number, dice, is_open=number % 5 == 0))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        told = _postgres_plan(connection, OPEN)
    assert "ticket_by_team" in told and "ticket_by_filing" not in told, told


async def test_sqlite_reads_the_pool_in_order(sqlite_url, tx_now):
    opened = open_database(StorageSettings(sqlite_url), tx_now)
    try:
        for statement in (_POOL, _TEAM_POOL):
            told = await opened.read(lambda tx, s=statement: _sqlite_plan(tx, s))
            assert "USING INDEX ticket_by_" in told and "TEMP B-TREE" not in told, told
    finally:
        await opened.close()
