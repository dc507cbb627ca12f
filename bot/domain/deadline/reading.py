"""What reading a deadline yields: a time with its reason, or a question with candidates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Mode = Literal["strict", "loose"]
Range = tuple[int, int]


@dataclass(frozen=True)
class Explanation:
    """Why this time: `key` names a text ("deadline.working_days"), `facts` fill it."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A deadline in the future: `at` in UTC, whole minutes; `span` in the original text.

    `kind` is moment, day, close, opening, duration, days, working_hours, working_days, week_end,
    month_end, quarter_end, year_end or before_holiday. `working` says that the working calendar
    chose the time (False: wall clock). `explanation.facts["assumed"]` is True where the calendar
    does not know the year's holidays officially.
    """

    at: datetime
    span: Range
    explanation: Explanation
    kind: str
    working: bool


@dataclass(frozen=True)
class Ask:
    """No deadline yet: ask with these times (UTC, future, may be empty) as buttons.

    `reason` is past, vague, range, several, twelve_hours, no_such_date, weekday_mismatch,
    unknown_holiday or no_working_day.
    """

    reason: str
    candidates: tuple[datetime, ...]
    span: Range
