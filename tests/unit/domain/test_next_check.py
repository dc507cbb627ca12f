"""The next look at a ticket is the first of everything that is still to come for it."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.escalation import next_check, pending
from bot.domain.lifecycle import Event, fold, moved
from bot.domain.policy.defaults import default_policy
from bot.domain.sla import plan_for, promises
from bot.domain.ticket import Priority
from bot.domain.times import to_ms

POLICY = default_policy()
FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def told(priority, deadline, *more):
    plan = plan_for(POLICY, None, None, priority)
    respond, resolve = promises(plan, FRIDAY, POLICY)
    data = {
        "title": "x", "body": "x", "priority": int(priority), "requester": 1,
        "plan": asdict(plan), "respond_due": to_ms(respond), "resolve_due": to_ms(resolve),
    }  # fmt: skip
    if deadline:
        data["deadline"] = to_ms(FRIDAY + deadline)
    routed = Event("routed", FRIDAY, None, {"team": None, "to": 2})
    return [Event("filed", FRIDAY, 1, data), routed, *more]


@pytest.mark.parametrize("priority", Priority)
@pytest.mark.parametrize("deadline", [None, timedelta(minutes=30), timedelta(hours=70)])
@pytest.mark.parametrize("accepted", [False, True])
def test_it_is_the_earliest_pending_step_however_many_were_taken(priority, deadline, accepted):
    more = [moved("accept", 2, FRIDAY + timedelta(minutes=5))] if accepted else []
    events = told(priority, deadline, *more)
    seen = 0
    while waiting := pending(fold(1, events), events, POLICY):
        assert next_check(fold(1, events), events, POLICY) == min(s.at for s in waiting)
        marks = [list(waiting[0].mark)]
        events.append(Event("warned", waiting[0].at, None, {"steps": marks, "heat": 0}))
        seen += 1
    assert next_check(fold(1, events), events, POLICY) is None
    assert seen >= 3
