"""The outbox: order within lanes, leases, back-off, dead letters, keys that hold once."""

import asyncio
import threading
from datetime import timedelta

import pytest

from bot.domain.notices import InChat, OnPlacement, Privately, Say, ToPerson
from bot.domain.people import ChatId
from storage import outbox_statements as sql
from storage.opening import open_database
from storage.settings import StorageSettings
from storage.statements import SQLITE

CHAT, OTHER = ChatId("feishu", "t1", "oc_1"), ChatId("feishu", "t1", "oc_2")
MINUTE = timedelta(minutes=1)


def says(*kinds, audience=InChat(CHAT), **more):
    return [Say(kind, audience, **more) for kind in kinds]


@pytest.fixture
def line(transactions):
    """The outbox's methods, each in a transaction of its own."""

    class Line:
        def __getattr__(self, name):
            return lambda *args: transactions.run(lambda tx: getattr(tx.outbox, name)(*args))

        async def lease(self, limit=10):
            return await transactions.run(lambda tx: tx.outbox.lease(limit, tx.now + MINUTE))

        async def kinds(self, limit=10):
            return [item.say.kind for item in await self.lease(limit)]

    return Line()


@pytest.mark.parametrize(
    "audience",
    [InChat(CHAT, "om_1"), ToPerson(7), Privately(7, CHAT, "om_2"), OnPlacement(9)],
)
async def test_what_goes_in_comes_out(line, tx_now, audience):
    say = Say("ticket", audience, 3, {"why": "漏水", "n": [1]}, "alarm:3", True)
    await line.add(say)
    (item,) = await line.lease()
    assert (item.say, item.attempts, item.created_at) == (say, 0, tx_now.at)
    assert len(item.key) <= 50


async def test_a_lane_is_said_in_order_one_at_a_time_and_lanes_do_not_wait_for_each_other(line):
    await line.add(*says("a1", "a2"), *says("b1", "b2", audience=InChat(OTHER)))
    first = await line.lease()
    assert [item.say.kind for item in first] == ["a1", "b1"]
    assert await line.kinds() == []
    await line.done(first[0].id)
    assert await line.kinds() == ["a2"]


async def test_a_retry_holds_its_lane_until_its_time_and_counts(line, tx_now):
    await line.add(*says("a1", "a2"), *says("b1", audience=ToPerson(1)))
    first = (await line.lease(1))[0]
    await line.retry(first.id, tx_now.at + 5 * MINUTE, "rate limited")
    assert await line.kinds() == ["b1"]
    tx_now.forward(minutes=5)
    again = await line.lease()
    assert [(i.say.kind, i.attempts, i.key) for i in again if i.say.kind != "b1"] == [
        ("a1", 1, first.key)
    ]


async def test_an_expired_lease_returns_to_the_head_of_its_line(line, tx_now):
    await line.add(*says("a1", "a2"))
    assert await line.kinds() == ["a1"]
    tx_now.forward(minutes=1)
    assert await line.kinds() == ["a1"]


async def test_a_dead_letter_is_listed_lets_its_lane_go_on_and_can_be_revived(line):
    await line.add(*says("a1", "a2"))
    (item,) = await line.lease()
    await line.bury(item.id, "Refused: 230002")
    assert await line.kinds() == ["a2"]
    (letter,) = await line.dead(10)
    assert (letter.say.kind, letter.attempts, letter.error) == ("a1", 1, "Refused: 230002")
    assert await line.counts() == {"waiting": 0, "leased": 1, "dead": 1}
    assert [await line.revive(item.id), await line.revive(item.id)] == [True, False]
    assert await line.kinds() == ["a1"]


async def test_an_alarm_is_said_once_until_it_is_forgotten(line, tx_now):
    alarm = says("warn", once="alarm:1:resolve:80")
    await line.add(*alarm, *alarm)
    (item,) = await line.lease()
    await line.add(*alarm)
    await line.done(item.id)
    await line.add(*alarm)
    assert await line.kinds() == []
    tx_now.forward(days=8)
    assert await line.forget_before(tx_now.at) == 1
    await line.add(*alarm)
    assert await line.kinds() == ["warn"]


async def test_a_redraw_is_one_while_it_waits_and_new_once_delivery_began(line):
    redraw = says("ticket", audience=OnPlacement(4), once="redraw:4")
    await line.add(*redraw, *redraw)
    (first,) = await line.lease()
    await line.add(*redraw, *redraw)
    assert (await line.counts())["waiting"] == 1
    await line.done(first.id)
    (second,) = await line.lease()
    await line.done(second.id)
    assert await line.counts() == {"waiting": 0, "leased": 0, "dead": 0}


async def test_a_redraw_to_be_tried_again_gives_way_to_a_newer_one(line, tx_now):
    redraw = says("ticket", audience=OnPlacement(4), once="redraw:4")
    await line.add(*redraw)
    (first,) = await line.lease()
    await line.add(*redraw)
    await line.retry(first.id, tx_now.at + MINUTE, "unreachable")
    (second,) = await line.lease()
    assert second.id != first.id


async def test_a_delayed_say_waits_and_does_not_hold_up_its_lane(line, tx_now):
    await line.add(*says("later", not_before=tx_now.at + MINUTE), *says("now"))
    (item,) = await line.lease()
    assert item.say.kind == "now"
    await line.done(item.id)
    assert await line.next_due() == tx_now.at + MINUTE
    tx_now.forward(minutes=1)
    assert await line.kinds() == ["later"]


