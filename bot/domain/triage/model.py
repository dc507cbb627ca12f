"""What was learned from closed tickets: counts of tokens per label, plain JSON, no outside AI.

A model belongs to one chat or team: {"documents": n, "seen": {token: n}, "fields": {"category":
{"labels": {label: n}, "tokens": {label: {token: n}}}, "priority": …}}. Its size is bounded: the
rarest tokens and labels go first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.domain.triage.places import find_place
from bot.domain.triage.tokens import tokens

Model = dict[str, Any]
FIELDS = ("category", "priority", "place")
MOST_TOKENS = 800  # kept per label
MOST_SEEN = 8000
MOST_LABELS = 60  # of a field; places are many
MOST_TEXT = 400  # characters: what a long report goes into later says less and less
ASSET = "#"  # marks the token of an asset number


@dataclass(frozen=True, slots=True)
class Lesson:
    """A closed ticket as far as it teaches. `priority` is the name, e.g. "P2"."""

    text: str
    category: str | None = None
    priority: str | None = None
    place: str | None = None
    asset: str | None = None


def empty() -> Model:
    """A model that knows nothing."""
    return {"documents": 0, "seen": {}, "fields": {}}


def learn(model: Model, lesson: Lesson) -> Model:
    """The model with one more closed ticket; the old one stays as it is."""
    return taught(model, [lesson])


def forget(model: Model, lesson: Lesson) -> Model:
    """The model without a ticket it had learned (it was opened again, or taken back)."""
    return taught(model, (), [lesson])


def learn_all(model: Model, lessons: Iterable[Lesson]) -> Model:
    """The model with many tickets."""
    return taught(model, lessons)


def taught(model: Model, lessons: Iterable[Lesson], gone: Iterable[Lesson] = ()) -> Model:
    """The model with these tickets and without those; the old one stays as it is."""
    fresh: Model = {
        "documents": model["documents"],
        "seen": dict(model["seen"]),
        "fields": {
            name: {
                "labels": dict(part["labels"]),
                "tokens": {label: dict(counts) for label, counts in part["tokens"].items()},
            }
            for name, part in model["fields"].items()
        },
    }
    for group, step in ((gone, -1), (lessons, 1)):
        for lesson in group:
            _count(fresh, lesson, step)
    _bound(fresh)
    return fresh


@lru_cache(maxsize=512)  # a ticket's card is drawn for several places, and again when it changes
def features(text: str, asset: str | None = None) -> tuple[str, ...]:
    """The tokens of a request without its place, which says nothing about the matter and would
    grow together with it; the asset number is one."""
    said = find_place(text[:MOST_TEXT]).said
    found = tokens(text[:MOST_TEXT].replace(said, " ") if said else text[:MOST_TEXT])
    return (*found, ASSET + asset.upper()) if asset else tuple(found)


def _count(model: Model, lesson: Lesson, step: int) -> None:
    words = features(lesson.text, lesson.asset)
    model["documents"] = max(0, model["documents"] + step)
    _bump(model["seen"], words, step)
    for name in FIELDS:
        label = getattr(lesson, name)
        if label is None:
            continue
        part = model["fields"].setdefault(name, {"labels": {}, "tokens": {}})
        _bump(part["labels"], [label], step)
        _bump(part["tokens"].setdefault(label, {}), words, step)
        if label not in part["labels"]:
            part["tokens"].pop(label)


def _bump(counts: dict[str, int], names: Iterable[str], step: int) -> None:
    for name in names:
        value = counts.get(name, 0) + step
        if value > 0:
            counts[name] = value
        else:
            counts.pop(name, None)


def _bound(model: Model) -> None:
    model["seen"] = _commonest(model["seen"], MOST_SEEN)
    for part in model["fields"].values():
        part["labels"] = _commonest(part["labels"], MOST_LABELS)
        part["tokens"] = {
            label: _commonest(part["tokens"].get(label, {}), MOST_TOKENS)
            for label in part["labels"]
        }


def _commonest(counts: dict[str, int], most: int) -> dict[str, int]:
    """At most that many; trimmed by a quarter, so that not every lesson has to trim again."""
    if len(counts) <= most:
        return counts
    keep = sorted(counts, key=lambda name: -counts[name])[: most * 3 // 4]
    return {name: counts[name] for name in keep}
