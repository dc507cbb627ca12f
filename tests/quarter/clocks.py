"""The promises of one ticket in minutes of the run: what time will bring it next.

Written from the rules, not from the engine: it imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.quarter import company
from tests.quarter.hours import DAY, Hours

ACCEPT, REMIND_ACCEPT, HOLD, REMIND_HOLD = 3, (50, 80), 7, (3, 5)


@dataclass(frozen=True, order=True)
class Alarm:
    """One ring: the minute, the ticket, which, who hears it, and whether it is marked late."""

    at: int
    ticket: int
    rung: str
    to: str
    late: bool = False


@dataclass(frozen=True)
class Leave:
    """Somebody away from one minute to another; open tickets are handed over at `said`."""

    person: str
    said: int
    start: int
    end: int


@dataclass
class Script:
    """What people did to one ticket: (minute, verb, facts). And who was dealt its card when."""

    ticket: int
    crew: str
    filed: int
    priority: int
    requester: str
    deadline: int | None
    actions: list[tuple[int, str, Any]] = field(default_factory=list)
    dealt: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Due:
    """A step that time will bring: its second, its name for ever, and what it does."""

    second: int
    key: tuple[str, int]
    who: tuple[str, ...] = ()
    act: str = ""
    remind: bool = False

    @property
    def minute(self) -> int:
        return -(-self.second // 60)

    @property
    def rings(self) -> bool:
        return bool(self.who) or self.act == "next"


class Clocks:
    """How a ticket stands at `minute`, and the steps its clocks hold in store."""

    def __init__(self, script: Script, hours: Hours, leaves: Mapping[str, Sequence[Leave]],
                 start: datetime) -> None:
        self.script, self.hours, self.leaves, self.start = script, hours, leaves, start
        self.crew, self.team = script.crew, company.calendar(script.crew)
        self.state, self.owner, self.accepted = "new", "", False
        self.priority, self.deadline = script.priority, script.deadline
        self.assigned = self.minute = script.filed
        self.runs: list[list[int]] = [[script.filed, -1]]
        self.had: set[str] = set()
        self.declined: set[str] = set()
        self.resolved = self.held = self.wake = -1
        self.waits = False
        self.fired: dict[tuple[str, int], int] = {}
        self.alarms: list[Alarm] = []
        self.asked: list[tuple[Alarm, str]] = []  # to be acknowledged; the hours it rang in
        self.trace: list[tuple[int, str, str]] = []  # from when: state, hours of its alarms
        self._dealt = list(script.dealt)

    @property
    def rings_in(self) -> str:
        """The hours in which its alarms ring, and by which its targets count."""
        return "always" if self.priority == 1 else self.team

    def _steps(self) -> list[Due]:
        found: list[Due] = []
        if self.state in ("new", "assigned"):
            found += self._respond()
        if self.state in ("new", "assigned", "working"):
            found += self._resolve()
        if self.state == "hold":
            found += self._hold()
        if self.state == "resolved":
            found += self._window()
        return [step for step in found if step.key not in self.fired]

    def _after(self, calendar: str, start: int, seconds: int) -> int:
        return self.hours.after(calendar, start, seconds, self.hours.known(self.minute))

    def _count(self, calendar: str, start: int, end: int) -> int:
        return self.hours.count(calendar, start, end, self.hours.known(self.minute))

    def _respond(self) -> Iterable[Due]:
        for number, (minutes, urgent, who) in company.RESPOND.items():
            since_filed = "lead" in who and not self.accepted
            start = self.script.filed if since_filed else self.assigned
            wait = urgent if self.priority == 1 else minutes
            second = self._after(self.rings_in, start, wait * 60)
            key = (f"respond.{number}", start)
            yield Due(second, key, act="next") if "next" in who else Due(second, key, who)

    def _resolve(self) -> Iterable[Due]:
        target = company.target(self.crew, self.priority)
        for number, (percent, who) in company.RESOLVE.items():
            if self.deadline is not None:
                second = self._of_deadline(self.deadline, percent)
                yield Due(second, (f"resolve.{number}", self.deadline), who)
            else:
                used = self._used(target * 60 * percent // 100)
                if used is not None:
                    yield Due(used, (f"resolve.{number}", -target), who)

    def _of_deadline(self, deadline: int, percent: int) -> int:
        filed, calendar = self.script.filed, self.rings_in
        worked = self._count(calendar, filed, deadline) * 60
        if not worked:
            return filed * 60 + (deadline - filed) * 60 * percent // 100
        if percent == 100:
            return deadline * 60
        if percent > 100:
            return self._after(calendar, deadline, worked * (percent - 100) // 100)
        return self._after(calendar, filed, worked * percent // 100)

    def _used(self, seconds: int) -> int | None:
        """When that much had been worked on it, pauses left out."""
        for start, end in self.runs:
            second = self._after(self.rings_in, start, seconds)
            if end < 0 or second <= end * 60:
                return second
            seconds -= self._count(self.rings_in, start, end) * 60
        return None

    def _hold(self) -> Iterable[Due]:
        if self.wake >= 0:
            yield Due(self.wake * 60, ("wake", self.wake), act="wake")
        elif self.waits:
            end = (self.held + HOLD * DAY) * 60
            last = self.fired.get((f"hold.{REMIND_HOLD[-1]}", self.held))
            if last is not None:
                end = max(end, (last + (HOLD - REMIND_HOLD[-1]) * DAY) * 60)
            for days in REMIND_HOLD:
                second = (self.held + days * DAY) * 60
                yield Due(second, (f"hold.{days}", self.held), ("requester",), remind=True)
            yield Due(end, ("close", self.held), act="close")

    def _window(self) -> Iterable[Due]:
        window = ACCEPT * company.DAY[self.team] * 60
        end = self._after(self.team, self.resolved, window)
        last = self.fired.get((f"accept.{REMIND_ACCEPT[-1]}", self.resolved))
        if last is not None:
            rest = window * (100 - REMIND_ACCEPT[-1]) // 100
            end = max(end, self._after(self.team, last, rest))
        for percent in REMIND_ACCEPT:
            second = self._after(self.team, self.resolved, window * percent // 100)
            yield Due(second, (f"accept.{percent}", self.resolved), ("requester",), remind=True)
        yield Due(end, ("approve", self.resolved), act="approve")
