"""A team's own hours, targets and ladder; steps of a ladder; the ladder a ticket was filed with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.policy import Policy, Rung
from bot.domain.policy.change import add_team, own, put_step, remove_named, remove_step, share
from bot.domain.policy.change.own import own_name, shared
from bot.domain.policy.defaults import default_ladder, default_policy
from bot.domain.policy.durations import parse_duration
from bot.domain.policy.edits import edited
from bot.domain.policy.steps import ladder_of, rungs_of, steps_text
from bot.domain.sla import plan_for
from bot.domain.ticket import Priority
from bot.errors import BadInput, NotFound


@pytest.fixture
def policy() -> Policy:
    return add_team(add_team(default_policy(), "IT", ["a"]), "行政", ["b"])


def test_the_text_of_a_ladder_and_back() -> None:
    rungs = default_ladder().rungs
    assert rungs_of(steps_text(rungs)) == rungs
    assert steps_text(rungs).startswith("respond:15m/5m:chat;respond:30m/10m:next;")


def test_a_ticket_keeps_the_ladder_it_was_filed_with(policy: Policy) -> None:
    plan = plan_for(policy, policy.teams["IT"], None, Priority.P3)
    after = put_step(policy, "default", Rung("resolve", ("manager",), percent=10))
    assert ladder_of(plan, after).rungs == default_ladder().rungs
    assert ladder_of(replace(plan, steps=""), after).rungs != default_ladder().rungs
    assert len(plan.steps) < 200, "it is stored with every ticket"


def test_a_step_of_the_same_moment_is_replaced_and_the_order_is_that_of_time(
    policy: Policy,
) -> None:
    after = put_step(policy, "default", Rung("resolve", ("owner", "lead"), percent=80))
    after = put_step(after, "default", Rung("respond", ("lead",), minutes=20))
    assert [r.minutes or r.percent for r in after.ladders["default"].rungs] == [
        15, 20, 30, 60, 50, 80, 100, 150]  # fmt: skip
    assert after.ladders["default"].rungs[5].who == ("owner", "lead")


def test_another_receiver_keeps_the_minutes_of_p1(policy: Policy) -> None:
    after = put_step(policy, "default", Rung("respond", ("team",), minutes=15))
    assert after.ladders["default"].rungs[0].minutes_p1 == 5


def test_a_step_that_is_not_there_and_the_last_one_that_reaches_anybody(policy: Policy) -> None:
    with pytest.raises(NotFound):
        remove_step(policy, "default", number=8)
    with pytest.raises(NotFound):
        remove_step(policy, "default", clock="resolve", percent=81)
    for number in (7, 6, 5, 3, 2):
        policy = remove_step(policy, "default", number=number)
    with pytest.raises(BadInput) as error:
        remove_step(policy, "default", number=1)  # what is left only changes the colour
    assert error.value.key == "policy.ladder_to_nobody"


@pytest.mark.parametrize("part", ["calendar", "sla", "ladder"])
def test_a_team_gets_its_own_and_gives_it_back(policy: Policy, part: str) -> None:
    assert shared(policy, "IT", part)  # type: ignore[arg-type]
    assert own_name(policy, "IT", part) == "IT"  # type: ignore[arg-type]
    after = own(policy, "IT", part, "IT")  # type: ignore[arg-type]
    assert getattr(after.teams["IT"], part) == "IT" and not shared(after, "IT", part)  # type: ignore[arg-type]
    assert getattr(after.teams["行政"], part) == "default"
    with pytest.raises(BadInput):
        remove_named(after, part, "IT")  # type: ignore[arg-type]
    assert getattr(share(after, "IT", part).teams["IT"], part) == "default"  # type: ignore[arg-type]


def test_the_hours_of_a_team_that_works_around_the_clock_begin_with_office_hours(
    policy: Policy,
) -> None:
    after = edited(policy, [
        ("set_team", {"team": "IT", "calendar": "always"}),
        ("own", {"team": "IT", "part": "calendar", "name": "IT"}),
        ("set_hours", {"name": "IT", "weekdays": "sat", "hours": "09:00-12:00"}),
    ])
    assert not after.calendars["IT"].always and len(after.calendars["IT"].week) == 6
    assert after.calendars["always"].always


def test_everybodys_goes_back_to_what_it_was(policy: Policy) -> None:
    after = put_step(policy, "default", Rung("resolve", ("manager",), percent=10))
    assert remove_named(after, "ladder", "default").ladders == policy.ladders


@pytest.mark.parametrize(("said", "minutes", "days"), [
    ("半小时", 30, None), ("一个半小时", 90, None), ("两小时", 120, None), ("十五分钟", 15, None),
    ("1小时30分钟", 90, None), ("三个工作日", 0, 3), ("45 min", 45, None),
])
def test_lengths_with_chinese_numbers(said: str, minutes: int, days: int | None) -> None:
    assert parse_duration(said) == (minutes, days)
