"""The schema: migrations make exactly the tables of the models; settings; verification."""

import subprocess
import sys
from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from bot.domain.lifecycle import moved
from bot.domain.times import to_ms
from bot.errors import SetupError
from storage import columns
from storage.migrate import SCHEMA, engine
from storage.opening import open_database, prepare
from storage.schema import HEAD
from storage.settings import StorageSettings
from storage.verify import verify
from tests.storage.making import make_ticket


def _ours(name, kind, _parents):
    return not (kind == "table" and name.startswith("ticket_words"))


def test_migrations_make_exactly_the_tables_of_the_models(database_url):
    assert columns.ticket is not None
    made = engine(StorageSettings(database_url))
    with made.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _ours, "compare_type": True}
        )
        differences = compare_metadata(context, SQLModel.metadata)
    made.dispose()
    assert differences == []


def test_head_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(SCHEMA))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_start_at_the_head_does_not_load_alembic(sqlite_url):
    script = (
        "import sys; from storage.opening import prepare;"
        "from storage.settings import StorageSettings;"
        f"prepare(StorageSettings({sqlite_url!r})); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


async def test_an_outbox_filled_before_lanes_had_heads_goes_on_in_order(tmp_path, tx_now):
    url, now = f"sqlite:///{tmp_path / 'old.db'}", to_ms(tx_now.at)
    made = engine(StorageSettings(url))
    config = Config()
    config.set_main_option("script_location", str(SCHEMA))
    rows = (("chat:a", 0, "a1"), ("chat:a", 60_000, "later"), ("chat:a", 0, "a2"))
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for lane, delay, kind in rows:
            connection.execute(
                text("INSERT INTO outbox (lane, state, due_at, not_before, kind, audience, facts,"
                     " redraw, urgent, attempts, created_at) VALUES (:lane, 0, :at, :at, :kind,"
                     " '[\"person\",1]', '{}', false, false, 0, :now)"),
                {"lane": lane, "at": now + delay, "kind": kind, "now": now},
            )  # fmt: skip
    made.dispose()
    transactions = open_database(StorageSettings(url), tx_now)
    said = []
    for minutes in (0, 0, 1):
        tx_now.forward(minutes=minutes)
        items = await transactions.run(
            lambda tx: tx.outbox.lease(9, tx.now + timedelta(hours=1))
        )
        for item in items:
            said.append(item.say.kind)
            await transactions.run(lambda tx, number=item.id: tx.outbox.done(number))
    await transactions.close()
    assert said == ["a1", "a2", "later"]


def test_processes_starting_together_migrate_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    script = (
        "from storage.opening import prepare; from storage.settings import StorageSettings;"
        f"print(prepare(StorageSettings({url!r})))"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ids = {child.communicate()[0].strip() for child in children}
    assert len(ids) == 1 and [child.returncode for child in children] == [0, 0, 0]
    assert prepare(StorageSettings(url)) in ids


def test_settings_list_every_fault_at_once_and_mask_the_password():
    with pytest.raises(SetupError) as caught:
        StorageSettings.from_env(
            {"DATABASE_URL": "mysql://x", "DATABASE_SYNCHRONOUS": "off", "POOL_SIZE": "0"}
        )
    assert len(caught.value.faults) == 3
    for url in ("postgresql://u:s3cret@h/db", "postgresql://h/db?user=u&password=s3cret"):
        assert "s3cret" not in repr(StorageSettings.from_env({"DATABASE_URL": url}))
    assert StorageSettings.from_env({}) == StorageSettings()
    for url in ("sqlite://x.db", "sqlite:///:memory:", "sqlite:///"):
        with pytest.raises(SetupError):
            StorageSettings.from_env({"DATABASE_URL": url})


def test_a_database_that_cannot_be_opened_is_a_setup_fault(tmp_path, tx_now):
    (tmp_path / "file").write_text("no database")
    with pytest.raises(SetupError):
        open_database(StorageSettings(f"sqlite:///{tmp_path / 'file'}"), tx_now)


TAMPERING = {
    "a changed event": ("UPDATE history SET data = replace(data, '漏水', '没事') WHERE seq = 1", 3),
    "a changed actor": ("UPDATE history SET actor = 9 WHERE ticket = 2 AND seq = 3", 1),
    "a deleted event": ("DELETE FROM history WHERE ticket = 2 AND seq = 2", 1),
    "a deleted last event": ("DELETE FROM history WHERE ticket = 2 AND seq = 3", 1),
    "a changed row": ("UPDATE ticket SET owner = 9 WHERE id = 3", 3),
    "a changed counter": ("UPDATE person_load SET open = 9 WHERE person = 2", 1),
}


@pytest.mark.parametrize("deed", TAMPERING)
async def test_verify_finds_tampering(transactions, database_url, deed):
    def work(tx):
        for _ in range(3):
            ticket = make_ticket(tx, owner=2)
            tx.tickets.change(ticket, [moved("accept", 2, tx.now)], check_at=tx.now)

    await transactions.run(work)
    assert await transactions.read(verify) == []
    statement, faults = TAMPERING[deed]
    made = engine(StorageSettings(database_url))
    with made.begin() as connection:
        connection.execute(text(statement))
    made.dispose()
    found = await transactions.read(verify)
    assert len(found) == faults and all(str(fault) for fault in found)


async def test_verify_finds_swapped_events(transactions, database_url):
    await transactions.run(lambda tx: make_ticket(tx))
    made = engine(StorageSettings(database_url))
    with made.begin() as connection:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            connection.execute(text(f"UPDATE history SET seq = {new} WHERE seq = {old}"))
    made.dispose()
    assert [str(f) for f in await transactions.read(verify)] == ["#1: event 1 was changed"]
