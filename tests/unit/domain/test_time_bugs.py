"""Bugs of other ticket systems, as tests of ours (issue 6). All moments are of November 2026 in
Shanghai unless said; the 18th is a Wednesday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import Interval, WorkCalendar
from bot.domain.escalation import Step, pending
from bot.domain.lifecycle import Event, fold, moved
from bot.domain.policy import Policy, Team
from bot.domain.policy.defaults import default_policy
from bot.domain.sla import calendars_of, dues, plan_for, resolve_account, timeline
from bot.domain.ticket import Priority, Ticket
from bot.domain.times import to_ms

ZONE = ZoneInfo("Asia/Shanghai")
POLICY = default_policy()
ANN, BOB, LINA = 1, 2, 3


def at(day: int, clock: str, month: int = 11) -> datetime:
    """A local moment of 2026, in UTC."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def story(
    filed: datetime, *more: Event, priority: Priority = Priority.P2, policy: Policy = POLICY,
    deadline: datetime | None = None,
) -> tuple[Ticket, list[Event]]:
    """A ticket filed at a moment and given to Ann, and what else happened."""
    plan = plan_for(policy, None, None, priority)
    data = {
        "title": "pump", "body": "pump", "priority": int(priority), "requester": LINA,
        "plan": asdict(plan), "deadline": to_ms(deadline) if deadline else None,
    }
    events = [Event("filed", filed, LINA, data), Event("routed", filed, None, {"to": ANN})]
    events += more
    ticket = fold(1, events)
    due = dues(ticket, events, policy, events[-1].at)
    return replace(ticket, **due), events


def fell(
    ticket: Ticket, events: Sequence[Event], now: datetime, policy: Policy = POLICY
) -> set[str]:
    """The keys of the steps that are due at a moment."""
    return {step.key for step in pending(ticket, events, policy) if step.at <= now}


def step_of(key: str, ticket: Ticket, events: Sequence[Event], policy: Policy = POLICY) -> Step:
    return next(step for step in pending(ticket, events, policy) if step.key == key)


def accepted(when: datetime) -> Event:
    return moved("accept", ANN, when)


def done(step: Step, when: datetime) -> Event:
    """The mark a fired step leaves."""
    return Event("warned", when, None, {"steps": [list(step.mark)], "heat": 0})


def test_no_reminder_falls_at_midnight_or_on_a_weekend() -> None:
    ticket, events = story(at(20, "17:50"))  # ten minutes before the weekend
    for step in pending(ticket, events, POLICY):
        local = step.at.astimezone(ZONE)
        assert local.weekday() < 5, step
        assert 9 <= local.hour < 18 or (local.hour, local.minute) == (18, 0), step


def test_no_notice_falls_while_the_ticket_is_on_hold() -> None:
    ticket, events = story(
        at(18, "9:00"), accepted(at(18, "9:10")),
        moved("hold", ANN, at(18, "10:00"), reason="parts"),
    )
    assert pending(ticket, events, POLICY) == []


def test_a_changed_priority_keeps_the_time_already_used_and_the_pauses() -> None:
    plan = plan_for(POLICY, None, None, Priority.P2)
    ticket, events = story(
        at(18, "9:00"), accepted(at(18, "9:10")),
        moved("hold", ANN, at(18, "10:00"), reason="parts"),
        moved("resume", ANN, at(18, "15:00")),
        Event("prioritised", at(18, "16:00"), ANN, {"priority": 2, "plan": asdict(plan)}),
        priority=Priority.P3,
    )
    line = timeline(events)
    calendar = calendars_of(ticket.plan, POLICY)[1]
    account = resolve_account(line, ticket.plan, calendar, at(18, "16:00"))
    assert account.used == timedelta(hours=2), "9–10 and 15–16; the hold is out"
    # 8 h in all: 2 used; 2 more on the 18th, 3 in the next morning, 1 after lunch
    assert ticket.resolve_due == at(19, "14:30")


def test_the_resolve_target_never_overrides_the_first_response() -> None:
    ticket, events = story(
        at(18, "9:00"), accepted(at(18, "9:20")),
        moved("resolve", ANN, at(18, "11:00"), result="ok"),
        moved("send_back", LINA, at(18, "14:00"), reason="no"),
    )
    assert ticket.respond_due == at(18, "9:30")
    assert timeline(events).accepted_at == at(18, "9:20")
    assert not any(k.startswith("respond") for k in fell(ticket, events, at(20, "9:00")))


def test_the_old_target_does_not_survive_a_change_of_team() -> None:
    target = {p: replace(t, resolve=60, resolve_days=None) for p, t in
              POLICY.slas["default"].targets.items()}
    fast = replace(POLICY.slas["default"], name="fast", targets=target)
    policy = replace(
        POLICY, slas={**POLICY.slas, "fast": fast}, teams={"fast": Team("fast", sla="fast")}
    )
    plan = plan_for(policy, policy.teams["fast"], None, Priority.P2)
    ticket, _ = story(
        at(18, "9:00"), accepted(at(18, "9:10")),
        moved("transfer", ANN, at(18, "9:20"), to=BOB, team="fast", plan=asdict(plan)),
        policy=policy,
    )
    assert ticket.resolve_due == at(18, "10:00")


