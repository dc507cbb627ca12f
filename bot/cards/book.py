"""A workbook is data too: sheets of typed cells. `bot/workbook` writes it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; shown in percent, empty of nothing."""

    met: int
    due: int


@dataclass(frozen=True, slots=True)
class Tenths:
    """4.6 is 46."""

    value: int


Cell = str | int | Share | Tenths | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`widths` in characters, one for each title."""

    name: str
    titles: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Book:
    """`name` of the file, without its ending; moments are shown in `zone`."""

    name: str
    zone: str
    sheets: Sequence[Sheet]
