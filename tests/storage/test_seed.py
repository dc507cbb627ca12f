"""Tickets that the benchmarks pour into PostgreSQL are as good as those that were filed."""

import random

from benchmarks.growth import events
from benchmarks.seed import seed
from storage.opening import open_database
from storage.settings import StorageSettings
from storage.verify import verify
from tests.storage.making import make_ticket


async def test_seeded_tickets_are_whole_found_and_followed_by_filed_ones(postgres_url, tx_now):
    dice = random.Random(1)
    opened = open_database(StorageSettings(postgres_url), tx_now)
    try:
        first = await opened.run(make_ticket)
        seed(postgres_url, 60, lambda number: events(number, dice, is_open=number % 50 == 0))
        last = await opened.run(make_ticket)
        assert (first.id, last.id) == (1, 62)
        assert await opened.read(verify) == []
        page = await opened.read(lambda tx: tx.tickets.search(("#50",), None, None, None, 5))
        assert [ticket.id for ticket in page.tickets] == [50]
        assert page.tickets[0].is_open
        person = page.tickets[0].requester
        page = await opened.read(lambda tx: tx.tickets.search(("#50",), (), person, None, 5))
        assert [ticket.id for ticket in page.tickets] == [50]
    finally:
        await opened.close()
