"""Alembic migrations. HEAD is the newest revision; a start at HEAD does not load Alembic."""

HEAD = "0008"
