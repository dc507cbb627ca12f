"""The steps of a ladder as one short text, so that a ticket can carry the ladder it was filed
with: `respond:15m/5m:chat;resolve:80%:owner`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.domain.policy.model import Ladder, Policy, Rung
from bot.domain.ticket import Plan


def steps_text(rungs: tuple[Rung, ...]) -> str:
    """The text of the steps, in their order."""
    return ";".join(f"{rung.clock}:{_moment(rung)}:{','.join(rung.who)}" for rung in rungs)


def ladder_of(plan: Plan, policy: Policy) -> Ladder:
    """The ladder a ticket climbs: the steps it was filed with. How long a manager may take, and
    how many pings a person bears, are those of today."""
    today = policy.ladders.get(plan.ladder) or policy.ladders["default"]
    if not plan.steps:
        return today
    return policy.once(
        ("ladder", plan.ladder, plan.steps), lambda: replace(today, rungs=rungs_of(plan.steps))
    )


@lru_cache(maxsize=256)
def rungs_of(text: str) -> tuple[Rung, ...]:
    """The inverse of steps_text."""
    return tuple(_rung(*part.split(":")) for part in text.split(";") if part)


def _moment(rung: Rung) -> str:
    if rung.percent is not None:
        return f"{rung.percent}%"
    p1 = "" if rung.minutes_p1 is None else f"/{rung.minutes_p1}m"
    return f"{rung.minutes}m{p1}"


def _rung(clock: Any, moment: str, who: str) -> Rung:
    targets: Any = tuple(name for name in who.split(",") if name)
    if moment.endswith("%"):
        return Rung(clock, targets, percent=int(moment[:-1]))
    after, _, p1 = moment.partition("/")
    return Rung(clock, targets, minutes=int(after[:-1]), minutes_p1=int(p1[:-1]) if p1 else None)
