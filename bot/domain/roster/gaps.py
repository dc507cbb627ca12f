"""Holes and overlaps of a roster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.domain.policy.model import Shift
from bot.domain.roster.duty import HOLIDAY, moment


def gaps(rows: Sequence[tuple[int, Shift]]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """(line, key, facts) of each hole and overlap between shifts in order of their start.

    A holiday roster lies over the usual one on purpose: it is only compared with itself. Hours
    nobody has on any day (08:00–20:00 only) are a way to work, no hole.
    """
    for holiday in (True, False):
        part = [row for row in rows if (row[1].kind == HOLIDAY) is holiday]
        usual_pauses = _daily_pauses(part)
        last: Shift | None = None
        for line, shift in part:
            if last is not None and shift.start < last.end:
                yield line, "roster.overlap", {
                    "start": shift.start, "end": min(shift.end, last.end),
                    "people": [last.main, shift.main],
                }  # fmt: skip
            elif last is not None and shift.start > last.end:
                pause = (last.end[11:], shift.start[11:])
                if not (pause in usual_pauses and _within_a_day(last.end, shift.start)):
                    yield line, "roster.hole", {"start": last.end, "end": shift.start}
            if last is None or shift.end > last.end:
                last = shift


def _daily_pauses(rows: Sequence[tuple[int, Shift]]) -> set[tuple[str, str]]:
    """Pauses that recur between most shifts, by their times of day."""
    counts: dict[tuple[str, str], int] = {}
    for (_, left), (_, right) in pairwise(rows):
        if right.start > left.end and _within_a_day(left.end, right.start):
            pause = (left.end[11:], right.start[11:])
            counts[pause] = counts.get(pause, 0) + 1
    return {pause for pause, n in counts.items() if n >= 2 and n * 2 >= len(rows) - 1}


def _within_a_day(end: str, start: str) -> bool:
    return moment(start, "UTC") - moment(end, "UTC") < timedelta(days=1)
