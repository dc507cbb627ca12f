"""Lists and search: nothing lost, nothing twice, in order, over pages."""

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.lifecycle import moved
from bot.domain.people import ChatId
from bot.domain.times import to_ms
from bot.errors import BadInput
from storage.opening import open_database
from storage.search import index_some
from storage.search.index import put_down, read_some
from storage.search.scopes import OWN
from storage.settings import StorageSettings
from tests.storage.making import HOME, make_ticket

HOUR = timedelta(hours=1)


async def pages(transactions, listing, limit=3):
    """The ticket numbers of every page, one list."""
    numbers, after, size = [], None, limit
    while True:
        page = await transactions.read(lambda tx, after=after: listing(tx.tickets, after, limit))
        assert len(page.tickets) <= size
        numbers += [ticket.id for ticket in page.tickets]
        if page.after is None:
            return numbers
        after = page.after


@pytest.fixture
async def twenty(transactions, tx_now):
    """20 tickets: due in scrambled order, some without, owners 2 and 3, two teams, some closed."""

    def work(tx):
        for n in range(20):
            ticket = make_ticket(
                tx, owner=(None, 2, 3)[n % 3], team=("机修", "IT")[n % 2], requester=1 + n % 2,
                due=tx.now + HOUR * (n * 7 % 20 - 5) if n % 5 else None,
                home=list(HOME if n < 10 else ChatId("feishu", "t1", "oc_2")),
            )  # fmt: skip
            if n >= 17 and ticket.owner:
                tx.tickets.change(
                    ticket,
                    [moved(verb, ticket.owner, tx.now) for verb in ("accept", "resolve")]
                    + [moved("approve", 1, tx.now)],
                    check_at=None,
                )

    await transactions.run(work)
    everything = await transactions.read(lambda tx: tx.tickets.get_many(range(1, 21)))
    return [ticket for ticket in everything.values() if ticket.is_open]


def by_due(tickets):
    return [t.id for t in sorted(tickets, key=lambda t: (t.due() is None, t.due(), t.id))]


def urgent(tickets):
    """As by_due, for tickets some of which have no due time."""
    dated = [t for t in tickets if t.due()]
    rest = [t for t in tickets if not t.due()]
    return by_due(dated) + [t.id for t in sorted(rest, key=lambda t: t.id)]


async def test_each_list_holds_exactly_its_tickets_in_order(transactions, twenty, tx_now):
    now = tx_now.at
    late = [t for t in twenty if t.due() and t.due() < now]
    for listing, expected in (
        (lambda q, a, n: q.of_owner(2, a, n), [t for t in twenty if t.owner == 2]),
        (lambda q, a, n: q.pool(None, a, n), [t for t in twenty if t.owner is None]),
        (
            lambda q, a, n: q.pool(["IT"], a, n),
            [t for t in twenty if t.owner is None and t.team == "IT"],
        ),
        (lambda q, a, n: q.of_team(None, a, n), twenty),
        (lambda q, a, n: q.of_team(["IT", "机修"], a, n), twenty),
        (lambda q, a, n: q.of_team(["机修"], a, n), [t for t in twenty if t.team == "机修"]),
        (lambda q, a, n: q.of_team([], a, n), []),
        (lambda q, a, n: q.overdue(None, None, now, a, n), late),
        (lambda q, a, n: q.overdue(["IT"], None, now, a, n), [t for t in late if t.team == "IT"]),
        (
            lambda q, a, n: q.overdue(None, 2, now, a, n),
            [t for t in late if 2 in (t.owner, t.requester)],
        ),
        (
            lambda q, a, n: q.overdue(["IT"], 2, now, a, n),
            [t for t in late if 2 in (t.owner, t.requester) or t.team == "IT"],
        ),
    ):
        assert await pages(transactions, listing) == urgent(expected)
    assert late


async def test_a_requesters_list_begins_with_what_moved_last(transactions, twenty, tx_now):
    tx_now.forward(minutes=1)
    await transactions.run(
        lambda tx: tx.tickets.change(
            tx.tickets.get(3), [moved("cancel", 1, tx.now)], check_at=None
        )
    )
    first = await transactions.run(
        lambda tx: tx.tickets.change(
            tx.tickets.get(5), [moved("accept", 3, tx.now)], check_at=None
        )
    )
    listed = await pages(transactions, lambda q, a, n: q.of_requester(1, a, n))
    rest = [t.id for t in twenty if t.requester == 1 and t.id not in (3, first.id)]
    assert listed == [first.id, *reversed(rest)]


async def test_a_chats_list_is_its_own_newest_first(transactions, twenty):
    listed = await pages(transactions, lambda q, a, n: q.of_chat(HOME, a, n))
    assert listed == list(range(10, 0, -1))


