"""What was learned from closed tickets: counts of tokens per label, plain JSON, no outside AI.

A model belongs to one chat or team: {"documents": n, "seen": {token: n}, "fields": {"category":
{"labels": {label: n}, "tokens": {label: {token: n}}}, "priority": …}}.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.triage.tokens import tokens

Model = dict[str, Any]
FIELDS = ("category", "priority", "place")
MOST_TOKENS = 4000  # kept per label; the rarest go first
SMOOTHING = 0.15  # of a token never seen with a label; small, as requests are short


@dataclass(frozen=True, slots=True)
class Lesson:
    """A closed ticket as far as it teaches. `priority` is the name, e.g. "P2"."""

    text: str
    category: str | None = None
    priority: str | None = None
    place: str | None = None


def empty() -> Model:
    """A model that knows nothing."""
    return {"documents": 0, "seen": {}, "fields": {}}


def learn(model: Model, lesson: Lesson) -> Model:
    """The model with one more closed ticket; the old one stays as it is."""
    return _counted(model, lesson, 1)


def forget(model: Model, lesson: Lesson) -> Model:
    """The model without a ticket it had learned (its category was corrected, it was deleted)."""
    return _counted(model, lesson, -1)


def learn_all(model: Model, lessons: list[Lesson]) -> Model:
    """The model with many tickets, counted in place of one copy each."""
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
    for lesson in lessons:
        words = tokens(lesson.text)
        fresh["documents"] += 1
        _bump(fresh["seen"], words, 1)
        for name in FIELDS:
            label = getattr(lesson, name)
            if label is not None:
                part = fresh["fields"].setdefault(name, {"labels": {}, "tokens": {}})
                _bump(part["labels"], [label], 1)
                _bump(part["tokens"].setdefault(label, {}), words, 1)
    return fresh


def _counted(model: Model, lesson: Lesson, step: int) -> Model:
    words = tokens(lesson.text)
    fields = dict(model["fields"])
    for name in FIELDS:
        label = getattr(lesson, name)
        if label is None:
            continue
        part = fields.get(name, {"labels": {}, "tokens": {}})
        labels, counts = dict(part["labels"]), dict(part["tokens"].get(label, {}))
        _bump(labels, [label], step)
        _bump(counts, words, step)
        fields[name] = {"labels": labels, "tokens": {**part["tokens"], label: _trimmed(counts)}}
    seen = dict(model["seen"])
    _bump(seen, words, step)
    return {
        "documents": max(0, model["documents"] + step),
        "seen": _trimmed(seen, 5 * MOST_TOKENS),
        "fields": fields,
    }


def _bump(counts: dict[str, int], names: list[str], step: int) -> None:
    for name in names:
        value = counts.get(name, 0) + step
        if value > 0:
            counts[name] = value
        else:
            counts.pop(name, None)


def _trimmed(counts: dict[str, int], most: int = MOST_TOKENS) -> dict[str, int]:
    if len(counts) <= most:
        return counts
    keep = sorted(counts, key=lambda token: -counts[token])[: most * 3 // 4]
    return {token: counts[token] for token in keep}


def scores(model: Mapping[str, Any], field: str, words: list[str]) -> dict[str, float]:
    """log P(label) + Σ log P(token | label) per label (multinomial naive Bayes)."""
    part = model["fields"].get(field)
    if not part:
        return {}
    known = [word for word in words if word in model["seen"]]
    vocabulary = max(1, len(model["seen"]))
    total = sum(part["labels"].values())
    out = {}
    for label, n in part["labels"].items():
        counts = part["tokens"].get(label, {})
        size = sum(counts.values()) + SMOOTHING * vocabulary
        score = math.log(n / total)
        for word in known:
            score += math.log((counts.get(word, 0) + SMOOTHING) / size)
        out[label] = score
    return out


def telling(model: Mapping[str, Any], field: str, label: str, words: list[str]) -> list[str]:
    """The tokens that speak most for this label against the rest, strongest first."""
    part = model["fields"].get(field)
    if not part or label not in part["tokens"]:
        return []
    counts = part["tokens"][label]
    total = max(1, sum(part["labels"].values()))
    share = part["labels"][label] / total
    weighed = []
    for word in words:
        here = counts.get(word, 0)
        everywhere = model["seen"].get(word, 0)
        if here >= 2 and everywhere and here / everywhere > 1.5 * share:
            weighed.append((here / everywhere, here, word))
    return [word for _, _, word in sorted(weighed, reverse=True)[:6]]
