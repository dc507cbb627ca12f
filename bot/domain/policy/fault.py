"""What is wrong with a configuration: the exact place, a text key, facts and a proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from bot.errors import BadInput

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a path of the document, e.g. ("teams", "IT", "members", 0).

    `proposal` is a value that would be right there (a name, a key, a duration), if one is near.
    A `warning` is shown in the preview but does not stop the change.
    """

    path: Path
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    proposal: str | None = None
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A Problem with its place in the text; line and column count from 1."""

    line: int
    column: int
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    proposal: str | None = None
    warning: bool = False
    path: Path = ()


class PolicyFaults(BadInput):
    """The document cannot be used; `faults` lists everything at once, warnings included."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        errors = [fault for fault in faults if not fault.warning]
        super().__init__("policy.faults", count=len(errors))

    def __str__(self) -> str:
        return "; ".join(
            f"{fault.line}:{fault.column} {fault.key} {dict(fault.facts)}" for fault in self.faults
        )


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that looks most like the word, if any does."""
    near = get_close_matches(word, list(choices), n=1, cutoff=0.5)
    return near[0] if near else None
