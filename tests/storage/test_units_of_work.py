"""Units of work: grouped yet apart, durable when acknowledged, refused early when too many."""

import asyncio
import os
import signal
import subprocess
import sys
import threading

import psycopg
import pytest

from bot.domain.notices import Say, ToPerson
from bot.errors import NotFound, Overloaded
from bot.ports import Record
from storage.opening import open_database
from storage.settings import StorageSettings
from storage.writer import BATCH, DEPTH

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from bot.ports import Record
from storage.opening import open_database
from storage.settings import StorageSettings

async def main():
    tx = open_database(StorageSettings(sys.argv[1]), lambda: datetime.now(UTC))
    async def one(n):
        await tx.run(lambda tx: tx.records.put(Record("kept", str(n), {})))
        print(n, flush=True)
    for start in range(0, 10**6, 8):
        await asyncio.gather(*(one(start + n) for n in range(8)))

asyncio.run(main())
"""


async def held(transactions):
    """Holds the writer until the event is set, so that what follows is grouped."""
    gate, begun = threading.Event(), threading.Event()

    def wait(tx):
        begun.set()
        gate.wait(10)

    task = asyncio.ensure_future(transactions.run(wait))
    await asyncio.to_thread(begun.wait, 10)
    return gate, task


def keeps(key, then=None):
    def work(tx):
        tx.records.put(Record("k", key, {}))
        if then:
            raise then
        return key

    return work


async def test_a_failing_unit_takes_none_of_its_neighbours_along(transactions):
    gate, first = await held(transactions)
    units = [
        transactions.run(keeps(str(n), NotFound("error.no_ticket") if n == 2 else None))
        for n in range(5)
    ]
    tasks = [asyncio.ensure_future(unit) for unit in units]
    await asyncio.sleep(0)
    gate.set()
    outcomes = await asyncio.gather(first, *tasks, return_exceptions=True)
    assert [type(o) for o in outcomes[1:]] == [str, str, NotFound, str, str]
    kept = await transactions.read(lambda tx: [r.key for r in tx.records.all("k")])
    assert kept == ["0", "1", "3", "4"]


async def test_refusals_among_busy_units_spoil_no_later_statement(transactions):
    """psycopg would forget its prepared statements at each, while the pipeline uses them."""

    def looks(n):
        def work(tx):
            tx.records.put(Record("k", f"{n:03}", {}))
            tx.tickets.find(n + 1)
            tx.settings.version()
            if n % 3 == 2:
                raise NotFound("error.no_ticket")
            tx.chats.groups()
            return n

        return work

    for start in (0, 30):
        gate, first = await held(transactions)
        tasks = [asyncio.ensure_future(transactions.run(looks(start + n))) for n in range(30)]
        await asyncio.sleep(0)
        gate.set()
        outcomes = await asyncio.gather(first, *tasks, return_exceptions=True)
        expected = [NotFound if n % 3 == 2 else int for n in range(30)]
        assert [type(outcome) for outcome in outcomes[1:]] == expected
    kept = await transactions.read(lambda tx: [int(r.key) for r in tx.records.all("k")])
    assert kept == [n for n in range(60) if n % 3 != 2]


async def test_a_fault_of_the_database_in_one_unit_spares_the_others(transactions):
    """A duplicate version number is refused by the database itself."""
    from storage.configuration import _ADD

    def breaks(tx):
        tx.records.put(Record("k", "broken", {}))
        for _ in range(2):
            tx.session.write(_ADD, version=7, text="", by=None, at=0, why="")

    gate, first = await held(transactions)
    works = (keeps("a"), breaks, keeps("b"))
    tasks = [asyncio.ensure_future(transactions.run(work)) for work in works]
    await asyncio.sleep(0)
    gate.set()
    outcomes = await asyncio.gather(first, *tasks, return_exceptions=True)
    assert (outcomes[1], outcomes[3]) == ("a", "b")
    assert isinstance(outcomes[2], Exception)
    kept = await transactions.read(lambda tx: [r.key for r in tx.records.all("k")])
    assert kept == ["a", "b"]


async def test_too_many_waiting_units_are_refused_at_once(transactions):
    gate, first = await held(transactions)
    tasks = [asyncio.ensure_future(transactions.run(keeps("x"))) for _ in range(DEPTH)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await transactions.run(keeps("y"))
    gate.set()
    assert set(await asyncio.gather(*tasks)) == {"x"}
    await first


async def test_a_line_that_does_not_move_is_late(transactions, monkeypatch):
    monkeypatch.setattr("storage.writer.LATE", 0.01)
    gate, first = await held(transactions)
    assert not transactions.late, "nobody is in line"
    line = [asyncio.ensure_future(transactions.run(keeps("x"))) for _ in range(BATCH)]
    await asyncio.sleep(0.02)
    assert not transactions.late, "the next commit takes them all"
    line.append(asyncio.ensure_future(transactions.run(keeps("x"))))
    await asyncio.sleep(0)
    assert transactions.late
    gate.set()
    await asyncio.gather(first, *line)
    assert not transactions.late


async def test_a_read_changes_nothing_and_sees_one_moment(transactions):
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        await transactions.read(keeps("no"))
    seen, go = threading.Event(), threading.Event()

    def look(tx):
        before = tx.records.get("k", "a")
        seen.set()
        go.wait(10)
        return before, tx.records.get("k", "a")

    looking = asyncio.ensure_future(transactions.read(look))
    await asyncio.to_thread(seen.wait, 10)
    await transactions.run(keeps("a"))
    go.set()
    assert await looking == (None, None)


async def test_the_deliverer_is_woken_after_a_commit_that_filled_the_outbox(transactions):
    woken = asyncio.Event()
    transactions.on_commit(woken.set)
    await transactions.run(keeps("a"))
    assert not woken.is_set()
    await transactions.run(lambda tx: tx.outbox.add(Say("hi", ToPerson(1))))
    await asyncio.wait_for(woken.wait(), 5)


async def test_closing_finishes_what_waits_and_refuses_what_comes(transactions):
    tasks = [asyncio.ensure_future(transactions.run(keeps(str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    await transactions.close()
    assert await asyncio.gather(*tasks) == [str(n) for n in range(20)]
    with pytest.raises(Overloaded):
        await transactions.run(keeps("late"))


def acknowledged_before_kill(database_url):
    """What a writing process was told is kept, until it is killed in the middle."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert child.stdout is not None
    acknowledged = [child.stdout.readline() for _ in range(200)]
    child.send_signal(signal.SIGKILL)
    acknowledged += child.stdout.read().splitlines(keepends=True)
    child.wait()
    return {line.strip() for line in acknowledged if line.endswith("\n")}


