"""Is this the same problem somebody already reported? And which thing breaks again and again?"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Protocol

from bot.domain.ticket import State, Ticket
from bot.domain.triage.judge import Judge
from bot.domain.triage.places import find_place, same
from bot.domain.triage.tokens import joined, tokens

THRESHOLD = 0.42  # of weighted overlap, boosts included
_DIGITS = re.compile(r"\d+")
DAYS, LEAST = 14, 3  # a repeated fault: so many tickets in so many days
SAME_PLACE = 0.15
SAME_ASSET = 0.30


class Comparable(Protocol):
    """An open ticket that may be the same problem."""

    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def place(self) -> str | None: ...
    @property
    def asset(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One by itself."""

    number: int
    text: str
    place: str | None = None
    asset: str | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """`score` 0 to 1; `because` are the words both share."""

    number: int
    score: float
    because: tuple[str, ...]
    same_place: bool


def similar(
    text: str,
    candidates: Iterable[Comparable],
    *,
    place: str | None = None,
    asset: str | None = None,
    model: Judge | Mapping[str, Any] | None = None,
    threshold: float = THRESHOLD,
    limit: int = 3,
) -> list[Similar]:
    """Candidates that are probably the same problem, most alike first.

    Rare words weigh more (rarity from the model, else from the candidates themselves). Place and
    asset are read from the text where not given. The same one speaks for the same problem; two
    floors, two rooms or two assets are never one problem.
    """
    here, thing, mine = _read(text, place, asset)
    sets: list[frozenset[str]] = []
    possible: list[tuple[Comparable, frozenset[str], bool, bool]] = []
    for candidate in candidates:
        there, other_thing, theirs = _read(candidate.text, candidate.place, candidate.asset)
        sets.append(theirs)
        if mine.isdisjoint(theirs) or (thing and other_thing and thing != other_thing):
            continue
        near = bool(here and there and (here in there or there in here))
        if here and there and not near and _shape(here) == _shape(there):
            continue
        possible.append((candidate, theirs, near, bool(thing) and thing == other_thing))
    if not possible:
        return []
    weight = _rarity(model, sets)
    whole = math.fsum(map(weight, mine))  # no union weighs less: who cannot reach it ends here
    alike = []
    for candidate, theirs, near, same_asset in possible:
        shared = mine & theirs
        common = math.fsum(map(weight, shared))
        by_place, by_asset = SAME_PLACE * near, SAME_ASSET * same_asset
        if common / whole + by_place + by_asset < threshold:
            continue
        score = common / math.fsum(map(weight, mine | theirs)) + by_place + by_asset
        if score >= threshold:
            alike.append((min(1.0, score), candidate.number, shared, near))
    alike.sort(key=lambda entry: (-entry[0], -entry[1]))
    return [
        Similar(number, score, tuple(joined(text, shared))[:5], near)
        for score, number, shared, near in alike[:limit]
    ]


@lru_cache(maxsize=2048)
def _read(text: str, place: str | None, asset: str | None) -> tuple[str, str, frozenset[str]]:
    """Place, asset, and the tokens of the rest: where it is says nothing about what it is."""
    found = find_place(text)
    matter = unicodedata.normalize("NFKC", text)
    for said in (found.said, asset, found.asset):
        matter = _without(said, matter) if said else matter
    here = same(place) if place else found.place or ""
    return here, (asset or found.asset or "").upper(), frozenset(tokens(matter))


def _without(said: str, text: str) -> str:
    """Takes it out in capitals and small letters. Compiling a pattern costs more than all the
    rest of reading a text, and most places hold no letter that has both."""
    if said.lower() == said.upper():
        return text.replace(said, " ")
    return re.sub(re.escape(said), " ", text, flags=re.IGNORECASE)


@lru_cache(maxsize=4096)
def _shape(place: str) -> str:
    """Where two have the same they contradict each other: 3楼 and 5楼 do; 3楼 and a room may be the
    same place, and so may 3号楼 and 3号楼2楼."""
    return _DIGITS.sub("#", place)


