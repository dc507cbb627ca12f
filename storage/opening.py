"""Opens a database: its schema brought to the head under a lock, its installation id made."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import bindparam, select, text

from bot.errors import SetupError
from storage import columns as c
from storage import postgres, sqlite
from storage.schema import HEAD
from storage.sessions import Cursors, PostgresSession, SqliteSession
from storage.settings import StorageSettings
from storage.statements import Statement, insert_new
from storage.tables import Meta
from storage.transactions import StoredTransactions
from storage.tx import Bench

_REVISION = Statement(text("SELECT version_num FROM alembic_version"))
_SET_META = insert_new(Meta)
_META = Statement(select(c.meta.value).where(c.meta.key == bindparam("key")))


def open_database(
    settings: StorageSettings, now: Callable[[], datetime]
) -> StoredTransactions:
    """See storage.open."""
    try:
        installation = prepare(settings)
        bench = Bench(now, installation)
        if settings.is_sqlite:
            return StoredTransactions(
                settings, bench, sqlite.SqliteCommitter(settings, bench), sqlite.SqliteReader
            )
        return StoredTransactions(
            settings, bench, postgres.PostgresCommitter(settings, bench), postgres.PostgresReader
        )
    except (sqlite3.Error, psycopg.Error, OSError) as error:
        raise SetupError([f"DATABASE_URL: {settings!r} cannot be opened: {error}"]) from error


def prepare(settings: StorageSettings) -> str:
    """Migrates if need be; returns the installation id, made once per database."""
    connection: Any
    session: Any
    if settings.path is not None:
        settings.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite.connect(settings.path, settings.synchronous)
        session = SqliteSession(connection)
    else:
        connection = postgres.connect(settings.url)
        session = PostgresSession(Cursors(connection))
    with contextlib.closing(connection):
        if _revision(session) != HEAD:
            from storage.migrate import migrate

            migrate(settings)
        session.write(_SET_META, key="installation", value=secrets.token_hex(8))
        return str(session.rows(_META, key="installation")[0][0])


def _revision(session: Any) -> str | None:
    try:
        row = session.row(_REVISION)
    except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
        return None
    return row[0] if row else None
