"""What a year's holiday table is, and how a faulty one is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class HolidayFault(ValueError):
    """A table or notice that cannot be read: `key` names the text, `facts` say where and what."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(f"{key} {facts}")
        self.key = key
        self.facts = facts


class Holiday(NamedTuple):
    """One special date: the festival's key, and whether it is off or a make-up working day."""

    name: str
    is_off: bool


@dataclass(frozen=True)
class HolidayYear:
    """The special dates of one year's table (a few may lie in the year before).

    `official` is False when only the fixed-date statutory holidays are known, without 调休.
    """

    year: int
    days: Mapping[date, Holiday]
    official: bool = True
