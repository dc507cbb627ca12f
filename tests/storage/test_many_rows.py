"""Rows of one statement go to the database together: whatever they hold, it is as if each had
gone alone."""

import asyncio

import pytest
from sqlalchemy import text

from bot.domain.notices import Say, ToPerson
from bot.errors import NotFound
from bot.ports import Record
from storage.inbox import _TAKE
from storage.opening import open_database
from storage.settings import StorageSettings
from storage.statements import Statement
from tests.storage.making import make_ticket
from tests.storage.test_waiting_rows import together

HOSTILE = (
    "", " ", "NULL", "null", "{}", '{"a": [null]}', "\\", "\\\\N", "\\u0000", '"', "'; --", "{,}",
    "%s", "a\tb\nc\rd", "\x01\x1f\x7f", "\u2028\ufeff", "空调漏水🔧👨‍👩‍👧", "e\u0301",
)  # fmt: skip
FIRST = 1 << 40  # more than four bytes hold


def takes(key, at=1):
    return lambda tx: tx.session.write(_TAKE, key=key, at=at)


async def test_tickets_filed_together_keep_every_character(transactions):
    def files(words):
        return lambda tx: make_ticket(
            tx, owner=1, title=words, body=words * 2, place=words or None, fields={"k": words}
        )

    made = await together(transactions, *(files(words) for words in HOSTILE))
    numbers = range(1, len(HOSTILE) + 1)
    kept = await transactions.read(lambda tx: tx.tickets.get_many(numbers))
    assert [kept[number] for number in numbers] == made
    assert [ticket.body for ticket in made] == [words * 2 for words in HOSTILE]
    for number, words in zip(numbers, HOSTILE, strict=True):
        first = (await transactions.read(lambda tx, n=number: tx.tickets.history(n)))[0]
        assert first.event.data["title"] == words
    assert await transactions.read(lambda tx: tx.tickets.loads([1])) == {1: len(HOSTILE)}


@pytest.mark.parametrize(
    "key, at",
    [("half \ud83d", 1), ("nul \x00", 1), (b"bytes", 1), ("big", 2**63), ("huge", 2**70),
     ("none", None), ("float", 1.5), ("text", "1"), ("words", "x"), ("true", True)],
)  # fmt: skip
async def test_what_one_row_cannot_hold_it_cannot_hold_among_others(transactions, key, at):
    alone = await asyncio.gather(transactions.run(takes(key, at)), return_exceptions=True)
    kept = Statement(text("SELECT key, at FROM inbox ORDER BY at"))
    once = await transactions.read(lambda tx: tx.session.rows(kept))
    await transactions.run(lambda tx: tx.session.count(Statement(text("DELETE FROM inbox"))))
    outcomes = await together(
        transactions, takes("a", FIRST), takes(key, at), takes("b", FIRST + 1)
    )
    assert outcomes[0] is outcomes[2] is None
    assert isinstance(outcomes[1], Exception) is isinstance(alone[0], Exception)
    rows = await transactions.read(lambda tx: tx.session.rows(kept))
    assert [row for row in rows if row[1] not in (FIRST, FIRST + 1)] == once
    assert [row for row in rows if row[1] in (FIRST, FIRST + 1)] == [
        ("a", FIRST), ("b", FIRST + 1),
    ]  # fmt: skip


async def test_of_rows_with_one_key_the_last_stays(transactions):
    def puts(n):
        return lambda tx: tx.records.put(Record("kind", "key", {"n": n}))

    assert await together(transactions, puts(1), puts(2), puts(3)) == [None] * 3
    kept = await transactions.read(lambda tx: tx.records.all("kind"))
    assert [record.data["n"] for record in kept] == [3]


async def test_says_of_one_commit_stand_in_their_lanes_as_they_came(transactions, tx_now):
    def says(*kinds, person, once=None):
        return lambda tx: tx.outbox.add(*(Say(kind, ToPerson(person), once=once) for kind in kinds))

    async def leased():
        items = await transactions.run(lambda tx: tx.outbox.lease(9, tx.now))
        for item in items:
            await transactions.run(lambda tx, item=item: tx.outbox.done(item.id))
        return [item.say.kind for item in items]

    await transactions.run(says("known", person=2, once="alarm"))
    assert await leased() == ["known"]

    def fails(tx):
        says("lost", person=3)(tx)
        raise NotFound("error.no_ticket")

    await together(
        transactions, says("a1", "a2", person=1), says("again", person=2, once="alarm"),
        says("b1", person=2), fails, says("a3", person=1), says("b2", person=2, once="new"),
        says("c1", "c2", person=3), says("b3", person=2),
    )  # fmt: skip
    assert await leased() == ["a1", "b1", "c1"]
    assert await leased() == ["a2", "b2", "c2"]
    assert await leased() == ["a3", "b3"]


@pytest.mark.postgres
async def test_a_reader_keeps_its_prepared_statements(postgres_url, tx_now):
    prepared = Statement(text(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM ' || 'ticket%'"
    ))  # fmt: skip

    def looks(tx):
        tx.tickets.find(1)
        return tx.session.rows(prepared)[0][0]

    opened = open_database(StorageSettings(postgres_url, pool_size=1), tx_now)
    assert await opened.read(looks) == 1
    assert await opened.read(lambda tx: tx.session.rows(prepared)[0][0]) == 1
    await opened.close()
