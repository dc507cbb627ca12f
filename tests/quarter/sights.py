"""What was said in a run, beside what the checker wants: every alarm once, at its minute, to its
person; a few of an hour said singly, the rest in one digest at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tests.quarter import company
from tests.quarter.checker import Walk
from tests.quarter.clocks import Alarm
from tests.quarter.hours import Hours

HOUR = 60


@dataclass(frozen=True, order=True)
class Sight:
    """One alarm as somebody read it: alone or in a digest."""

    alarm: Alarm
    digest: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Answer:
    """已知晓: who said it, when, about which rung of which ticket they had heard of when."""

    at: int
    heard: int
    ticket: int
    rung: str
    person: str


def differences(
    walks: Sequence[Walk], seen: Iterable[Sight], answers: Iterable[Answer], hours: Hours,
) -> tuple[int, list[str]]:
    """How many alarms were wanted, and every difference."""
    sights: dict[tuple[int, str, str, bool], list[Sight]] = defaultdict(list)
    every = sorted(seen)
    for sight in every:
        found = sight.alarm
        sights[found.ticket, found.rung, found.to, found.late].append(sight)
    said = defaultdict(list)
    for answer in answers:
        said[answer.ticket, answer.rung, answer.person, answer.heard].append(answer.at)
    wrong: list[str] = []
    wanted = 0
    for walk in walks:
        heard = _pair(walk.alarms, sights, hours, wrong)
        climbing = [
            up for alarm, calendar in walk.asked
            if (at := heard.get(alarm)) is not None and (up := _climb(
                walk, alarm, at, calendar, said[alarm.ticket, alarm.rung, alarm.to, at], hours))
        ]
        _pair(climbing, sights, hours, wrong)
        wanted += len(walk.alarms) + len(climbing)
    wrong += [f"too many {sight}" for left in sights.values() for sight in left]
    return wanted, wrong + _budget(every)


def _pair(
    wanted: Iterable[Alarm], sights: dict[tuple[int, str, str, bool], list[Sight]],
    hours: Hours, wrong: list[str],
) -> dict[Alarm, int]:
    """When each wanted alarm was heard; its sighting is used up."""
    heard = {}
    for alarm in wanted:
        left = sights[alarm.ticket, alarm.rung, alarm.to, alarm.late]
        end = hours.awake((alarm.at // HOUR + 1) * HOUR)
        fits = next((sight for sight in left if sight.alarm.at == alarm.at or (
            sight.digest and not alarm.late and sight.alarm.at == end)), None)
        if fits is None:
            wrong.append(f"missing {alarm} ({hours.moment(alarm.at)})")
            continue
        left.remove(fits)
        heard[alarm] = fits.alarm.at
    return heard


def _climb(
    walk: Walk, alarm: Alarm, heard: int, calendar: str, said: Sequence[int], hours: Hours
) -> Alarm | None:
    """The ring one level up, unless it was acknowledged, the work waits or is done."""
    digested = heard != alarm.at  # then time runs from the hour's end, however late it was said
    start = (alarm.at // HOUR + 1) * HOUR if digested else heard
    due = hours.after(calendar, start, company.ACKNOWLEDGE * 60, hours.known(alarm.at))
    minute = hours.awake(-(-due // 60))
    while minute < hours.last:
        _, state, rings_in = [entry for entry in walk.trace if entry[0] <= minute][-1]
        if any(at <= minute for at in said):
            return None
        if state not in ("new", "assigned", "working"):
            return None
        opening = hours.opening(rings_in, minute)
        if opening == minute:
            chain = [f"boss_{walk.crew}", "chief"]
            above = [p for p in chain[alarm.to.startswith("boss"):] if walk.here(p, minute)]
            return replace(alarm, at=minute, rung=f"up {alarm.rung}", to=above[0], late=False)
        minute = opening
    return None


def _budget(every: Sequence[Sight]) -> list[str]:
    """No more than the budget of an hour singly, and a digest only where it was used up."""
    spent: dict[tuple[str, int], int] = defaultdict(int)
    kept: set[tuple[str, int]] = set()
    for sight in every:
        alarm = sight.alarm
        counts = alarm.rung.startswith(("respond", "resolve", "accept", "hold"))
        if sight.urgent or alarm.late or alarm.to == "chat" or not counts:
            continue
        if sight.digest:
            if alarm.at % HOUR == 0:  # else it was said after a standstill
                kept.add((alarm.to, alarm.at // HOUR - 1))
        else:
            spent[alarm.to, alarm.at // HOUR] += 1
    over = [f"{n} pings in an hour: {key}" for key, n in spent.items() if n > company.BUDGET]
    idle = [f"a digest without need: {key}" for key in kept if spent[key] < company.BUDGET]
    return over + idle
