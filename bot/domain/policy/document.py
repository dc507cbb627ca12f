"""The configuration document: YAML text ↔ Policy, all faults at once, comments kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.domain.policy.checks import problems
from bot.domain.policy.fault import Fault, Path, PolicyFaults, Problem
from bot.domain.policy.merge import merged
from bot.domain.policy.model import Policy
from bot.domain.policy.plain import plain
from bot.domain.policy.read import read_policy
from bot.domain.policy.yaml import commented, parse, write


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as far as it could be read. `policy` is None as long as there are errors."""

    policy: Policy | None
    faults: tuple[Fault, ...]  # by line; warnings included

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is allowed but probably not meant."""
        return tuple(fault for fault in self.faults if fault.warning)


def read(text: str, people: Collection[str] | None = None) -> Reading:
    """Reads a document with every fault it has.

    `people` are the handles known besides those the document introduces; None: all names pass
    (a stored version was checked when it was saved).
    """
    tree, broken = parse(text)
    if broken:
        return Reading(None, (broken,))
    faults: list[Fault] = []
    places: dict[Path, tuple[int, int]] = {}
    policy = read_policy(tree, faults, places)
    faults.extend(_located(problem, places) for problem in problems(policy, people))
    # One mistake, one line: a value that could not be read is not reported a second time.
    unique = {(fault.line, fault.column, fault.key, fault.path): fault for fault in faults}
    ordered = tuple(sorted(unique.values(), key=lambda f: (f.line, f.column, f.warning)))
    failed = any(not fault.warning for fault in ordered)
    return Reading(None if failed else policy, ordered)


def load(
    text: str, people: Collection[str] | None = None, *, version: int | None = None
) -> Policy:
    """The policy of a document; raises PolicyFaults. `version` replaces the document's own."""
    reading = read(text, people)
    if reading.policy is None:
        raise PolicyFaults(reading.faults)
    return reading.policy if version is None else replace(reading.policy, version=version)


def dump(policy: Policy, previous_text: str | None = None) -> str:
    """The document of a policy. Comments of the previous text stay where their entry stayed."""
    tree = plain(policy)
    if previous_text is not None:
        old, broken = parse(previous_text)
        if broken is None and isinstance(old, dict):
            text = write(merged(old, tree))
            kept, fault = parse(text)
            # A comment is worth less than a loss: anything odd in the old text is rewritten.
            if fault is None and kept == tree:
                return text
    return write(commented(tree))


def _located(problem: Problem, places: dict[Path, tuple[int, int]]) -> Fault:
    """The problem at its place in the text, or at the nearest place above it."""
    path = problem.path
    while path and path not in places:
        path = path[:-1]
    line, column = places.get(path, (1, 1))
    return Fault(
        line, column, problem.key, problem.facts, problem.proposal, problem.warning, problem.path
    )
