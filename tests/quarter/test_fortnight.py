"""Two weeks with National Day in them: every alarm the independent checker expects rings once, at
the right minute, to the right person, through restarts."""

from __future__ import annotations

from datetime import datetime

from tests.quarter.checker import differences
from tests.quarter.play import Run


async def test_a_fortnight_with_a_holiday_rings_what_the_checker_expects(sqlite_url: str) -> None:
    run = Run(sqlite_url, datetime(2026, 9, 28), 21, 90, seed=6, restart_every=40)  # noqa: DTZ001
    outcome = await run.play()
    assert len(outcome.wanted) > 80, "the story must be worth telling"
    assert outcome.restarts > 3
    wrong = differences(outcome.wanted, outcome.rang)
    assert not wrong, f"{len(wrong)} of {len(outcome.wanted)}:\n" + "\n".join(wrong[:20])
