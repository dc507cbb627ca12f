"""The checker's own working hours: every minute of the run, counted one by one beforehand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from tests.quarter.company import WORKING_SATURDAY

HOLIDAYS = {date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27),
            *(date(2026, 10, day) for day in range(1, 8))}
MAKE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
DAY = 24 * 60
BEYOND = 60  # days after the run that are known as well
OFFICE, PLANT, SHORT = ((540, 720), (810, 1080)), ((480, 960), (1080, 1560)), ((480, 960),)

# at which minute of the run an admin said it, for which calendar, which day, whether it works
Change = tuple[int, str, date, bool]


def shifts(calendar: str, day: date, told: Iterable[Change]) -> Sequence[tuple[int, int]]:
    """The working minutes that begin on a day, from its midnight on."""
    full = OFFICE if calendar == "office" else PLANT
    said = [works for _, name, which, works in told if (name, which) == (calendar, day)]
    if said:
        return full if said[-1] else ()
    if day in HOLIDAYS:
        return ()
    if day in MAKE_UP or day.weekday() < 5:
        return full
    if calendar == "plant" and day.weekday() == 5 and (day - WORKING_SATURDAY).days % 14 == 0:
        return SHORT
    return ()


class Hours:
    """Minutes of a run are numbered from `start`; `asleep` are stretches of them without a bot."""

    def __init__(
        self, start: datetime, days: int, changes: Sequence[Change] = (),
        asleep: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.start, self.last = start, days * DAY
        self.changes = sorted(changes)
        self._before = {  # calendar -> for each state of knowledge: working minutes before each
            name: [self._counted(name, known) for known in range(len(changes) + 1)]
            for name in ("office", "plant")
        }
        length = (days + BEYOND) * DAY
        self._before["always"] = [list(range(length + 1))] * (len(changes) + 1)
        sleeping = bytearray(length + 1)
        for begin, end in asleep:
            sleeping[begin:end] = b"\x01" * (end - begin)
        self._next = {name: self._openings(name, sleeping) for name in self._before}

    def _counted(self, name: str, known: int) -> list[int]:
        told = self.changes[:known]
        works = bytearray((self.last // DAY + BEYOND + 2) * DAY)
        first = self.start.date() - timedelta(days=1)  # its night shift reaches into the run
        for number in range(self.last // DAY + BEYOND + 1):
            for begin, end in shifts(name, first + timedelta(days=number), told):
                at = (number - 1) * DAY
                for minute in range(max(at + begin, 0), max(at + end, 0)):
                    works[minute] = 1
        return [0, *accumulate(works[: self.last + BEYOND * DAY])]

    def _openings(self, name: str, sleeping: bytearray) -> list[int]:
        """For each minute the next one (or itself) at which an alarm may ring."""
        before = self._before[name][-1]
        found, following = [0] * (len(before) + 1), len(before)
        found[-1] = following
        for minute in range(len(before) - 2, -1, -1):
            if before[minute + 1] > before[minute] and not sleeping[minute]:
                following = minute
            found[minute] = following
        found[len(before) - 1] = len(before)
        return found

    def known(self, minute: int) -> int:
        """How many of the changes had been said by then."""
        return sum(said <= minute for said, *_ in self.changes)

    def count(self, calendar: str, start: int, end: int, known: int) -> int:
        """Working minutes between two minutes."""
        before = self._before[calendar][known]
        return max(0, before[min(end, len(before) - 1)] - before[start])

    def after(self, calendar: str, start: int, seconds: int, known: int) -> int:
        """The second by which so much working time has passed since minute `start`."""
        before = self._before[calendar][known]
        wanted = before[start] * 60 + seconds
        minute = bisect_left(before, -(-wanted // 60), start)
        if minute >= len(before):
            return len(before) * 60
        return minute * 60 - (before[minute] * 60 - wanted)

    def opening(self, calendar: str, minute: int) -> int:
        """The first minute from this one on that is working time with the bot awake."""
        return self._next[calendar][min(minute, len(self._next[calendar]) - 1)]

    def awake(self, minute: int) -> int:
        """The first minute from this one on with the bot awake."""
        return self.opening("always", minute)

    def number(self, at: datetime) -> int:
        """The number of a local minute."""
        return int((at - self.start) / timedelta(minutes=1))

    def moment(self, minute: int) -> datetime:
        """The local time of a minute."""
        return self.start + timedelta(minutes=minute)
