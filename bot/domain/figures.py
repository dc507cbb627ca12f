"""The figures of a period: counts and rates from what storage counted, times by the calendar.

Everything is told of tickets as they stand: who was sent back is not done any more. What was
merged into another ticket is no ticket of its own and is left out (product.md §7.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from bot.domain.calendar import WorkCalendar
from bot.domain.lifecycle import Event
from bot.domain.sla import timeline
from bot.domain.ticket import State

MINUTE = timedelta(minutes=1)
WAITING, WORKING, ACCEPTING = "waiting", "working", "accepting"
HOLD = "hold:"  # and the reason


@dataclass(frozen=True, slots=True)
class Tally:
    """What can be counted without a calendar. Pairs are (met, due)."""

    filed: int = 0
    alive: int = 0  # of those filed: not called off
    looped: int = 0  # of those filed: accepted by the requester
    done: int = 0
    closed: int = 0
    first_time: int = 0  # of those closed: never sent back
    stars: int = 0
    votes: int = 0
    responded: tuple[int, int] = (0, 0)
    resolved: tuple[int, int] = (0, 0)
    rework: int = 0
    nudges: int = 0
    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """A ticket that was finished in the period, as far as reports ask."""

    ticket: int
    owner: int | None
    filed_at: datetime
    resolved_at: datetime
    in_time: bool
    rework: int
    rating: int | None


@dataclass(frozen=True, slots=True)
class Times:
    """Working minutes: mean and median."""

    mean: int
    median: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One period of one team."""

    tally: Tally
    respond: Times | None = None
    resolve: Times | None = None

    @property
    def rating_tenths(self) -> int | None:
        """4.6 is 46."""
        votes = self.tally.votes
        return (20 * self.tally.stars + votes) // (2 * votes) if votes else None

    @property
    def loop(self) -> tuple[int, int]:
        """Accepted of those filed (not called off)."""
        return self.tally.looped, self.tally.alive

    @property
    def first_fix(self) -> tuple[int, int]:
        """Closed without being sent back or opened again."""
        return self.tally.first_time, self.tally.closed


@dataclass(frozen=True, slots=True)
class Stage:
    """Where finished tickets spent their working time; `percent` of all of it."""

    name: str  # waiting, working, accepting, hold:<reason>
    minutes: int
    percent: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's share of the period."""

    person: int
    done: int
    in_time: int
    minutes: int  # mean working minutes from filing to finishing
    rework: int
    stars: int
    votes: int


def percent(part: tuple[int, int]) -> int | None:
    """A rate in whole percent, rounded half up; None of nothing."""
    met, due = part
    return (200 * met + due) // (2 * due) if due else None


def times(stretches: Iterable[tuple[datetime, datetime]], calendar: WorkCalendar) -> Times | None:
    """Mean and median working minutes, whole."""
    taken = sorted(
        calendar.working_between(start, end).total // MINUTE for start, end in stretches
    )
    if not taken:
        return None
    half = len(taken) // 2
    middle = taken[half] if len(taken) % 2 else (taken[half - 1] + taken[half]) // 2
    return Times((2 * sum(taken) + len(taken)) // (2 * len(taken)), middle)


def stages(
    histories: Iterable[Sequence[Event]], calendar: WorkCalendar, end: datetime
) -> tuple[Stage, ...]:
    """The working time of these tickets by stage, the longest first."""
    spent: dict[str, timedelta] = {}
    for events in histories:
        for stretch in timeline(events).stretches:
            name = _stage(stretch.state, stretch.why)
            if name:
                worked = calendar.working_between(stretch.start, stretch.end or end).total
                spent[name] = spent.get(name, timedelta()) + worked
    total = sum(spent.values(), timedelta())
    if not total:
        return ()
    return tuple(
        Stage(name, taken // MINUTE, (200 * taken + total) // (2 * total))
        for name, taken in sorted(spent.items(), key=lambda item: -item[1])
        if 200 * taken >= total  # half a percent
    )


def _stage(state: State, why: str | None) -> str:
    if state in (State.NEW, State.ASSIGNED):
        return WAITING
    if state is State.ON_HOLD:
        return f"{HOLD}{why or ''}"
    return {State.IN_PROGRESS: WORKING, State.RESOLVED: ACCEPTING}.get(state, "")


def ranking(finished: Iterable[Finished], calendar: WorkCalendar) -> tuple[Standing, ...]:
    """Who finished how much, the most first; ties by what was in time."""
    per: dict[int, list[Finished]] = {}
    for one in finished:
        if one.owner is not None:
            per.setdefault(one.owner, []).append(one)
    found = [_standing(person, mine, calendar) for person, mine in per.items()]
    return tuple(sorted(found, key=lambda s: (-s.done, -s.in_time, s.person)))


def _standing(person: int, mine: Sequence[Finished], calendar: WorkCalendar) -> Standing:
    taken = times(((one.filed_at, one.resolved_at) for one in mine), calendar)
    return Standing(
        person, len(mine), sum(one.in_time for one in mine), taken.mean if taken else 0,
        sum(one.rework for one in mine), sum(one.rating or 0 for one in mine),
        sum(one.rating is not None for one in mine),
    )


def added(tallies: Iterable[Tally]) -> Tally:
    """Several teams as one."""
    total = Tally()
    for one in tallies:
        total = Tally(**{spec.name: _plus(getattr(total, spec.name), getattr(one, spec.name))
                         for spec in fields(Tally)})
    return total


def _plus(one: Any, other: Any) -> Any:
    return (one[0] + other[0], one[1] + other[1]) if isinstance(one, tuple) else one + other