def test_the_first_escalation_does_not_fire_at_once() -> None:
    for filed in (at(18, "9:00"), at(18, "12:30"), at(21, "3:00"), at(18, "23:59")):
        for priority in Priority:
            ticket, events = story(filed, priority=priority)
            assert fell(ticket, events, filed + timedelta(minutes=4)) == set(), (filed, priority)


def test_the_first_escalation_of_a_new_owner_does_not_fire_at_once() -> None:
    ticket, events = story(
        at(18, "9:00"), accepted(at(18, "9:10")),
        moved("transfer", ANN, at(18, "16:00"), to=BOB, reason="x"),
        priority=Priority.P4,
    )
    assert fell(ticket, events, at(18, "16:14")) == set()
    assert fell(ticket, events, at(18, "16:15")) == {"respond.0"}, "but a new owner is reminded"


def test_the_lunch_break_is_not_counted() -> None:
    ticket, events = story(at(18, "11:50"))
    assert ticket.respond_due == at(18, "13:50")
    assert step_of("respond.0", ticket, events).at == at(18, "13:35")


def test_a_make_up_saturday_is_counted() -> None:
    ticket, _ = story(at(9, "17:00", month=10))  # 10 October 2026 is a working Saturday
    assert ticket.resolve_due == at(10, "17:30", month=10)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai"])
def test_a_zone_with_summer_time_does_not_jump_an_hour(zone: str) -> None:
    calendar = WorkCalendar("site", zone, {day: (Interval(540, 1080),) for day in range(7)})
    here = ZoneInfo(zone)
    friday = datetime(2026, 3, 27, 17, 0, tzinfo=here)  # the clocks change in between
    for weeks in range(1, 34):
        end = calendar.add_working(friday, minutes=weeks * 7 * 540)
        local = end.astimezone(here)
        assert (local.hour, local.minute) == (17, 0), local


def test_a_deadline_shorter_than_the_first_warning_fires_in_order_and_not_at_once() -> None:
    ticket, events = story(
        at(18, "9:00"), accepted(at(18, "9:01")), deadline=at(18, "9:10"), priority=Priority.P4
    )
    assert fell(ticket, events, at(18, "9:04")) == set()
    order = [s.key for s in pending(ticket, events, POLICY) if s.key.startswith("resolve")]
    assert order == ["resolve.3", "resolve.4", "resolve.5", "resolve.6"]
    assert step_of("resolve.5", ticket, events).at == at(18, "9:10")


def test_a_ticket_filed_outside_hours_begins_to_count_when_work_begins() -> None:
    for filed in (at(18, "20:00"), at(19, "3:00"), at(19, "8:59")):
        ticket, events = story(filed)
        assert ticket.respond_due == at(19, "9:30")
        assert step_of("respond.0", ticket, events).at == at(19, "9:15")


def test_a_step_that_fired_before_a_hold_does_not_fire_again_after_it() -> None:
    ticket, events = story(at(18, "9:00"), accepted(at(18, "9:10")))
    first = step_of("resolve.3", ticket, events)
    assert first.at == at(18, "14:30")
    later, history = story(
        at(18, "9:00"), accepted(at(18, "9:10")), done(first, first.at),
        moved("hold", ANN, at(18, "15:00"), reason="parts"), moved("resume", ANN, at(19, "15:00")),
    )
    assert later.resolve_due != ticket.resolve_due
    assert fell(later, history, at(19, "15:01")) == set()


def test_a_higher_priority_is_a_new_promise_and_warns_anew() -> None:
    plan = plan_for(POLICY, None, None, Priority.P1)
    ticket, events = story(at(18, "9:00"), accepted(at(18, "9:10")), priority=Priority.P3)
    first = step_of("resolve.3", ticket, events)
    risen, history = story(
        at(18, "9:00"), accepted(at(18, "9:10")), done(first, at(19, "16:00")),
        Event("prioritised", at(19, "16:00"), ANN, {"priority": 1, "plan": asdict(plan)}),
        priority=Priority.P3,
    )
    assert "resolve.3" in fell(risen, history, at(19, "16:00"))


def test_a_ticket_taken_over_from_a_hold_has_its_clock_running() -> None:
    ticket, events = story(
        at(18, "9:00"), accepted(at(18, "9:10")),
        moved("hold", ANN, at(18, "10:00"), reason="parts"),
        moved("transfer", ANN, at(19, "9:00"), to=BOB, reason="x"),
    )
    assert ticket.resolve_due == at(19, "17:30"), "one hour used, seven left"
    assert step_of("resolve.3", ticket, events).at == at(19, "12:00")
