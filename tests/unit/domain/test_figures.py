"""Figures: whole numbers, working time, where the time went, who finished what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.figures import (
    Figures,
    Finished,
    Tally,
    Times,
    added,
    percent,
    ranking,
    stages,
    times,
)
from bot.domain.lifecycle import Event, moved
from bot.domain.policy.defaults import default_policy

CALENDAR = default_policy().calendars["default"]
NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)  # Wednesday 09:00 in Shanghai
HOUR = timedelta(hours=1)


def test_a_rate_is_whole_percent_and_none_of_nothing() -> None:
    assert [percent(part) for part in ((0, 0), (1, 2), (2, 3), (1, 3), (7, 8), (5, 5))] == [
        None, 50, 67, 33, 88, 100,
    ]


def test_means_and_medians_count_working_minutes_only() -> None:
    over_night = (NOW + 8 * HOUR, NOW + 25 * HOUR)  # 17:00 to 10:00: two hours of work
    short = (NOW, NOW + timedelta(minutes=10))
    assert times([], CALENDAR) is None
    assert times([over_night, short], CALENDAR) == Times(65, 65)
    assert times([over_night, short, short], CALENDAR) == Times(47, 10)


def test_the_rating_is_rounded_in_tenths() -> None:
    assert Figures(Tally(stars=14, votes=3)).rating_tenths == 47
    assert Figures(Tally()).rating_tenths is None


def test_teams_are_added_pair_by_pair() -> None:
    total = added([Tally(filed=2, responded=(1, 2)), Tally(filed=3, responded=(4, 5), late=1)])
    assert total == Tally(filed=5, responded=(5, 7), late=1)
    assert added([]) == Tally()


def history(*steps: tuple[str, float]) -> list[Event]:
    """A ticket routed at once; then verbs, each so many hours after the one before."""
    at = NOW
    told = [Event("filed", at, 1, {}), Event("routed", at, None, {"to": 2})]
    for verb, hours in steps:
        at += hours * HOUR
        told.append(moved(verb, 2, at, **({"reason": "parts"} if verb == "hold" else {})))
    return told


def test_the_bottleneck_is_where_most_working_time_went() -> None:
    first = history(("accept", 1), ("hold", 1), ("resume", 1), ("resolve", 0.25))
    second = history(("accept", 0.5), ("resolve", 0.25), ("approve", 0.5))
    found = stages([first, second], CALENDAR, NOW + 3.25 * HOUR)
    assert [(s.name, s.minutes) for s in found] == [
        ("waiting", 90), ("working", 75), ("hold:parts", 60), ("accepting", 30),
    ]  # from 12:00 on it is lunch
    assert [s.percent for s in found] == [35, 29, 24, 12]
    assert stages([], CALENDAR, NOW) == ()


def test_the_ranking_counts_for_the_owner_and_leaves_the_pool_out() -> None:
    def done(owner: int | None, hours: int, *, met: bool = True, **more: int) -> Finished:
        rating = more.get("rating")
        return Finished(1, owner, NOW, NOW + hours * HOUR, met, more.get("rework", 0), rating)

    found = ranking(
        [done(2, 1), done(3, 1, rating=5), done(3, 2, met=False, rework=1), done(None, 1)],
        CALENDAR,
    )
    assert [(s.person, s.done, s.in_time, s.minutes, s.rework, s.stars, s.votes)
            for s in found] == [(3, 2, 1, 90, 1, 5, 1), (2, 1, 1, 60, 0, 0, 0)]
