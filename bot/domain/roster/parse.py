"""A pasted duty table → shifts, with every fault and its line.

Understood are lines of dates with names ("11/23-11/29 A", with a backup, with day and night or
clock times), weekly and daily rotations, four crews on three shifts, a festival's name in front of
a line or as a heading, and lines that set the hand-over time or a shift's hours
(docs/configuration.md shows each).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.domain.policy.durations import parse_time
from bot.domain.policy.fault import nearest
from bot.domain.policy.model import Shift
from bot.domain.roster import words
from bot.domain.roster.duty import HOLIDAY
from bot.domain.roster.gaps import gaps
from bot.domain.roster.rotation import four_crews, rotation, shift

DEFAULT_CHANGEOVER = 9 * 60  # product.md §7.5: handed over at 09:00

_RANGE = re.compile(
    words.DATE.format("a") + words.NOTE
    + rf"(?:{words.TO}{words.END_DATE}{words.NOTE})?\s*(?P<rest>.*)$"
)  # fmt: skip
_DAY = re.compile(words.DATE.format("a"))
_CLOCKS = rf"(?P<s>{words.CLOCK}){words.TO}(?P<e>{words.CLOCK})"
_HOURS = re.compile(rf"^{_CLOCKS}\s*(?P<rest>.*)$")
_SETTING = re.compile(rf"^{words.SHIFT_NAME}[::\s]*{_CLOCKS}$")


@dataclass(frozen=True, slots=True)
class RosterFault:
    """`line` counts from 1. A warning leaves the roster usable (holes, overlaps)."""

    line: int
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    proposal: str | None = None
    warning: bool = False


@dataclass(frozen=True, slots=True)
class RosterDraft:
    """What was understood, in order of time, and what was wrong."""

    shifts: tuple[Shift, ...]
    faults: tuple[RosterFault, ...]

    @property
    def usable(self) -> bool:
        """Whether it may be saved."""
        return bool(self.shifts) and all(fault.warning for fault in self.faults)


def parse_roster(
    text: str, *, people: Mapping[str, str], today: date, weeks: int = 26
) -> RosterDraft:
    """`people` maps every name, alias and handle to the handle; rotations are laid out for
    `weeks` weeks from `today`. A date without a year is the one nearest to today."""
    table = _Table(people, today, today + timedelta(weeks=weeks))
    plain = re.sub(words.SPOKEN, _clock, text.translate(words.WIDE))
    for number, raw in enumerate(plain.splitlines(), start=1):
        table.read(number, raw.strip().strip("|").strip())
    if not table.rows and not table.faults:
        table.fault(1, "roster.nothing_found")
    rows = sorted(table.rows, key=lambda row: row[1].start)
    table.faults.extend(
        RosterFault(line, key, facts, warning=True) for line, key, facts in gaps(rows)
    )
    faults = sorted(table.faults, key=lambda fault: (fault.line, fault.warning))
    return RosterDraft(tuple(row for _, row in rows), tuple(faults))


def _clock(found: re.Match[str]) -> str:
    """9点半 as 9:30."""
    hour = int(found[2]) + (12 if found[1] in words.LATER and int(found[2]) < 12 else 0)
    return f"{hour}:{'30' if found[3] == words.HALF_PAST else found[3] or '00'}"


@dataclass(slots=True)
class _Table:
    """The table while it is read: what its settings said, and what came of its lines."""

    people: Mapping[str, str]
    today: date
    until: date
    changeover: int = DEFAULT_CHANGEOVER
    hours: dict[str, tuple[int, int]] = field(default_factory=dict)
    kind: str = ""
    rows: list[tuple[int, Shift]] = field(default_factory=list)
    faults: list[RosterFault] = field(default_factory=list)

    def fault(self, line: int, key: str, proposal: str | None = None, **facts: Any) -> None:
        self.faults.append(RosterFault(line, key, facts, proposal))

    def read(self, number: int, line: str) -> None:
        """One line: a setting, a rotation, or dates with names."""
        if not line or re.match(r"^[\s|:\-=*]+$", line) or re.match(words.HEADER, line):
            return
        setting = _SETTING.match(line)
        change = re.match(words.CHANGEOVER, line)
        if setting:
            start, end = parse_time(setting["s"]) or 0, parse_time(setting["e"]) or 0
            self.hours[setting[1]] = (start, end if end > start else end + 1440)
        elif change:
            self.changeover = parse_time(change[1]) or self.changeover
        elif found := re.match(words.ROTATION, line):
            self._rotation(number, found)
        elif found := re.match(words.FOUR_CREWS, line):
            self._crews(number, found)
        else:
            self._dated(number, line)

    def _dated(self, number: int, line: str) -> None:
        body = re.sub(words.HOLIDAY_PREFIX, "", line)
        kind = HOLIDAY if body != line else self.kind
        if not body:
            self.kind = HOLIDAY  # a heading: what follows is the holiday roster
            return
        found = _RANGE.match(body)
        if not found:
            self.fault(number, "roster.unreadable", "11/23-11/29 …", text=line[:60])
            return
        first = self._date(number, found, "a")
        last = self._date(number, found, "b") if found["bd"] else first
        if first is None or last is None:
            return
        if last < first and not found["by"] and (first - last).days > 180:
            last = last.replace(year=last.year + 1)
        if last < first:
            self.fault(number, "roster.backwards", first=str(first), last=str(last))
            return
        rest = found["rest"].replace("|", " ").strip()
        named = re.split(words.SHIFT_NAME, rest)
        hours = _HOURS.match(rest)
        if len(named) > 1:
            for name, who in zip(named[1::2], named[2::2], strict=True):
                self._daily(
                    number, first, last, self._hours(name, rest), who, kind or words.KINDS[name]
                )
        elif hours:
            start, end = parse_time(hours["s"]), parse_time(hours["e"])
            if start is None or end is None:
                self.fault(number, "roster.bad_time", "08:00-20:00", text=rest[:20])
                return
            span = (start, end if end > start else end + 1440)
            self._daily(number, first, last, span, hours["rest"], kind)
        else:
            days = (last - first).days + 1
            span = (self.changeover, self.changeover + days * 1440)
            self._add(number, first, span, rest, kind)

    def _daily(
        self, number: int, first: date, last: date, span: tuple[int, int], who: str, kind: str
    ) -> None:
        for offset in range((last - first).days + 1):
            if not self._add(number, first + timedelta(days=offset), span, who, kind):
                return

    def _add(self, number: int, day: date, span: tuple[int, int], who: str, kind: str) -> bool:
        mains, backups = self._names(number, who)
        if not mains:
            return False
        others = backups or mains[1:]
        backup = others[0] if others else None
        self.rows.append((number, shift(day, *span, mains[0], backup, kind)))
        return True

    def _rotation(self, number: int, found: re.Match[str]) -> None:
        at = parse_time(found["at"]) if found["at"] else self.changeover
        who, first = self._start(number, found["who"])
        mains, backups = self._names(number, who)
        if at is None or not mains or first is None:
            return
        weekly = found["every"] not in words.EVERY_DAY
        if weekly:
            weekday = min(6, words.WEEKDAYS.index(found["day"] or words.WEEKDAYS[0]))
            first -= timedelta(days=(first.weekday() - weekday) % 7)
        days = (14 if found["every"] in words.TWO_WEEKS else 7) if weekly else 1
        shifts = rotation(first, days, at, mains, backups, self.until)
        self.rows.extend((number, entry) for entry in shifts)

    def _crews(self, number: int, found: re.Match[str]) -> None:
        first: date | None = self.today
        if found["from"]:
            dated = _DAY.match(found["from"])
            first = self._date(number, dated, "a") if dated else None
        mains, _ = self._names(number, re.sub(words.CREW, " ", found["who"]))
        if len(mains) != 4:
            self.fault(number, "roster.four_crews", count=len(mains))
        elif first is not None:
            hours = {words.KINDS[name]: span for name, span in words.THREE_SHIFTS.items()}
            hours |= {words.KINDS[name]: span for name, span in self.hours.items()}
            shifts = four_crews(first, mains, hours, self.until)
            self.rows.extend((number, entry) for entry in shifts)

    def _start(self, number: int, who: str) -> tuple[str, date | None]:
        """A rotation's names and its first day: "…, 11/23起" or today."""
        found = re.search(words.FROM, who)
        if not found:
            return who, self.today
        dated = _DAY.match(found["from"])
        return re.sub(words.FROM, "", who), self._date(number, dated, "a") if dated else None

    def _hours(self, name: str, line: str) -> tuple[int, int]:
        three = words.MIDDLE in line or words.MIDDLE in self.hours
        usual = words.THREE_SHIFTS if three else words.TWO_SHIFTS
        return self.hours.get(name) or usual.get(name) or words.THREE_SHIFTS[name]

    def _names(self, number: int, text: str) -> tuple[list[str], list[str]]:
        main, *rest = re.split(words.BACKUP, re.sub(words.MAIN, " ", text.replace("@", " ")))
        before = len(self.faults)
        halves = [self._known(number, main), self._known(number, " ".join(rest))]
        if not halves[0] and len(self.faults) == before:
            self.fault(number, "roster.nobody_named")
        return halves[0], halves[1]

    def _known(self, number: int, text: str) -> list[str]:
        out = []
        for name in filter(None, re.split(words.NAMES_APART, text.strip(" ()"))):
            if name in self.people:
                out.append(self.people[name])
            else:
                near = nearest(name, self.people)
                self.fault(number, "roster.person_unknown", near, name=name)
        return out

    def _date(self, number: int, found: re.Match[str], part: str) -> date | None:
        month, day = int(found[part + "m"] or found["am"]), int(found[part + "d"])
        said = found[part + "y"]
        years = [int(said)] if said else [self.today.year + i for i in (-1, 0, 1)]
        choices = [when for year in years if (when := _real(year, month, day))]
        if not choices:
            self.fault(number, "roster.bad_date", text=f"{month}/{day}")
            return None
        return min(choices, key=lambda when: abs((when - self.today).days))


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
