"""What holds before anybody configured anything (product.md §3, §7.3): one calendar, one SLA, one
ladder, no teams.
"""

from __future__ import annotations

from functools import lru_cache

from bot.domain.calendar import Interval, WorkCalendar
from bot.domain.policy.calendars import Sketch, build
from bot.domain.policy.model import Ladder, Policy, Rung, SlaPolicy, Target
from bot.domain.ticket import Priority

ZONE = "Asia/Shanghai"
OFFICE = (Interval(9 * 60, 12 * 60), Interval(13 * 60 + 30, 18 * 60))


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """Version 0. The office calendar carries the Chinese holidays; "always" is 7×24."""
    return Policy(
        calendars={"default": office_calendar(), "always": always_calendar()},
        slas={"default": default_sla()},
        ladders={"default": default_ladder()},
    )


def office_calendar(name: str = "default", zone: str = ZONE) -> WorkCalendar:
    """Mon–Fri 09:00–12:00 13:30–18:00 with Chinese holidays and make-up days."""
    return build(name, Sketch(zone, dict.fromkeys(range(5), OFFICE), china=True))


def always_calendar(zone: str = ZONE) -> WorkCalendar:
    """7×24."""
    return build("always", Sketch(zone, always=True))


def default_sla() -> SlaPolicy:
    """product.md §7.3: P1 around the clock, the others in working time."""
    return SlaPolicy(
        "default",
        {
            Priority.P1: Target(15, 4 * 60, "always"),
            Priority.P2: Target(30, 8 * 60),
            Priority.P3: Target(2 * 60, 0, resolve_days=3),
            Priority.P4: Target(0, 0, respond_days=1, resolve_days=5),
        },
    )


def default_ladder() -> Ladder:
    """Not accepted: the group, the next candidate, the lead. Not resolved: colour, owner, owner
    and lead, manager."""
    return Ladder(
        "default",
        (
            Rung("respond", ("chat",), minutes=15, minutes_p1=5),
            Rung("respond", ("next",), minutes=30, minutes_p1=10),
            Rung("respond", ("lead",), minutes=60, minutes_p1=15),
            Rung("resolve", (), percent=50),
            Rung("resolve", ("owner",), percent=80),
            Rung("resolve", ("owner", "lead"), percent=100),
            Rung("resolve", ("manager",), percent=150),
        ),
    )
