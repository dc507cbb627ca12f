"""What other targets, hours or ladders would have made of past tickets."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.escalation import pending
from bot.domain.lifecycle import Event, fold, moved
from bot.domain.policy import Policy, Rung
from bot.domain.policy.change import put_step, set_always, set_hours, set_target
from bot.domain.policy.defaults import default_policy
from bot.domain.rehearsal import Tally, tally
from bot.domain.sla import plan_for
from bot.domain.ticket import Priority, Ticket
from bot.domain.times import to_ms

POLICY = default_policy()
WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
NOW = WEDNESDAY + timedelta(days=1)


def done(accepted: int, took: int, priority: Priority = Priority.P2) -> Ticket:
    """A ticket accepted and done so many minutes after it was filed, on a Wednesday at ten."""
    data = {
        "title": "pump", "body": "pump", "priority": int(priority), "requester": 3,
        "plan": asdict(plan_for(POLICY, None, None, priority)),
    }
    return fold(1, [
        Event("filed", WEDNESDAY, 3, data),
        Event("routed", WEDNESDAY, None, {"to": 1, "team": "x"}),
        moved("accept", 1, WEDNESDAY + timedelta(minutes=accepted)),
        moved("resolve", 1, WEDNESDAY + timedelta(minutes=took)),
    ])  # fmt: skip


def told(policy: Policy, *tickets: Ticket) -> Tally:
    return tally(tickets, policy, NOW)


def test_late_is_counted_in_working_time() -> None:
    # From ten to twenty past six, less lunch and evening: six and a half hours.
    assert told(POLICY, done(29, 500)).resolve_late == 0
    strict = set_target(POLICY, "default", Priority.P2, respond="20m", resolve="6h")
    after = told(strict, done(29, 500), done(10, 60))
    assert (after.respond_late, after.resolve_late) == (1, 1)


def test_another_calendar_makes_another_promise() -> None:
    assert told(set_always(POLICY, "default"), done(10, 500)).resolve_late == 1
    short = set_hours(POLICY, "default", "wed", "09:00-10:30")
    assert told(short, done(60, 90)).respond_late == 0, "only half an hour of it was worked"


def test_pings_are_counted_by_whom_they_reach() -> None:
    slow = done(40, 500)  # passes 15 and 30 minutes, 50 and 80 percent of eight hours
    assert told(POLICY, slow).pings == {"chat": 1, "next": 1, "owner": 1}
    more = put_step(POLICY, "default", Rung("resolve", ("lead", "manager"), percent=60))
    assert told(more, slow).pings == {"chat": 1, "next": 1, "owner": 1, "lead": 1, "manager": 1}
    assert told(POLICY, done(8, 30)).pings == {}


def test_the_most_urgent_have_minutes_of_their_own() -> None:
    assert told(POLICY, done(8, 30, Priority.P1)).pings == {"chat": 1}


def test_what_was_called_off_counts_for_nothing() -> None:
    data = {"title": "t", "body": "t", "priority": 2, "requester": 3,
            "plan": asdict(plan_for(POLICY, None, None, Priority.P2))}
    ticket = fold(1, [Event("filed", WEDNESDAY, 3, data), moved("cancel", 3, NOW)])
    assert told(POLICY, ticket) == Tally()


def test_a_step_may_fall_so_many_working_minutes_after_filing() -> None:
    policy = put_step(POLICY, "default", Rung("resolve", ("lead",), minutes=150))
    data = {"title": "t", "body": "t", "priority": 2, "requester": 3,
            "plan": asdict(plan_for(policy, None, None, Priority.P2))}
    events = [Event("filed", WEDNESDAY, 3, data),
              Event("routed", WEDNESDAY, None, {"to": 1, "team": "x",
                                                "resolve_due": to_ms(NOW)})]
    ticket = fold(1, events)
    found = [s for s in pending(replace(ticket, resolve_due=NOW), events, policy)
             if s.who == ("lead",) and s.key.startswith("resolve")]
    assert [s.at - WEDNESDAY for s in found] == [timedelta(hours=4)], "lunch does not count"
