"""Alarms reach somebody who is there, in working hours, and nothing closes unannounced."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.intents import Acknowledge, EndLeave, Move, Remark, SetDay, TakeLeave, Who
from bot.domain.ticket import State, Ticket
from bot.ports import Tx
from bot.usecases.arrivals import depart
from tests.conftest import StillClock
from tests.timekeeping import Timekeeper
from tests.usecases_policy import POLICY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHAIN = POLICY.replace("rules:", """\
  office:
    members: [{name: carl}]
    leads: [boss]
    manager: chief
rules:""").replace("{name: bob}]", "{name: bob}, {name: dan}]")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A local moment of 2026, in UTC; 18 November is a Wednesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - 8 * HOUR


@pytest.fixture
async def keeper(database_url: str, tx_now: StillClock) -> AsyncIterator[Timekeeper]:
    made = Timekeeper(database_url, tx_now, CHAIN)
    await made.open()
    yield made
    await made.close()


async def _filed(keeper: Timekeeper, accepted: bool = True, **options: object) -> Ticket:
    """One ticket of the crew, accepted by its owner."""
    number = await keeper.files("lina", "pump leaks", **options)
    ticket = await _ticket(keeper, number)
    if accepted:
        assert ticket.owner is not None
        await keeper.does(keeper.name(ticket.owner), Move("accept", number, asked=True))
    await keeper.look()
    keeper.said.clear()
    return await _ticket(keeper, number)


async def _ticket(keeper: Timekeeper, number: int) -> Ticket:
    return await keeper.transactions.read(lambda tx: tx.tickets.get(number))


def _owner(keeper: Timekeeper, ticket: Ticket) -> str:
    assert ticket.owner is not None
    return keeper.name(ticket.owner)


async def _holds(keeper: Timekeeper, ticket: Ticket) -> None:
    await keeper.does(
        _owner(keeper, ticket), Move("hold", ticket.id, asked=True, reason="requester")
    )


async def test_a_requester_who_is_waited_for_is_warned_twice_before_the_ticket_closes(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    ticket = await _filed(keeper)
    await _holds(keeper, ticket)
    since = tx_now.at
    await keeper.until(since + 7 * DAY - HOUR, HOUR / 2)
    warned = [s.at for s in keeper.pings("lina") if s.facts["key"] == "ping.info"]
    assert warned == [at(23, 9), since + 5 * DAY], "the third day is a Saturday"
    assert (await _ticket(keeper, ticket.id)).state is State.ON_HOLD
    await keeper.until(since + 7 * DAY, HOUR)
    assert (await _ticket(keeper, ticket.id)).state is State.CANCELLED


async def test_nothing_closes_over_a_long_holiday_before_its_warning_was_heard(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    tx_now.at = at(30, 10, month=9)  # the holiday lasts from 1 to 7 October
    ticket = await _filed(keeper)
    await _holds(keeper, ticket)
    await keeper.until(at(9, 18, month=10), HOUR)
    warned = [s.at for s in keeper.pings("lina") if s.facts["key"] == "ping.info"]
    assert warned == [at(8, 9, month=10)]
    assert (await _ticket(keeper, ticket.id)).state is State.ON_HOLD
    await keeper.until(at(10, 9, month=10), HOUR)
    assert (await _ticket(keeper, ticket.id)).state is State.CANCELLED


async def test_nothing_is_accepted_for_a_requester_who_was_not_reminded(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    ticket = await _filed(keeper)
    await keeper.does(_owner(keeper, ticket), Move("resolve", ticket.id, asked=True, result="ok"))
    tx_now.at = at(30, 10)  # a standstill longer than the window
    await keeper.restart()
    await keeper.look()
    assert [s.facts["key"] for s in keeper.pings("lina")] == ["ping.approve"]
    assert (await _ticket(keeper, ticket.id)).state is State.RESOLVED
    await keeper.until(at(1, 10, month=12), HOUR)
    assert (await _ticket(keeper, ticket.id)).state is State.CLOSED


async def test_an_alarm_nobody_acknowledged_climbs_in_working_hours_along_the_chain(
    keeper: Timekeeper,
) -> None:
    await _filed(keeper, deadline="2026-11-18 17:50")
    await keeper.until(at(18, 17, 50))
    assert keeper.pings("lead")
    await keeper.until(at(19, 9, 19), HOUR)
    assert not keeper.pings("boss"), "not in the evening"
    await keeper.until(at(19, 9, 20))
    assert [s.facts["key"] for s in keeper.pings("boss")] == ["ping.unanswered"]
    await keeper.until(at(20, 18), 10 * timedelta(minutes=1))
    manager = next(s for s in keeper.pings("boss") if s.facts["key"] == "ping.manager")
    (above,) = keeper.pings("chief")
    assert (manager.at, above.at) == (at(19, 11, 50), at(19, 13, 50)), "the manager's own manager"
    assert not keeper.pings("admin")


async def test_an_acknowledged_alarm_does_not_climb(keeper: Timekeeper) -> None:
    ticket = await _filed(keeper, deadline="2026-11-18 14:00")
    await keeper.until(at(18, 14))
    (ping,) = keeper.pings("lead")
    await keeper.does("lead", Acknowledge(ticket.id, ping.facts["alarm"]))
    await keeper.until(at(18, 14, 59))
    assert not keeper.pings("boss")


@pytest.mark.parametrize("verb", ["hold", "resolve"])
async def test_an_alarm_does_not_climb_once_the_work_waits_or_is_done(
    keeper: Timekeeper, verb: str
) -> None:
    ticket = await _filed(keeper, deadline="2026-11-18 14:00")
    await keeper.until(at(18, 14, 5))
    await keeper.does(_owner(keeper, ticket), Move(
        verb, ticket.id, asked=True, reason="parts" if verb == "hold" else "", result="ok"))
    await keeper.until(at(18, 14, 59))
    assert keeper.pings("lead")
    assert not keeper.pings("boss")


async def test_somebody_on_leave_hears_no_alarm_the_next_above_does(keeper: Timekeeper) -> None:
    ticket = await _filed(keeper, deadline="2026-11-19 17:00")
    owner = _owner(keeper, ticket)
    await keeper.does(owner, TakeLeave("2026-11-19"))
    await keeper.until(at(19, 17), 10 * timedelta(minutes=1))
    assert not keeper.pings(owner)
    assert {s.facts["role"] for s in keeper.pings("lead")} == {"lead"}
    assert keeper.pings("lead")


async def test_with_the_lead_on_leave_the_manager_hears_and_with_all_away_the_one_named(
    keeper: Timekeeper,
) -> None:
    ticket = await _filed(keeper, deadline="2026-11-19 17:00")
    await keeper.does("lead", TakeLeave("2026-11-19"))
    await keeper.until(at(19, 17), 10 * timedelta(minutes=1))
    assert keeper.pings(_owner(keeper, ticket))
    assert not keeper.pings("lead")
    assert [s.facts["role"] for s in keeper.pings("boss")] == ["manager"]
    other = await _filed(keeper, deadline="2026-11-23 17:00")
    for who in (_owner(keeper, other), "lead", "boss"):
        await keeper.does(who, TakeLeave("2026-11-23"))
    await keeper.until(at(23, 16, 50), 10 * timedelta(minutes=1))
    assert [s.ticket for s in keeper.pings(_owner(keeper, other))].count(other.id) == 1


async def test_a_late_word_in_the_group_says_so(keeper: Timekeeper, tx_now: StillClock) -> None:
    await _filed(keeper, accepted=False)
    tx_now.at = at(18, 11, 30)
    await keeper.look()
    (said,) = keeper.pings("chat")
    assert said.facts["planned_at"]


async def test_a_changed_calendar_repeats_no_reminder_to_the_requester(
    keeper: Timekeeper, tx_now: StillClock
) -> None:
    ticket = await _filed(keeper)
    await keeper.does(_owner(keeper, ticket), Move("resolve", ticket.id, asked=True, result="ok"))
    await keeper.until(at(20, 10), HOUR / 2)
    assert len(keeper.pings("lina")) == 1, "half of three working days"
    await keeper.does("admin", SetDay("2026-11-21", works=True))
    await keeper.until(at(20, 10, 30))
    assert len(keeper.pings("lina")) == 1


async def test_who_let_a_passed_on_ticket_lie_is_not_handed_it_again(
    keeper: Timekeeper,
) -> None:
    ticket = await _filed(keeper)
    first = _owner(keeper, ticket)
    other = next(name for name in ("ann", "bob") if name != first)
    await keeper.does(first, Move("transfer", ticket.id, asked=True, reason="x", to=Who(other)))
    await keeper.until(at(18, 16), 5 * timedelta(minutes=1))
    dealt = [s.to for s in keeper.pings(kind="ticket") if s.facts.get("lead") == "lead.yours"]
    assert dealt == ["dan"], "then the lead is asked"
    assert keeper.pings("lead")


async def test_who_took_a_free_ticket_and_passed_it_on_is_not_handed_it_again(
    keeper: Timekeeper,
) -> None:
    for name in ("ann", "bob", "dan"):
        await keeper.does(name, TakeLeave("今天"))
    ticket = await _filed(keeper, accepted=False)
    assert ticket.owner is None, "nobody is there"
    for name in ("ann", "bob", "dan"):
        await keeper.does(name, EndLeave())
    await keeper.does("ann", Move("accept", ticket.id, asked=True))
    await keeper.does("ann", Move("transfer", ticket.id, asked=True, reason="x", to=Who("bob")))
    await keeper.until(at(18, 16), 5 * timedelta(minutes=1))
    dealt = [s.to for s in keeper.pings(kind="ticket") if s.facts.get("lead") == "lead.yours"]
    assert dealt == ["dan"], "then the lead is asked"
    assert keeper.pings("lead")


async def test_the_requesters_answer_ends_the_wait_and_nothing_closes(keeper: Timekeeper) -> None:
    ticket = await _filed(keeper)
    await _holds(keeper, ticket)
    await keeper.until(at(19, 10), HOUR)
    await keeper.does("ann", Remark(ticket.id, "still waiting"))
    assert (await _ticket(keeper, ticket.id)).state is State.ON_HOLD, "not everybody's word does"
    await keeper.does("lina", Remark(ticket.id, "it is the left one"))
    await keeper.look()
    after = await _ticket(keeper, ticket.id)
    assert after.state is State.IN_PROGRESS
    assert after.resolve_due and after.resolve_due > at(19, 10)
    owner = _owner(keeper, ticket)
    assert "tell.answered" in [s.facts["key"] for s in keeper.pings(owner, "line")]
    await keeper.until(at(26, 10), HOUR)
    assert (await _ticket(keeper, ticket.id)).state is State.IN_PROGRESS


async def test_with_the_lead_gone_from_the_company_somebody_still_hears(keeper: Timekeeper) -> None:
    await _filed(keeper, accepted=False)

    def leaves(tx: Tx) -> None:
        lead = tx.people.by_handle("lead")
        assert lead is not None
        depart(lead, tx, keeper.book.current(tx))

    await keeper.transactions.run(leaves)
    await keeper.until(at(18, 11, 30), 5 * timedelta(minutes=1))
    assert keeper.pings("admin"), "no lead, no dispatcher: the admins"
