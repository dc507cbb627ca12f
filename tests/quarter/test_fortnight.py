"""Weeks with National Day in them: every alarm the independent checker expects rings once, at the
right minute, to the right person, through restarts, standstills and clocks that jump; and with two
processes on one database."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path

import pytest

from bot.usecases import dispatch
from tests.quarter.play import Outcome, Run

START = datetime(2026, 9, 14)  # noqa: DTZ001 (local wall time of the story)
CHECKER = ("checker", "clocks", "company", "hours", "sights")


def _right(outcome: Outcome, least: int) -> None:
    assert outcome.wanted > least, "the story must be worth telling"
    assert not outcome.wrong, f"{len(outcome.wrong)} of {outcome.wanted}:\n" + "\n".join(
        outcome.wrong[:20])


async def test_weeks_with_a_holiday_ring_what_the_checker_expects(sqlite_url: str) -> None:
    outcome = await Run(sqlite_url, START, 28, 70, seed=6, restart_every=150).play()
    assert outcome.restarts > 1
    _right(outcome, 500)


async def test_a_hand_over_that_forgets_who_had_the_ticket_is_noticed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "_got", lambda event: None)
    outcome = await Run(sqlite_url, START, 7, 12, seed=6, restart_every=150).play()
    assert any("too many" in line and "yours" in line for line in outcome.wrong)


@pytest.mark.postgres
async def test_two_processes_on_one_database_ring_every_alarm_once(postgres_url: str) -> None:
    run = Run(postgres_url, START, 14, 40, seed=7, restart_every=300, twice=range(14))
    outcome = await run.play()
    assert outcome.twice > 300
    _right(outcome, 200)


def test_the_checker_shares_no_code_with_the_engine() -> None:
    for name in CHECKER:
        tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [module]
            own = {"tests.quarter", *(f"tests.quarter.{other}" for other in CHECKER)}
            assert all(
                found is None or found in own or found.partition(".")[0] in _STANDARD
                for found in names
            ), (name, names)


_STANDARD = {"__future__", "ast", "bisect", "collections", "dataclasses", "datetime", "itertools",
             "typing"}
