"""Rows turned into the heart's values, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.settings import StorageSettings
from storage.transactions import StoredTransactions


def open(settings: StorageSettings, now: Callable[[], datetime]) -> StoredTransactions:
    """Brings the schema to its head, if need be, and opens the database.

    `now` gives aware times; each unit of work reads it once. Blocks (call it at start);
    raises SetupError when the database cannot be opened.
    """
    from storage.opening import open_database

    return open_database(settings, now)


__all__ = ["StorageSettings", "StoredTransactions", "open"]
