"""Edits of escalation ladders, step by step. Steps count from 1, as people count."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.policy.change.parts import required
from bot.domain.policy.checks import problems
from bot.domain.policy.model import Ladder, Policy, Rung
from bot.errors import BadInput, NotFound

MOST_STEPS = 20
LONGEST_PATIENCE = 7 * 24 * 60  # minutes a manager may take to acknowledge


def put_ladder(policy: Policy, ladder: Ladder) -> Policy:
    """Adds or replaces a ladder; refused where it escalates to nobody."""
    after = replace(policy, ladders={**policy.ladders, ladder.name: ladder})
    for problem in problems(after):
        if problem.path[:2] == ("ladders", ladder.name) and not problem.warning:
            raise BadInput(problem.key, **problem.facts)
    return after


def put_step(policy: Policy, name: str, step: Rung) -> Policy:
    """One more step; the step of the same clock and moment makes room for it. Steps stand in the
    order in which they fall."""
    ladder = required(policy.ladders, name, "ladder")
    same = next((rung for rung in ladder.rungs if _moment(rung) == _moment(step)), None)
    if same is not None and step.minutes_p1 is None:
        step = replace(step, minutes_p1=same.minutes_p1)
    rest = [rung for rung in ladder.rungs if _moment(rung) != _moment(step)]
    if len(rest) >= MOST_STEPS:
        raise BadInput("policy.too_many", limit=MOST_STEPS)
    rungs = tuple(sorted((*rest, step), key=_moment))
    return put_ladder(policy, replace(ladder, rungs=rungs))


def remove_step(
    policy: Policy, name: str, *, number: int = 0, clock: str = "",
    percent: int | None = None, minutes: int | None = None,
) -> Policy:
    """Without the step of that number, or of that clock and moment."""
    ladder = required(policy.ladders, name, "ladder")
    if number:
        gone = ladder.rungs[number - 1 : number]
    else:
        gone = tuple(
            rung for rung in ladder.rungs
            if rung.clock == clock and rung.percent == percent and rung.minutes == minutes
        )
    if not gone:
        raise NotFound("policy.no_step", count=len(ladder.rungs))
    rungs = tuple(rung for rung in ladder.rungs if rung not in gone)
    return put_ladder(policy, replace(ladder, rungs=rungs))


def set_patience(
    policy: Policy, name: str, *, acknowledge: int | None = None, budget: int | None = None
) -> Policy:
    """How many minutes a manager may take to acknowledge; how many pings a person gets an hour."""
    ladder = required(policy.ladders, name, "ladder")
    if acknowledge is not None:
        if not 1 <= acknowledge <= LONGEST_PATIENCE:
            raise BadInput("policy.bad_patience", low=1, high=LONGEST_PATIENCE)
        ladder = replace(ladder, acknowledge_minutes=acknowledge)
    if budget is not None:
        if not 1 <= budget <= 1000:
            raise BadInput("policy.bad_budget", low=1, high=1000)
        ladder = replace(ladder, budget=budget)
    return put_ladder(policy, ladder)


def _moment(rung: Rung) -> tuple[str, int, int]:
    """Respond before resolve, minutes before percents, early before late."""
    clock = "0" if rung.clock == "respond" else "1"
    if rung.percent is None:
        return clock, 0, rung.minutes or 0
    return clock, 1, rung.percent
