"""Which alarms a run must ring: a slow, simple checker that counts minutes one by one.

It shares no code with the engine: working hours, holidays, targets and rungs are written down
here once more, as the policy of tests/quarter/play.py says them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOLIDAYS = {"2026-09-25", "2026-09-26", "2026-09-27", *(f"2026-10-0{day}" for day in range(1, 8))}
MAKE_UP = {"2026-09-20", "2026-10-10"}
TARGETS = {1: 4 * 60, 2: 8 * 60, 3: 3 * 450, 4: 5 * 450}  # minutes to resolve
CHAT_AFTER, CHAT_AFTER_P1, LEAD_AFTER, LEAD_AFTER_P1 = 15, 5, 60, 15
# number of the rung in the policy: (percent of the resolve target, who)
RESOLVE = {3: (80, ("owner",)), 4: (100, ("owner", "lead")), 5: (150, ("boss",))}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Alarm:
    """One ring: the local minute, the ticket, the rung, and who hears it."""

    at: datetime
    ticket: int
    rung: str
    to: str


@dataclass
class Script:
    """What people did to one ticket; local minutes. Actions: accept, hold, resume, resolve,
    send_back, approve, cancel."""

    ticket: int
    filed: datetime
    priority: int
    owner: str
    deadline: datetime | None
    actions: list[tuple[datetime, str]] = field(default_factory=list)


def works(minute: datetime) -> bool:
    """Whether the minute that begins now is working time of the office."""
    day = minute.strftime("%Y-%m-%d")
    if day in HOLIDAYS or (minute.weekday() >= 5 and day not in MAKE_UP):
        return False
    clock = minute.hour * 60 + minute.minute
    return 540 <= clock < 720 or 810 <= clock < 1080


class Days:
    """works() of every minute of a run, remembered."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start
        count = int((end - start) / MINUTE)
        self.office = [works(start + n * MINUTE) for n in range(count)]

    def works(self, number: int, priority: int) -> bool:
        """Whether minute `number` counts for this priority."""
        return priority == 1 or self.office[number]


def expected(script: Script, days: Days) -> list[Alarm]:
    """Every alarm of one ticket, by walking through its minutes."""
    state, accepted, used, since_filed = "assigned", False, 0, 0
    wished = _wished(script, days)
    after_deadline = 0
    rung: set[str] = set()
    reached: dict[str, tuple[datetime, bool, str]] = {}  # when, then respond before resolve
    found: list[Alarm] = []
    actions = sorted(script.actions)
    first = int((script.filed - days.start) / MINUTE)
    for number in range(first, len(days.office)):
        minute = days.start + number * MINUTE
        while actions and actions[0][0] <= minute:
            action = actions.pop(0)[1]
            state = {"accept": "working", "hold": "hold", "resume": "working",
                     "resolve": "resolved", "send_back": "working"}.get(action, "over")
            accepted = accepted or action == "accept"
        if state == "over":
            break
        counts = days.works(number, script.priority)
        due: dict[str, tuple[str, ...]] = {}
        if state == "assigned" and not accepted:
            urgent = script.priority == 1
            if since_filed >= (CHAT_AFTER_P1 if urgent else CHAT_AFTER):
                due["respond.0"] = ("chat",)
            if since_filed >= (LEAD_AFTER_P1 if urgent else LEAD_AFTER):
                due["respond.1"] = ("lead",)
        if state in ("assigned", "working"):
            for rung_name, (percent, who) in RESOLVE.items():
                if _reached(percent, script, used, since_filed, after_deadline, wished, minute):
                    due[f"resolve.{rung_name}"] = who
        due = {name: who for name, who in due.items() if name not in rung}
        for name in due:
            reached.setdefault(name, (minute, name.startswith("resolve"), name))
        if due and counts:
            order = sorted(due, key=reached.__getitem__)
            found += _ring(script, minute, {name: due[name] for name in order})
            rung |= set(due)
        if counts:
            since_filed += 1
            used += state in ("assigned", "working")
            after_deadline += script.deadline is not None and minute >= script.deadline
        if not actions and len(rung & {"resolve.3", "resolve.4", "resolve.5"}) == 3:
            break
    return found


def _wished(script: Script, days: Days) -> int:
    """Working minutes from filing to the wished deadline."""
    if script.deadline is None:
        return 0
    first = int((script.filed - days.start) / MINUTE)
    last = int((script.deadline - days.start) / MINUTE)
    return sum(days.works(n, script.priority) for n in range(first, last))


def _reached(
    percent: int, script: Script, used: int, since_filed: int, after: int, wished: int,
    minute: datetime,
) -> bool:
    if script.deadline is None:
        return used * 100 >= TARGETS[script.priority] * percent
    if percent < 100:
        return since_filed * 100 >= wished * percent
    if percent == 100:
        return minute >= script.deadline
    return minute >= script.deadline and after * 100 >= wished * (percent - 100)


def _ring(script: Script, minute: datetime, due: dict[str, tuple[str, ...]]) -> list[Alarm]:
    """Everybody once a minute, in the words of the rung that was reached last."""
    heard: dict[str, str] = {}
    for name in due:
        for who in due[name]:
            heard[script.owner if who == "owner" else who] = name
    if "chat" in heard:
        heard["chat"] = "respond.0"
    return [Alarm(minute, script.ticket, name, to) for to, name in heard.items()]


def differences(wanted: Sequence[Alarm], rang: Sequence[Alarm]) -> list[str]:
    """Alarms that are missing, too many, or at another minute; empty when all is right."""
    left = sorted(wanted)
    extra = []
    for alarm in sorted(rang):
        if alarm in left:
            left.remove(alarm)
        else:
            extra.append(alarm)
    return [f"missing {a}" for a in left] + [f"too many {a}" for a in extra]
