"""Working time laid end to end: adding to a moment is two searches and not a walk over days.

Filing a ticket adds working time a dozen times (promises, the rungs of the ladder).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

STEP = 64  # days laid at once
BACK = 30  # days laid before the first moment asked for
REACHED = 4096  # answers remembered
LONGEST = 12_000  # stretches kept, about ten years; beyond that it begins anew
ONE_DAY = timedelta(days=1)
# A stretch that covers a moment begins at most on the local day before, whatever the zone.
_LOCAL = 2 * ONE_DAY


class _Laid(NamedTuple):
    """What is laid so far, never changed: threads share it. `sums` is the working time up to the
    end of each stretch, `worked` the day of the last one."""

    since: datetime  # moments from here on can be looked up
    following: date
    worked: date
    starts: Sequence[datetime]
    ends: Sequence[datetime]
    sums: Sequence[timedelta]


class Ruler:
    """`stretches` are those that begin on a local date, in UTC, in order; `patience` is after how
    many days without any work nobody will work again."""

    def __init__(
        self, stretches: Callable[[date], Iterable[tuple[datetime, datetime]]], patience: int
    ) -> None:
        self._stretches = stretches
        self._patience = patience * ONE_DAY
        self._laid: _Laid | None = None
        self._reached: dict[tuple[datetime, timedelta], datetime] = {}

    def reach(self, start: datetime, amount: timedelta) -> datetime | None:
        """The earliest moment by which `amount` (more than nothing) of working time has passed
        since `start`, both UTC; None where there is no such work ahead. Remembered, for a ticket
        asks for the same again, and so do all that are filed at one moment."""
        asked = start, amount
        found = self._reached.get(asked)
        if found is None:
            found = self._found(start, amount)
            if found is not None:
                if len(self._reached) >= REACHED:
                    self._reached.clear()
                self._reached[asked] = found
        return found

    def _found(self, start: datetime, amount: timedelta) -> datetime | None:
        laid = self._laid
        if laid is None or start < laid.since or len(laid.ends) > LONGEST:
            laid = self._begun(start, laid)
        while True:
            at = bisect_right(laid.ends, start)
            if at < len(laid.ends):
                before = laid.sums[at] - (laid.ends[at] - max(laid.starts[at], start))
                goal = before + amount
                found = bisect_left(laid.sums, goal, at)
                if found < len(laid.sums):
                    return laid.ends[found] - (laid.sums[found] - goal)
            if laid.following > max(laid.worked, start.date()) + self._patience:
                return None
            laid = self._longer(laid, laid.following + STEP * ONE_DAY)

    def _begun(self, start: datetime, before: _Laid | None) -> _Laid:
        """Laid from some days before `start`, as far as it was."""
        first = start.date() - BACK * ONE_DAY
        since = datetime.combine(first + _LOCAL, time(), UTC)
        empty = _Laid(since, first, first, (), (), ())
        kept = before is not None and len(before.ends) <= LONGEST
        return self._longer(empty, before.following if before and kept else first)

    def _longer(self, laid: _Laid, until: date) -> _Laid:
        day, worked = laid.following, laid.worked
        starts, ends, sums = list(laid.starts), list(laid.ends), list(laid.sums)
        while day < until:
            for begin, end in self._stretches(day):
                if ends and end <= ends[-1]:
                    continue
                begin = max(begin, ends[-1]) if ends else begin
                starts.append(begin)
                ends.append(end)
                sums.append((sums[-1] if sums else timedelta()) + (end - begin))
                worked = day
            day += ONE_DAY
        self._laid = _Laid(laid.since, day, worked, starts, ends, sums)
        return self._laid