async def test_only_what_waits_can_be_withdrawn(line):
    await line.add(*says("draft", once="draft:1"), *says("next"))
    assert await line.withdraw("draft:1")
    assert await line.kinds() == ["next"]
    assert not await line.withdraw("draft:1")
    await line.add(*says("other", audience=ToPerson(1), once="draft:2"))
    assert await line.kinds() == ["other"]
    assert not await line.withdraw("draft:2")


async def test_a_lease_looks_at_heads_alone_however_many_rows_wait_behind_them(
    line, transactions, database_url
):
    await line.add(*says(*(f"a{n}" for n in range(1500))))
    await line.add(*says("b1", "b2", audience=ToPerson(1)))
    assert await line.kinds(10) == ["a0", "b1"]
    due = await transactions.read(lambda tx: tx.outbox.next_due())
    assert due is not None and due > await transactions.read(lambda tx: tx.now)
    assert "outbox_heads" in await transactions.read(_plan_of_a_lease)


def _plan_of_a_lease(tx):
    asked = sql.DUE.on(tx.session.dialect)
    text, in_order = asked.sql, asked.in_order
    words = "EXPLAIN QUERY PLAN " if tx.session.dialect is SQLITE else "EXPLAIN "
    if tx.session.dialect is not SQLITE:
        text = text.replace("FOR UPDATE SKIP LOCKED", "")  # refused in a reading transaction
        tx.session._cursors.reading.execute("SET LOCAL enable_seqscan = off")
    sqlite = tx.session.dialect is SQLITE
    run = tx.session._execute if sqlite else tx.session._cursors.reading.execute
    return str(run(words + text, in_order({"now": 1, "most": 10})).fetchall())


async def test_of_several_delayed_says_each_comes_at_its_time(line, tx_now):
    for minutes in (2, 1, 2):
        at = tx_now.at + minutes * MINUTE
        await line.add(*says(f"in {minutes}", not_before=at))
    assert await line.kinds() == []
    tx_now.forward(minutes=1)
    assert await line.kinds() == ["in 1"]
    tx_now.forward(minutes=1)
    first = await line.lease()
    assert sorted(item.say.kind for item in first) == ["in 1", "in 2"]
    for item in first:
        await line.done(item.id)
    assert await line.kinds() == ["in 2"]


@pytest.mark.parametrize("end", ["done", "bury", "withdraw"])
async def test_however_a_head_ends_the_next_is_promoted(line, end):
    await line.add(*says("a1", once="draft:1"), *says("a2", "a3"))
    if end == "withdraw":
        assert await line.withdraw("draft:1")
    else:
        (item,) = await line.lease()
        await getattr(line, end)(item.id, *(["no"] if end == "bury" else []))
    assert await line.kinds() == ["a2"]


@pytest.mark.postgres
async def test_a_lane_that_lost_its_head_between_two_processes_is_found(postgres_url, tx_now):
    """One adds behind a head while the other ends it; neither sees what the other did."""
    ours, theirs = (open_database(StorageSettings(postgres_url), tx_now) for _ in range(2))
    until = tx_now.at + MINUTE
    await ours.run(lambda tx: tx.outbox.add(*says("a1")))
    (head,) = await ours.run(lambda tx: tx.outbox.lease(9, until))
    added, go = threading.Event(), threading.Event()

    def add_slowly(tx):
        tx.outbox.add(*says("a2"))
        tx.outbox.counts()  # the insert is made before this read
        added.set()
        go.wait(10)

    adding = asyncio.ensure_future(theirs.run(add_slowly))
    await asyncio.to_thread(added.wait, 10)
    await ours.run(lambda tx: tx.outbox.done(head.id))
    go.set()
    await adding
    assert await ours.run(lambda tx: tx.outbox.next_due()) is None  # nobody would be looking
    tx_now.forward(seconds=6)
    (found,) = await ours.run(lambda tx: tx.outbox.lease(9, until))
    assert found.say.kind == "a2"
    for each in (ours, theirs):
        await each.close()


async def test_a_whole_backlog_comes_out_in_order(line):
    await line.add(*says(*(f"a{n:02}" for n in range(30))))
    said = []
    while items := await line.lease(5):
        for item in items:
            said.append(item.say.kind)
            await line.done(item.id)
    assert said == [f"a{n:02}" for n in range(30)]


async def test_done_twice_and_unknown_items_change_nothing(line):
    await line.add(*says("a1"))
    (item,) = await line.lease()
    for number in (item.id, item.id, 999):
        await line.done(number)
        await line.bury(number, "late")
    assert await line.counts() == {"waiting": 0, "leased": 0, "dead": 0}
    assert await line.next_due() is None


async def test_a_try_whose_process_died_is_told_from_one_that_failed(line, tx_now):
    await line.add(*says("a1"))
    (item,) = await line.lease()
    assert not item.interrupted
    await line.retry(item.id, tx_now.at + MINUTE, "rate limited")
    tx_now.forward(minutes=1)
    (item,) = await line.lease()
    assert (item.attempts, item.interrupted) == (1, False)
    tx_now.forward(minutes=1)  # the lease runs out, nobody said how it ended
    (item,) = await line.lease()
    assert (item.attempts, item.interrupted) == (2, True)
