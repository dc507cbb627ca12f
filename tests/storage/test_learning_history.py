"""What closed before the bot could learn is learned once, after the migration."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.domain.lifecycle import moved
from bot.domain.policy.defaults import default_policy
from bot.ports import Tx
from storage.learning import learn_quietly
from storage.migrate import SCHEMA, engine
from storage.opening import open_database
from storage.search import index_quietly
from storage.settings import StorageSettings
from storage.transactions import StoredTransactions
from tests.conftest import StillClock
from tests.storage.making import make_ticket

BEFORE = "0003"


def _history(tx: Tx) -> None:
    """Three that were closed, one that was called off, one still open."""
    for n in range(5):
        ticket = make_ticket(tx, owner=1, category="水", place="三号楼", title="漏了", body="漏了")
        verbs = [("accept", "resolve", "approve"), ("cancel",), ()][max(0, n - 2)]
        for verb in verbs:
            ticket = tx.tickets.change(ticket, [moved(verb, 1, tx.now)], check_at=None)


async def test_an_installation_learns_the_history_it_already_has(
    sqlite_url: str, tmp_path: Path, tx_now: StillClock
) -> None:
    made = open_database(StorageSettings(sqlite_url), tx_now)
    await made.run(_history)
    await made.close()
    old = tmp_path / "old.db"
    await _as_it_was(old, Path(sqlite_url.removeprefix("sqlite:///")))

    upgraded: StoredTransactions = open_database(StorageSettings(f"sqlite:///{old}"), tx_now)
    heard = await learn_quietly(upgraded, lambda tx: default_policy())
    await index_quietly(upgraded)
    judge = await upgraded.read(lambda tx: tx.models.judge("team:机修"))
    noted = await upgraded.read(lambda tx: tx.faults.often(tx.now.replace(year=2020), 5, 9))
    again = await learn_quietly(upgraded, lambda tx: default_policy())
    await upgraded.close()
    assert heard == 3 and judge is not None and dict(judge.labels("category")) == {"水": 3}
    assert again == 0 and list(noted) == [("place", "3号楼")]


async def _as_it_was(old: Path, new: Path) -> None:
    """A database of the version before learning, with the same tickets."""
    config = Config()
    config.set_main_option("script_location", str(SCHEMA))
    made = engine(StorageSettings(f"sqlite:///{old}"))
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
    made.dispose()
    connection = sqlite3.connect(old)
    connection.execute("ATTACH ? AS new", (str(new),))
    for table in ("ticket", "history"):
        connection.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
    connection.commit()
    connection.close()
