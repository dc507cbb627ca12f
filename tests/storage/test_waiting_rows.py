"""Rows that wait for the commit: nobody can tell, save by the clock."""

import asyncio
import threading
from datetime import timedelta

import pytest

from bot.domain.people import ChatId
from bot.errors import NotFound
from bot.ports import Dialog
from storage import postgres
from storage.inbox import _CLAIM, _TAKE
from storage.opening import open_database
from storage.settings import StorageSettings
from tests.storage.making import make_ticket
from tests.storage.test_units_of_work import held

CHAT = ChatId("feishu", "t", "oc_1")


async def together(transactions, *works, claims=()):
    """Runs units of work in one transaction; their outcomes, errors included."""
    gate, first = await held(transactions)
    tasks = [asyncio.ensure_future(transactions.run(work, claims=claims)) for work in works]
    await asyncio.sleep(0)
    gate.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


def claims(key, then=None):
    def work(tx):
        new = tx.inbox.claim(key)
        if then:
            raise then
        return new

    return work


async def test_whoever_reads_sees_what_waits_of_their_own_and_of_those_before(transactions):
    def files(tx):
        ticket = make_ticket(tx, owner=1)
        assert tx.tickets.get(ticket.id) == ticket
        return ticket.id

    def only_files(tx):
        return make_ticket(tx, owner=1).id

    def looks(tx):
        return [t.id for t in tx.tickets.of_owner(1, None, 9).tickets], tx.tickets.loads([1])[1]

    one, two, seen, three = await together(transactions, only_files, files, looks, only_files)
    assert (one, two, three) == (1, 2, 3)
    assert (sorted(seen[0]), seen[1]) == ([1, 2], 2)


async def test_what_waits_of_a_failed_unit_is_dropped_and_its_number_given_again(transactions):
    def files_in_vain(tx):
        make_ticket(tx, owner=1)
        raise NotFound("error.no_ticket")

    def files(tx):
        return make_ticket(tx, owner=1).id

    outcomes = await together(transactions, files, files_in_vain, files)
    assert (outcomes[0], outcomes[2]) == (1, 2)
    assert isinstance(outcomes[1], NotFound)
    assert await transactions.read(lambda tx: tx.tickets.loads([1])) == {1: 2}


async def test_two_statements_for_one_table_keep_their_order(transactions):
    def writes(tx):  # both at once, the second _CLAIM would come before the _TAKE
        tx.session.write(_CLAIM, key="a", at=1)
        tx.session.write(_TAKE, key="b", at=1)
        tx.session.write(_CLAIM, key="b", at=2)
        return True

    assert await together(transactions, claims("z"), writes) == [True, True]
    assert not await transactions.run(claims("b"))


async def test_rows_that_cannot_be_written_fail_the_unit_that_left_them_alone(transactions):
    def takes(key):
        return lambda tx: tx.session.write(_TAKE, key=key, at=1)

    def looks(tx):
        return tx.inbox.claim("other")  # here the rows before it are written

    outcomes = await together(transactions, takes("a"), takes("a"), looks, takes("b"))
    assert outcomes[0] is None
    assert outcomes[2:] == [True, None]
    assert "unique" in str(outcomes[1]).lower()


@pytest.mark.parametrize("announced", [True, False])
async def test_of_units_that_claim_one_happening_together_one_gets_it(transactions, announced):
    await transactions.run(claims("old"))
    keys = ("old", "new", "failed") if announced else ()
    outcomes = await together(
        transactions, claims("old"), claims("new"), claims("new"),
        claims("failed", NotFound("error.no_ticket")), claims("failed"), claims("new"),
        claims=keys,
    )  # fmt: skip
    assert outcomes[:3] == [False, True, False]
    assert isinstance(outcomes[3], NotFound)
    assert outcomes[4:] == [True, False]
    assert not await transactions.run(claims("failed"))


@pytest.mark.postgres
async def test_of_two_processes_that_found_a_happening_free_one_gets_it(postgres_url, tx_now):
    ours, theirs = (open_database(StorageSettings(postgres_url), tx_now) for _ in range(2))
    found, go = threading.Event(), threading.Event()

    def slowly(tx):
        found.set()
        go.wait(10)
        return tx.inbox.claim("k")

    slow = asyncio.ensure_future(ours.run(slowly, claims=("k",)))
    await asyncio.to_thread(found.wait, 10)
    assert await theirs.run(claims("k"), claims=("k",))
    go.set()
    assert not await slow
    for each in (ours, theirs):
        await each.close()


@pytest.mark.postgres
async def test_the_numbers_of_two_processes_have_no_gaps_whatever_fails(postgres_url, tx_now):
    both = [open_database(StorageSettings(postgres_url), tx_now) for _ in range(2)]

    def files(n):
        def work(tx):
            ticket = make_ticket(tx)
            if n % 3 == 0:
                raise NotFound("error.no_ticket")
            return ticket.id

        return work

    outcomes = await asyncio.gather(
        *(each.run(files(n)) for n in range(30) for each in both), return_exceptions=True
    )
    given = sorted(number for number in outcomes if isinstance(number, int))
    assert given == list(range(1, 41))
    for each in both:
        await each.close()


@pytest.mark.postgres
async def test_a_machine_that_is_gone_is_given_up_soon(postgres_url):
    """What it held, the next number among it, is free again (here only that the server is told:
    nobody can pull a plug)."""
    with postgres.connect(postgres_url) as connection:
        found = connection.execute(
            "SELECT name FROM pg_settings WHERE source = 'client' AND name LIKE 'tcp_keepalives%'"
        ).fetchall()
    assert len(found) == 3


async def test_a_question_is_answered_in_the_transaction_that_asked_it(transactions, tx_now):
    asked = Dialog(7, CHAT, "reason", {}, tx_now.at + timedelta(minutes=1))

    def get(tx):
        return tx.dialogs.get(7, CHAT)

    def close(tx):
        tx.dialogs.close(7, CHAT)

    outcomes = await together(
        transactions, get, lambda tx: tx.dialogs.open(asked), get, close, get, claims=("k",)
    )
    assert outcomes == [None, None, asked, None, None]


async def test_expired_questions_are_dropped(transactions, tx_now):
    for person, minutes in ((1, 1), (2, 3)):
        asked = Dialog(person, CHAT, "reason", {}, tx_now.at + timedelta(minutes=minutes))
        await transactions.run(lambda tx, asked=asked: tx.dialogs.open(asked))
    tx_now.forward(minutes=2)
    assert await transactions.run(lambda tx: tx.dialogs.forget_before(tx.now)) == 1
    assert await transactions.run(lambda tx: tx.dialogs.get(2, CHAT), claims=("k",)) is not None
