"""What people mean to do in the quarter: drawn at random, before anything happens."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.quarter import company
from tests.quarter.clocks import Leave, Script
from tests.quarter.hours import DAY, Change, Hours

# When the bot slept: a machine suspended, a messenger without a bot for half a day.
SUSPENDED, OUT = 40, 7 * 60


@dataclass
class Plans:
    """Everything that is to happen, by minute: (minute, order, what, ticket or 0, facts)."""

    scripts: list[Script] = field(default_factory=list)
    agenda: list[tuple[int, int, str, int, Any]] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    asleep: list[tuple[int, int]] = field(default_factory=list)
    back: dict[int, int] = field(default_factory=dict)  # at this minute the clock jumps back by


def plans(hours: Hours, days: int, tickets: int, rand: random.Random) -> Plans:
    """A quarter's worth. `hours` knows nothing yet of the changes made here."""
    made = Plans()
    _disturb(made, hours, days, rand)
    filed = sorted(_awake(made, _filing(hours, days, rand)) for _ in range(tickets))
    for number, minute in enumerate(filed, 1):
        crew = rand.choice(company.CREWS)
        priority = rand.choices((1, 2, 3, 4), (2, 4, 5, 2))[0]
        requester = f"req{rand.randrange(company.REQUESTERS)}"
        wished = _wish(hours, crew, minute, rand) if rand.random() < 0.25 else None
        made.scripts.append(Script(number, crew, minute, priority, requester, wished))
        made.agenda.append((minute, 1, "file", number, None))
        at = minute
        for order, (verb, facts) in enumerate(_course(hours, crew, minute, rand), 2):
            at += rand.choice((4, 7, 13, 22, 40, 61, 125, 300, 900, 1500, 2900))
            if rand.random() < 0.7:
                at = hours.opening(company.calendar(crew), at)
            made.agenda.append((at, order, verb, number, facts))
    made.agenda = sorted(
        (_awake(made, minute), order, what, number, facts)
        for minute, order, what, number, facts in made.agenda
    )
    return made


def _awake(made: Plans, minute: int) -> int:
    """What people say to a bot that sleeps arrives when it wakes."""
    return next((end for begin, end in made.asleep if begin <= minute < end), minute)


def _filing(hours: Hours, days: int, rand: random.Random) -> int:
    """Mostly in working time."""
    while True:
        minute = rand.randrange(int(days * 0.75) * DAY)
        if hours.opening("office", minute) == minute or rand.random() < 0.08:
            return minute


def _wish(hours: Hours, crew: str, minute: int, rand: random.Random) -> int:
    day = minute // DAY + rand.randint(1, 5)
    return day * DAY + rand.choice((600, 660, 900, 960, 1020, 1080))


def _course(
    hours: Hours, crew: str, filed: int, rand: random.Random
) -> Iterator[tuple[str, Any]]:
    """The verbs of one ticket, in order; those that do not fit when their time comes are not
    done."""
    dice = rand.random
    if dice() < 0.12:  # nobody ever takes it
        if dice() < 0.6:
            yield "cancel", None
        return
    for _ in range(rand.choice((0, 0, 0, 1, 2))):
        yield "decline", None
    yield "accept", None
    if dice() < 0.12:
        yield "priority", rand.randint(1, 4)
    if dice() < 0.12:
        yield "deadline", rand.choice((1, 2, 3, 4, 0))
    for _ in range(rand.choice((0, 0, 0, 0, 1, 1, 2))):
        yield "transfer", rand.randrange(3)
        if dice() < 0.8:
            yield "accept", None
    for _ in range(rand.choice((0, 0, 1, 2))):
        yield "hold", rand.choice(("parts", "requester", "until", "until"))
        if dice() < 0.1:
            yield "priority", rand.randint(1, 4)
        if dice() < 0.7:
            yield "resume", None
    if dice() < 0.85:
        yield "resolve", None
        if dice() < 0.25:
            yield "send_back", None
            yield "resolve", None
        if dice() < 0.5:
            yield "approve", None
            if dice() < 0.2:
                yield "reopen", None
                yield "resolve", None
    elif dice() < 0.3:
        yield "cancel", None


def _disturb(made: Plans, hours: Hours, days: int, rand: random.Random) -> None:
    """Leave, changed working days, standstills and clocks that jump."""
    for week in range(1, days // 7):
        for crew in rand.sample(company.CREWS, 4):
            person = rand.choice([*company.members(crew), f"lead_{crew}", f"boss_{crew}"])
            day = week * 7 + rand.randrange(5)
            leave = Leave(person, day * DAY - 467, day * DAY, (day + rand.randint(1, 4)) * DAY)
            made.leaves.append(leave)
            made.agenda.append((leave.said, -len(made.leaves), "leave", 0, leave))
        asleep = (week * 7 + rand.randrange(5)) * DAY + rand.choice((580, 700, 850, 1000))
        made.asleep.append((asleep, asleep + (OUT if week % 4 == 1 else SUSPENDED)))
        made.back[asleep + DAY + 97] = rand.choice((3, 12, 45))
    for said, day, calendar, works in (
        (days // 3, days // 3 + 3, "office", False),
        (days // 2 + 1, days // 2 + 4, "office", True),
        (days // 2 + 1, days // 2 + 2, "plant", False),
    ):
        which: date = hours.moment(day * DAY).date()
        made.changes.append((said * DAY + 613, calendar, which, works))
        order = -1000 - len(made.changes)
        made.agenda.append((said * DAY + 613, order, "day", 0, made.changes[-1]))
