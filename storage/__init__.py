"""Rows turned into the heart's values, on SQLite and PostgreSQL."""
