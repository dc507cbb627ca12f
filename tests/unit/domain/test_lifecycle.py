"""The table of a ticket's life, and the fold that makes a ticket of its events."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lifecycle import (
    EDGES,
    Event,
    born,
    evolve,
    fold,
    moved,
    packed,
    unpacked,
    verbs_of,
)
from bot.domain.ticket import OPEN, Priority, State

T0 = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
PLAN = {"respond_minutes": 30, "resolve_minutes": 480, "calendar": "default"}
FILED = Event("filed", T0, 1, {"title": "漏水", "body": "漏水", "priority": 3, "requester": 1,
                               "plan": PLAN})
NEEDED = {
    "assign": {"to": 5}, "transfer": {"to": 6, "reason": "r"}, "decline": {"reason": "r"},
    "hold": {"reason": "parts"}, "resolve": {"result": "ok"}, "send_back": {"reason": "r"},
    "reopen": {"reason": "r"}, "cancel": {"reason": ""}, "merge": {"into": 9},
}  # fmt: skip


def step(verb: str, minutes: int = 1) -> Event:
    return moved(verb, 2, T0 + timedelta(minutes=minutes), **NEEDED.get(verb, {}))


def test_every_state_can_be_reached_and_open_states_can_be_left() -> None:
    reached = {State.NEW} | set(EDGES.values())
    assert reached == set(State)
    for state in OPEN:
        assert verbs_of(state)


def test_an_illegal_step_raises_and_changes_nothing() -> None:
    ticket = born(1, FILED)
    with pytest.raises(KeyError):
        evolve(ticket, step("resolve"))
    assert ticket == born(1, FILED)


@given(st.lists(st.integers(0, 5), max_size=25))
def test_any_walk_along_the_table_survives_storage_and_folds_to_the_same(steps: list[int]) -> None:
    ticket, events = born(1, FILED), [FILED]
    for n, choice in enumerate(steps, 1):
        verbs = verbs_of(ticket.state)
        if not verbs:
            break
        event = step(verbs[choice % len(verbs)], n)
        stored = Event(event.kind, event.at, event.actor, json.loads(json.dumps(event.data)))
        ticket = evolve(ticket, stored)
        events.append(stored)
    assert fold(1, events) == ticket
    assert ticket.version == len(events)


@given(st.sampled_from(list(EDGES)))
def test_what_an_undo_restores_is_what_was(edge: tuple[State, str]) -> None:
    before = replace(born(1, FILED), state=edge[0], owner=2)
    after = evolve(before, step(edge[1]))
    restore = json.loads(json.dumps(packed(before)))
    again = evolve(after, Event("undone", T0, 2, {"seq": 2, "restore": restore}))
    assert replace(again, version=0, updated_at=None) == replace(
        before, version=0, updated_at=None
    )
    assert unpacked(restore)["priority"] is Priority.P3


def test_sending_back_and_reopening_count_as_rework() -> None:
    ticket = born(1, FILED)
    for n, verb in enumerate(("accept", "resolve", "send_back", "resolve", "approve", "reopen")):
        ticket = evolve(ticket, step(verb, n))
    assert ticket.rework == 2 and ticket.state is State.IN_PROGRESS
    assert ticket.closed_at is None and ticket.resolved_at is None
