"""A new table laid over the roster that counts: what it does not speak of stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.policy.model import Shift
from bot.domain.roster.duty import HOLIDAY

KEPT = timedelta(days=31)  # how long past shifts stay in the document


def merged(old: Sequence[Shift], new: Sequence[Shift], today: date) -> tuple[Shift, ...]:
    """The old shifts outside the new table's time, cut at its edges, and the new ones.

    A holiday roster lies over the usual one, so each kind replaces only its own.
    """
    oldest = f"{today - KEPT} 00:00"
    kept = [shift for shift in old if shift.end > oldest]
    for holiday in (True, False):
        part = [shift for shift in new if (shift.kind == HOLIDAY) is holiday]
        if part:
            first, last = min(s.start for s in part), max(s.end for s in part)
            kept = [
                piece
                for shift in kept
                for piece in (
                    _outside(shift, first, last) if (shift.kind == HOLIDAY) is holiday else [shift]
                )
            ]
    return tuple(sorted((*kept, *new), key=lambda shift: (shift.start, shift.end)))


def _outside(shift: Shift, first: str, last: str) -> list[Shift]:
    if shift.end <= first or shift.start >= last:
        return [shift]
    pieces = []
    if shift.start < first:
        pieces.append(replace(shift, end=first))
    if shift.end > last:
        pieces.append(replace(shift, start=last))
    return pieces
