"""Runs the migrations; imported only when there are some to run, for Alembic is slow to load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, text

from storage import postgres, sqlite
from storage.settings import StorageSettings

LOCK = 0x62_69_68_75_61_6E  # "bihuan": PostgreSQL's advisory lock for migrations
SCHEMA = Path(__file__).with_name("schema")


def engine(settings: StorageSettings) -> Engine:
    """An SQLAlchemy engine for migrations and their tests; begins SQLite transactions with the
    write lock, so that of two processes one waits."""
    path = settings.path
    if path is None:
        return create_engine("postgresql+psycopg://", creator=lambda: _psycopg(settings.url))
    made = create_engine("sqlite://", creator=lambda: sqlite.connect(path, settings.synchronous))
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def migrate(settings: StorageSettings) -> None:
    """Brings the schema to the head; of several processes the first does it."""
    config = Config()
    config.set_main_option("script_location", str(SCHEMA))
    made = engine(settings)
    with made.begin() as connection:
        if not settings.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            # Connections give a statement 30 s; an index of a million tickets wants more.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    made.dispose()


def _psycopg(url: str) -> Any:
    connection = postgres.connect(url)
    connection.autocommit = False
    connection.prepare_threshold = None
    return connection
