"""Counts of a period: what the indexes say is what a walk over all tickets would say."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bot.domain.figures import Tally
from bot.domain.lifecycle import Event, moved
from bot.domain.ticket import State
from bot.domain.times import to_ms
from storage.opening import open_database
from storage.report_statements import CLOSED_SINCE, FILED, FINISHED, MARKS, OPEN, RESOLVE
from storage.settings import StorageSettings
from storage.statements import SQLITE
from tests.storage.making import filed

HOUR = timedelta(hours=1)
LIVES = (
    (), ("accept",), ("accept", "hold"), ("accept", "resolve"), ("cancel",),
    ("accept", "resolve", "approve"), ("accept", "hold", "resume", "resolve", "approve"),
    ("accept", "resolve", "send_back", "resolve", "approve"),
    ("accept", "resolve", "approve", "reopen"),
)  # fmt: skip
REASONS = {"hold": {"reason": "parts"}}


@pytest.fixture
async def crowd(transactions, tx_now):
    """200 tickets of two teams over ten days; a tenth of them merged into others."""
    dice = random.Random(7)

    def work(tx):
        for n in range(200):
            at = tx.now - HOUR * dice.randrange(240)
            data = {
                "due": at + HOUR * dice.randrange(1, 80), "category": dice.choice("甲乙丙"),
                "respond_due": to_ms(at + HOUR * dice.randrange(1, 9)),
            }  # fmt: skip
            if n % 10 == 9:
                data["merged_into"] = 1
            events = [filed(at, **data)]
            routed = {"team": dice.choice(("机修", "IT")), "to": dice.choice((2, 3))}
            events.append(Event("routed", at, None, routed))
            for verb in dice.choice(LIVES):
                at += HOUR * dice.randrange(1, 12)
                if dice.random() < 0.3:
                    events.append(Event("nudged", at, 1, {}))
                events.append(moved(verb, 2, at, **REASONS.get(verb, {})))
                if verb == "approve" and dice.random() < 0.7:
                    events.append(Event("rated", at, 1, {"rating": dice.randrange(1, 6)}))
            tx.tickets.add(events, check_at=lambda ticket: None)

    await transactions.run(work)


def counted(tickets, histories, start, end):
    """The same by looking at everything."""

    def within(moment):
        return moment is not None and start < moment <= end

    own = [t for t in tickets if t.merged_into is None]
    born = [t for t in own if within(t.filed_at)]
    closed = [t for t in own if t.state is State.CLOSED and within(t.closed_at)]
    alive = [t for t in own if t.state is not State.CANCELLED]
    respond = [t for t in alive if within(t.respond_due)]
    resolve = [t for t in alive if within(t.due()) and t.state is not State.ON_HOLD]
    steps = [e for t in own for e in histories[t.id] if within(e.at)]
    then = [t for t in own if t.filed_at <= end and (t.is_open or t.closed_at > end)]
    ratings = [t.rating for t in closed if t.rating]
    return Tally(
        filed=len(born), alive=sum(t.state is not State.CANCELLED for t in born),
        looped=sum(t.state is State.CLOSED for t in born),
        done=sum(within(t.resolved_at) for t in own), closed=len(closed),
        first_time=sum(not t.rework for t in closed), stars=sum(ratings), votes=len(ratings),
        responded=(
            sum(t.accepted_at is not None and t.accepted_at <= t.respond_due for t in respond),
            len(respond),
        ),
        resolved=(
            sum(t.resolved_at is not None and t.resolved_at <= t.due() for t in resolve),
            len(resolve),
        ),
        rework=sum(e.data.get("verb") in ("send_back", "reopen") for e in steps),
        nudges=sum(e.kind == "nudged" for e in steps), open=len(then),
        late=sum(
            t.due() < end and (t.resolved_at is None or t.resolved_at > end) for t in then
        ),
    )


async def test_the_indexes_count_what_a_walk_over_everything_counts(
    transactions, tx_now, crowd
) -> None:
    def work(tx):
        tickets = tx.tickets.get_many(range(1, 201))
        histories = tx.reports.histories(tickets)
        return tickets, histories

    tickets, histories = await transactions.read(work)
    assert {n: len(events) for n, events in histories.items()} == {
        n: ticket.version for n, ticket in tickets.items()
    }
    filled = 0
    for team in ("机修", "IT"):
        mine = [t for t in tickets.values() if t.team == team]
        for start, end in ((240, 0), (24, 0), (100, 50), (300, 240), (0, -24)):
            span = (tx_now.at - HOUR * start, tx_now.at - HOUR * end)
            found = await transactions.read(
                lambda tx, team=team, span=span: tx.reports.tally(team, *span)
            )
            assert found == counted(mine, histories, *span), (team, start, end)
            filled += all(
                getattr(found, name) for name in ("filed", "done", "rework", "nudges", "votes")
            )
    assert filled >= 4, "the crowd is too quiet to prove anything"


async def test_light_rows_and_whole_tickets_of_a_period(transactions, tx_now, crowd) -> None:
    start, end = tx_now.at - HOUR * 100, tx_now.at - HOUR * 20

    def work(tx):
        reports = tx.reports
        return (
            tx.tickets.get_many(range(1, 201)), reports.finished("IT", start, end),
            reports.accepted("IT", start, end), reports.tickets("IT", start, end, 1000),
            reports.tickets("IT", start, end, 3), reports.top("IT", start, end, 2),
        )

    tickets, finished, accepted, whole, cut, (categories, assets) = await transactions.read(work)
    own = [t for t in tickets.values() if t.team == "IT" and t.merged_into is None]

    def within(moment):
        return moment is not None and start < moment <= end

    done = [t for t in own if within(t.resolved_at)]
    assert {f.ticket for f in finished} == {t.id for t in done}
    assert {f.ticket: f.in_time for f in finished} == {
        t.id: t.resolved_at <= t.due() for t in done
    }
    assert sorted(accepted) == sorted(
        (t.filed_at, t.accepted_at) for t in own if within(t.accepted_at)
    )
    wanted = [
        t.id for t in sorted(own, key=lambda t: -t.id)
        if within(t.filed_at) or within(t.resolved_at) or within(t.closed_at)
    ]
    assert [t.id for t in whole] == wanted and [t.id for t in cut] == wanted[:3]
    born = [t.category for t in own if within(t.filed_at)]
    assert categories[0][1] == max(born.count(c) for c in "甲乙丙") and len(categories) == 2
    assert not assets


async def test_a_period_is_read_along_an_index_and_never_by_a_scan(sqlite_url, tx_now) -> None:
    opened = open_database(StorageSettings(sqlite_url), tx_now)
    indexes = {
        FILED: "ticket_filed", FINISHED: "ticket_resolved", MARKS: "ticket_marked",
        OPEN: "ticket_by_team", CLOSED_SINCE: "ticket_closed", RESOLVE: "ticket_due",
    }
    values = {"team": "IT", "start": 0, "end": 1, "most": 5}

    def plan(tx, statement):
        asked = statement.on(SQLITE)
        rows = tx.session._execute(f"EXPLAIN QUERY PLAN {asked.sql}", asked.in_order(values))
        return " ".join(row[3] for row in rows)

    try:
        for statement, index in indexes.items():
            told = await opened.read(lambda tx, s=statement: plan(tx, s))
            assert index in told and "SCAN" not in told, told
    finally:
        await opened.close()