def _rarity(
    model: Judge | Mapping[str, Any] | None, sets: list[frozenset[str]]
) -> Callable[[str], float]:
    if model is not None and not isinstance(model, Judge):
        model = Judge(model)
    if model is not None and model.documents >= 50:
        return _weigher(model.documents, model.seen)
    return _weigher(len(sets), Counter(chain.from_iterable(sets)))


def _weigher(total: int, counts: Mapping[str, int]) -> Callable[[str], float]:
    @cache
    def weight(token: str) -> float:
        return math.log(1 + (total + 1) / (1 + counts.get(token, 0)))

    return weight


@dataclass(frozen=True, slots=True)
class Fault:
    """A ticket for the radar; `at` is aware."""

    number: int
    at: datetime
    asset: str | None = None
    place: str | None = None
    category: str | None = None


def things_of(ticket: Ticket) -> list[tuple[str, str]]:
    """The asset and the place of a ticket, each in one spelling."""
    return things(ticket.asset, ticket.place)


def things(asset: str | None, place: str | None) -> list[tuple[str, str]]:
    """The same of what a ticket says of them."""
    out = []
    if asset:
        out.append(("asset", asset.strip().upper()))
    if place:
        out.append(("place", same(place)))
    return [(kind, value) for kind, value in out if value]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same asset or place again and again; `numbers` oldest first."""

    kind: str  # "asset" or "place"
    value: str
    numbers: tuple[int, ...]
    category: str | None  # the commonest


def repeat_faults(
    faults: Iterable[Fault], now: datetime, *, days: int = DAYS, least: int = LEAST
) -> list[Repeat]:
    """Assets and places with at least `least` tickets in the last `days` days, most first.

    A place whose tickets are all those of one asset found already is not named again.
    """
    since = now - timedelta(days=days)
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in sorted(faults, key=lambda fault: (fault.at, fault.number)):
        if not since < fault.at <= now:
            continue
        if fault.asset:
            groups.setdefault(("asset", fault.asset.upper()), []).append(fault)
        if fault.place:
            groups.setdefault(("place", same(fault.place)), []).append(fault)
    by_asset = [
        {f.number for f in group} for (kind, _), group in groups.items()
        if kind == "asset" and len(group) >= least
    ]  # fmt: skip
    out = []
    for (kind, value), group in groups.items():
        numbers = {fault.number for fault in group}
        if len(group) < least or (kind == "place" and any(numbers <= one for one in by_asset)):
            continue
        named = [fault.category for fault in group if fault.category]
        common = max(dict.fromkeys(named), key=named.count) if named else None
        out.append(Repeat(kind, value, tuple(fault.number for fault in group), common))
    return sorted(out, key=lambda repeat: -len(repeat.numbers))


def repeats_among(
    tickets: Iterable[Ticket], roots: Collection[int], now: datetime
) -> list[tuple[str, Repeat, Sequence[Ticket]]]:
    """(team, repeat, its tickets, oldest first) of each team. What was called off or merged does
    not count, nor do the tickets that look for a cause (`roots`)."""
    teams: dict[str, dict[int, Ticket]] = {}
    for ticket in tickets:
        gone = ticket.state is State.CANCELLED or ticket.merged_into is not None
        if not gone and ticket.id not in roots:
            teams.setdefault(ticket.team or "", {})[ticket.id] = ticket
    return [
        (team, repeat, [theirs[number] for number in repeat.numbers])
        for team, theirs in sorted(teams.items())
        for repeat in repeat_faults(map(_fault, theirs.values()), now)
    ]


def _fault(ticket: Ticket) -> Fault:
    things = dict(things_of(ticket))
    return Fault(
        ticket.id, ticket.filed_at, things.get("asset"), things.get("place"), ticket.category
    )
