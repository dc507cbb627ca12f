"""Tickets, their history and the counters beside them, on both databases."""

import asyncio
from dataclasses import fields

import pytest

from bot.domain.lifecycle import Event, fold, moved
from bot.domain.ticket import State, Ticket
from bot.errors import NotFound, Stale
from tests.storage.making import filed, make_ticket


async def test_a_ticket_comes_back_as_it_was_filed(transactions):
    made = await transactions.run(lambda tx: make_ticket(tx, fields={"工位": "3-17"}))
    assert made.id == 1
    assert await transactions.read(lambda tx: tx.tickets.get(1)) == made


async def test_a_ticket_read_has_all_its_fields_and_nothing_else(transactions):
    made = await transactions.run(make_ticket)
    found = await transactions.read(lambda tx: tx.tickets.get(made.id))
    assert set(vars(found)) == {field.name for field in fields(Ticket)}
    assert found == made


async def test_numbers_count_up_and_a_failing_filing_leaves_no_gap(transactions, database_url):
    def fails(tx):
        make_ticket(tx)
        raise NotFound("error.no_ticket", number=9)

    await transactions.run(make_ticket)
    with pytest.raises(NotFound):
        await transactions.run(fails)
    second = await transactions.run(make_ticket)
    assert second.id == 2 or not database_url.startswith("sqlite")
    assert second.id > 1


async def test_numbers_have_no_gaps_however_many_file_at_once(transactions):
    for at_once in (40, 1, 7):
        await asyncio.gather(*(transactions.run(make_ticket) for _ in range(at_once)))
    found = await transactions.read(lambda tx: tx.tickets.get_many(range(1, 50)))
    assert sorted(found) == list(range(1, 49))


async def test_history_is_numbered_chained_and_folds_to_the_ticket(transactions):
    ticket = await transactions.run(make_ticket)
    after = await transactions.run(
        lambda tx: tx.tickets.change(
            tx.tickets.get(ticket.id), [moved("accept", 2, tx.now)], check_at=tx.now
        )
    )
    lines = await transactions.read(lambda tx: tx.tickets.history(ticket.id))
    assert [line.seq for line in lines] == [1, 2, 3]
    assert [line.previous for line in lines] == ["", lines[0].hash, lines[1].hash]
    assert after.check_at is not None
    folded = fold(ticket.id, (line.event for line in lines))
    assert (folded.state, folded.owner, folded.version) == (State.IN_PROGRESS, 2, after.version)
    last = await transactions.read(lambda tx: tx.tickets.last_event(ticket.id))
    assert last == lines[-1]


async def test_of_two_clicks_on_the_same_version_one_is_stale(transactions):
    ticket = await transactions.run(make_ticket)

    def accept(person):
        return lambda tx: tx.tickets.change(
            ticket, [moved("accept", person, tx.now)], check_at=None
        )

    outcomes = await asyncio.gather(
        *(transactions.run(accept(person)) for person in (2, 3)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 1
    now = await transactions.read(lambda tx: tx.tickets.get(ticket.id))
    assert now in outcomes and now.version == ticket.version + 1
    assert len(await transactions.read(lambda tx: tx.tickets.history(ticket.id))) == now.version


async def test_a_missing_ticket_is_not_found(transactions):
    for number in (7, 0, -1, 2**70):
        with pytest.raises(NotFound):
            await transactions.read(lambda tx, n=number: tx.tickets.get(n))


async def test_loads_count_open_unresolved_tickets_of_each_owner(transactions):
    def work(tx):
        one, _ = make_ticket(tx, owner=2), make_ticket(tx, owner=3)
        one = tx.tickets.change(one, [moved("accept", 2, tx.now)], check_at=None)
        loads = [tx.tickets.loads([2, 3, 4])]
        one = tx.tickets.change(
            one, [moved("transfer", 2, tx.now, to=3), moved("accept", 3, tx.now)], check_at=None
        )
        loads.append(tx.tickets.loads([2, 3, 4]))
        tx.tickets.change(one, [moved("resolve", 3, tx.now)], check_at=None)
        return [*loads, tx.tickets.loads([2, 3, 4])]

    loads = await transactions.run(work)
    assert loads == [{2: 1, 3: 1, 4: 0}, {2: 0, 3: 2, 4: 0}, {2: 0, 3: 1, 4: 0}]


async def test_due_checks_come_earliest_first_and_move_without_an_event(transactions, tx_now):
    early, late = tx_now.at, tx_now.at.replace(hour=20)

    def work(tx):
        numbers = [make_ticket(tx).id for _ in range(3)]
        for number, at in zip(numbers, (late, early, None), strict=True):
            tx.tickets.set_check(number, at)
        return numbers

    numbers = await transactions.run(work)
    due = await transactions.run(lambda tx: tx.tickets.due_checks(tx.now, 10))
    assert [(t.id, t.version) for t in due] == [(numbers[1], 2)]
    tx_now.forward(days=1)
    due = await transactions.run(lambda tx: tx.tickets.due_checks(tx.now, 10))
    assert [t.id for t in due] == [numbers[1], numbers[0]]


async def test_text_no_database_can_hold_is_cleaned_and_the_rest_kept(transactions):
    nasty = "a\x00b\ud83d 漏水'; DROP TABLE ticket;-- <b>"
    ticket = await transactions.run(lambda tx: make_ticket(tx, title=nasty))
    assert ticket.title == "ab? 漏水'; DROP TABLE ticket;-- <b>"
    assert await transactions.read(lambda tx: tx.tickets.get(ticket.id)) == ticket


async def test_unknown_events_count_as_a_version_only(transactions):
    def work(tx):
        ticket = make_ticket(tx)
        event = Event("said", tx.now, 1, {"text": "到了"})
        return ticket, tx.tickets.change(ticket, [event], check_at=None)

    before, after = await transactions.run(work)
    assert (after.version, after.state) == (before.version + 1, before.state)


async def test_filed_between_is_half_open_and_oldest_first(transactions, tx_now):
    start = tx_now.at
    for _ in range(3):
        await transactions.run(make_ticket)
        tx_now.forward(hours=1)
    end = start.replace(hour=start.hour + 2)
    found = await transactions.read(lambda tx: tx.tickets.filed_between(start, end, 10))
    assert [t.id for t in found] == [1, 2]
    assert filed(found[0].filed_at).at == start