async def test_the_neighbours_of_a_new_ticket_are_those_filed_before_it(
    transactions, twenty, tx_now
):
    for _ in range(30):  # a burst in the same chat, which is newer
        tx_now.forward(seconds=1)
        await transactions.run(lambda tx: make_ticket(tx, home=list(HOME), body="机" * 500))

    def beside(tx):
        eighth, later = (tx.tickets.get(number) for number in (8, 40))
        return (
            tx.tickets.beside(HOME, (to_ms(eighth.filed_at), 8), 5, 400),
            tx.tickets.beside(HOME, (to_ms(later.filed_at), 40), 3, 400),
            tx.tickets.urgent("IT", 40, 400), tx.tickets.get_many(range(1, 51)),
        )  # fmt: skip

    first, after, urgent_ones, whole = await transactions.read(beside)
    assert [one.number for one in first] == [7, 6, 5, 4, 3], "though more are of that moment"
    assert [one.number for one in after] == [39, 38, 37] and after[0].text == "机" * 400
    assert [one.number for one in urgent_ones] == urgent([t for t in twenty if t.team == "IT"])
    for one in (*first, *after, *urgent_ones):
        ticket = whole[one.number]
        assert one == (
            ticket.id, to_ms(ticket.filed_at), ticket.state, ticket.parent, ticket.private,
            ticket.place, ticket.asset, ticket.body[:400],
        )  # fmt: skip


async def test_a_cursor_that_is_not_ours_is_refused(transactions):
    for cursor in ("x", "1", "1.x", "'; --", "１.２", "."):
        with pytest.raises(BadInput):
            await transactions.read(lambda tx, c=cursor: tx.tickets.of_owner(2, c, 5))


@pytest.mark.parametrize("indexed", [True, False])
async def test_search_finds_chinese_words_of_any_length_latin_and_numbers(transactions, indexed):
    def work(tx):
        make_ticket(tx, title="3号楼打印机卡纸", body="三楼HP-400打印机又卡纸了", requester=5)
        make_ticket(tx, title="会议室投影仪没信号", body="VPN 也断了", owner=6)
        make_ticket(tx, title="机打印", body="字反了 100% 'x\" AND OR", team="IT")

    await transactions.run(work)
    if indexed:
        while await transactions.run(index_some):
            pass
    for words, expected in (
        (["打印"], [3, 1]), (["印机"], [1]), (["打印机"], [1]), (["机打印"], [3]), (["纸"], [1]),
        (["投影"], [2]), (["vpn"], [2]), (["ＶＰＮ"], [2]), (["hp-400"], [1]), (["#2"], [2]),
        (["打印", "卡纸"], [1]), (["打印 "], [3, 1]), (["漏水"], []), (["%"], []), ([], []),
        (['"'], []), (["' OR 1=1"], []), (["AND"], [3]),
    ):  # fmt: skip
        found = await pages(
            transactions, lambda q, a, n, w=words: q.search(w, None, None, a, n), 1
        )
        assert found == expected, words
    for teams, person, expected in (
        (["IT"], None, [3]), (None, 5, [1]), (["IT"], 6, [3]), (["IT"], 5, [3, 1]), ([], 9, []),
    ):  # fmt: skip
        found = await pages(
            transactions, lambda q, a, n, t=teams, p=person: q.search(["打印"], t, p, a, n)
        )
        assert found == expected, (teams, person)


async def test_words_said_later_are_found_and_changed_titles_too(transactions):
    from bot.domain.lifecycle import Event

    ticket = await transactions.run(make_ticket)
    await transactions.run(index_some)

    def later(tx):
        events = [
            Event("edited", tx.now, 1, {"title": "水管爆裂"}),
            Event("commented", tx.now, 1, {"text": "阀门已关"}),
        ]
        tx.tickets.change(tx.tickets.get(ticket.id), events, check_at=None)

    await transactions.run(later)
    assert await transactions.run(index_some) == 1
    for word in ("爆裂", "阀门"):
        assert await pages(
            transactions, lambda q, a, n, w=word: q.search([w], None, None, a, n)
        ) == [ticket.id]