async def test_kill_9_loses_nothing_that_was_acknowledged(database_url, tx_now):
    acknowledged = await asyncio.to_thread(acknowledged_before_kill, database_url)
    transactions = open_database(StorageSettings(database_url), tx_now)
    kept = {r.key for r in await transactions.read(lambda tx: tx.records.all("kept"))}
    await transactions.close()
    assert len(acknowledged) >= 200
    assert acknowledged <= kept


@pytest.mark.postgres
async def test_a_lost_connection_costs_no_unit_of_work(postgres_url, postgres_server, tx_now):
    transactions = open_database(StorageSettings(postgres_url), tx_now)
    await transactions.run(keeps("a"))
    await transactions.read(lambda tx: tx.records.get("k", "a"))
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'bihuan'"
        )
    assert await transactions.run(keeps("b")) == "b"
    assert await transactions.read(lambda tx: tx.records.get("k", "b")) is not None
    await transactions.close()


@pytest.mark.postgres
async def test_two_processes_adding_versions_at_once_both_succeed(postgres_url, tx_now):
    both = [open_database(StorageSettings(postgres_url), tx_now) for _ in range(2)]
    made = await asyncio.gather(
        *(
            each.run(lambda tx, n=n: tx.settings.add(f"v{n}", None, "race"))
            for n in range(10)
            for each in both
        )
    )
    assert sorted(setting.version for setting in made) == list(range(1, 21))
    for each in both:
        await each.close()
