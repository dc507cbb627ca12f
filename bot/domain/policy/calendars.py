"""A working calendar as people describe it (a week, the state's holidays, the site's own days)
and the WorkCalendar it becomes. Both ways without loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.calendar import Pattern, WorkCalendar
from bot.domain.holidays import china, with_holidays

# Years without an official table bring their fixed-date holidays only (product.md §7.4).
CHINA_YEARS = range(2024, 2036)


@dataclass(frozen=True, slots=True)
class Sketch:
    """`days`: the site's own dates, `()` off, None as on any such weekday in spite of the
    holiday table. `known_years` None: those of the table."""

    zone: str = "Asia/Shanghai"
    week: Mapping[int, Pattern] = field(default_factory=dict)
    working_saturday: date | None = None
    china: bool = False
    days: Mapping[date, Pattern | None] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    known_years: frozenset[int] | None = None
    version: int = 1
    always: bool = False


def build(name: str, sketch: Sketch) -> WorkCalendar:
    """The calendar of a sketch; raises CalendarFault for a zone or hours without sense."""
    base = _base(name, sketch)
    days, names = dict(base.days), dict(base.names)
    for day, pattern in sketch.days.items():
        names.pop(day, None)
        if pattern is None:
            days.pop(day, None)
        else:
            days[day] = pattern
            if day in sketch.names:
                names[day] = sketch.names[day]
    known = base.known_years if sketch.known_years is None else sketch.known_years
    return replace(base, days=days, names=names, known_years=known, version=sketch.version)


def sketch_of(calendar: WorkCalendar) -> Sketch:
    """The shortest sketch that builds this calendar: with the state's holidays or without."""
    return min(
        (_sketch(calendar, china=False), _sketch(calendar, china=True)),
        key=lambda sketch: len(sketch.days),
    )


def rebuilt(calendar: WorkCalendar, **changes: object) -> WorkCalendar:
    """The next version of a calendar with parts of its sketch replaced; make-up days follow the
    new hours."""
    sketch = replace(sketch_of(calendar), version=calendar.version + 1, **changes)  # type: ignore[arg-type]
    return build(calendar.name, sketch)


def _base(name: str, sketch: Sketch) -> WorkCalendar:
    base = WorkCalendar(
        name,
        sketch.zone,
        week=dict(sketch.week),
        working_saturday=sketch.working_saturday,
        always=sketch.always,
    )
    return with_holidays(base, [china(year) for year in CHINA_YEARS]) if sketch.china else base


def _sketch(calendar: WorkCalendar, *, china: bool) -> Sketch:
    plain = Sketch(
        calendar.zone,
        calendar.week,
        calendar.working_saturday,
        china,
        version=calendar.version,
        always=calendar.always,
    )
    base = _base(calendar.name, plain)
    days: dict[date, Pattern | None] = {day: None for day in base.days if day not in calendar.days}
    names: dict[date, str] = {}
    for day, pattern in calendar.days.items():
        same = base.days.get(day) == pattern and base.names.get(day) == calendar.names.get(day)
        if day in base.days and same:
            continue
        days[day] = pattern
        if day in calendar.names:
            names[day] = calendar.names[day]
    known = None if base.known_years == calendar.known_years else calendar.known_years
    return replace(plain, days=dict(sorted(days.items())), names=names, known_years=known)