async def test_of_two_who_index_at_once_the_slower_puts_nothing_down(transactions):
    """Nor does who read the words before somebody changed them and another indexed that."""
    from bot.domain.lifecycle import Event

    async def finds(word):
        return await pages(transactions, lambda q, a, n: q.search([word], None, None, a, n))

    ticket = await transactions.run(lambda tx: make_ticket(tx, title="门坏了"))
    slow = await transactions.read(read_some)
    assert await transactions.run(index_some) == 1
    assert await transactions.run(partial(put_down, slow)) == 0
    for title in ("窗坏了", "灯坏了"):
        await transactions.run(
            lambda tx, title=title: tx.tickets.change(
                tx.tickets.get(ticket.id), [Event("edited", tx.now, 1, {"title": title})],
                check_at=None,
            )
        )  # fmt: skip
        if title == "窗坏了":
            slow = await transactions.read(read_some)
    assert await transactions.run(partial(put_down, slow)) == 1, "the second waits by itself"
    assert (await finds("窗坏"), await finds("灯坏")) == ([1], [1])
    assert await transactions.run(index_some) == 1
    found = {word: await finds(word) for word in ("门坏", "窗坏", "灯坏", "坏了")}
    assert found == {"门坏": [], "窗坏": [1], "灯坏": [1], "坏了": [1]}
    assert await transactions.read(read_some) == {}


async def test_merged_tickets_are_their_requesters_newest_first(transactions):
    def work(tx):
        for n in range(1, 5):
            ticket = make_ticket(tx, requester=1 if n < 4 else 2)
            if n > 1:
                tx.tickets.change(ticket, [moved("merge", 1, tx.now, into=1)], check_at=None)

    await transactions.run(work)
    found = await transactions.read(lambda tx: tx.tickets.merged_of(1, 5))
    assert [ticket.id for ticket in found] == [3, 2]
    assert len(await transactions.read(lambda tx: tx.tickets.merged_of(1, 1))) == 1


@pytest.mark.postgres
async def test_postgresql_finds_a_word_of_any_age_and_in_order(postgres_url, tx_now):
    """Beyond the newest tickets it asks the index, its newest blocks first, then all others."""
    filed = (1, 20_000, 98_303, 98_304, 140_000, 141_000)
    opened = open_database(StorageSettings(postgres_url), tx_now)

    def work(tx):
        for number in filed:
            tx._memory.numbers._last = number - 1
            title = "3号楼打印机卡纸" if number != 141_000 else "电梯异响"
            assert make_ticket(tx, title=title).id == number

    def crowd(tx):  # newer ones without the words; the last is in the same block as the first
        tx.session._cursors.reading.execute(
            "INSERT INTO ticket_words SELECT n, '' FROM generate_series(150001, 152000) n"
        )

    try:
        await opened.run(work)
        await opened.run(crowd)
        while await opened.run(index_some):
            pass
        for size in (1, 2, 3, 9):
            found = await pages(
                opened,
                lambda q, a, n: q.search(["打印机", "卡纸"], None, None, a, n), size,
            )
            assert found == [140_000, 98_304, 98_303, 20_000, 1], size
        assert await pages(
            opened, lambda q, a, n: q.search(["#1"], None, None, a, n)
        ) == [1]
    finally:
        await opened.close()


async def _index(transactions):
    while await transactions.run(index_some):
        pass


def _searching(word, teams, person):
    return lambda q, a, n: q.search([word], teams, person, a, n)


async def test_who_sees_many_tickets_finds_old_ones_too_and_nobody_elses(transactions):
    """More than are looked through one by one: the rest is asked of the word index."""

    def work(tx):
        make_ticket(tx, title="打印机卡纸", team="IT")
        make_ticket(tx, title="打印机漏水", team="物业")
        make_ticket(tx, title="打印机断电", team="IT", requester=9)
        for n in range(OWN + 20):
            make_ticket(tx, title="打印机" if n == 7 else "电梯", team="IT")
        make_ticket(tx, title="打印机冒烟", team="物业")

    await transactions.run(work)
    await _index(transactions)
    for teams, person, expected in (
        (["IT"], None, [11, 3, 1]), ([], 9, [3]), (["物业"], 9, [OWN + 24, 3, 2]),
        (["IT", "物业"], 1, [OWN + 24, 11, 3, 2, 1]), (["行政"], 8, []),
    ):  # fmt: skip
        for size in (1, 4):
            found = await pages(transactions, _searching("打印机", teams, person), size)
            assert found == expected, (teams, person, size)
    # Half a number is no number, however the ticket is found.
    assert await pages(transactions, _searching(f"{OWN + 2}"[:2], ["物业"], None)) == []


async def test_a_ticket_is_found_by_whom_it_came_to_without_a_word(transactions):
    ticket = await transactions.run(lambda tx: make_ticket(tx, owner=2, team="IT"))
    await _index(transactions)

    def hand_over(tx):
        events = [moved("assign", 1, tx.now, to=3)]
        tx.tickets.change(tx.tickets.get(ticket.id), events, check_at=None)

    assert await pages(transactions, _searching("空调", [], 3)) == []
    await transactions.run(hand_over)
    for _ in range(2):  # while it waits for the indexer, and after
        assert await pages(transactions, _searching("空调", [], 3)) == [ticket.id]
        assert await pages(transactions, _searching("空调", [], 2)) == []
        await _index(transactions)
