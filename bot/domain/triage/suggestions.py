"""Suggestions for a new ticket, best first, each with the words that speak for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.policy.model import Category, Policy
from bot.domain.ticket import Priority
from bot.domain.triage import words
from bot.domain.triage.model import scores, telling
from bot.domain.triage.places import find_place
from bot.domain.triage.tokens import joined, plain, tokens

WORD_WEIGHT = 1.2  # log-odds of each telling word a category names; half of it per extra letter
# Naive Bayes is too sure of itself, as neighbouring bigrams are not independent. Both numbers were
# chosen on histories other than those benchmarks/triage.py measures.
TEMPERATURE = 0.3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` is a probability among the alternatives, 0 to 1; `because` are words of the text."""

    value: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What is suggested for one ticket; empty where nothing speaks for anything."""

    categories: tuple[Suggestion, ...]
    priorities: tuple[Suggestion, ...]
    place: str | None
    asset: str | None


def suggest(
    model: Mapping[str, Any], text: str, policy: Policy, template: str | None = None
) -> Advice:
    """Everything at once; nothing when the policy has triage switched off.

    `template` limits the categories to those of the chat's template.
    """
    if not policy.triage:
        return Advice((), (), None, None)
    chosen = policy.templates.get(template) if template else None
    templates = [chosen] if chosen else list(policy.templates.values())
    categories = [category for entry in templates for category in entry.categories]
    ranked = suggest_category(model, text, categories)
    found = find_place(text)
    top = next((c for c in categories if ranked and c.name == ranked[0].value), None)
    return Advice(ranked, suggest_priority(model, text, top), found.place, found.asset)


def suggest_category(
    model: Mapping[str, Any], text: str, categories: Sequence[Category], *, limit: int = 3
) -> tuple[Suggestion, ...]:
    """The likeliest categories: how similar tickets ended, and the categories' own words.

    With `categories` given only those are suggested; without, whatever was learned.
    """
    found = tokens(text)
    learned = scores(model, "category", found)
    low = plain(text)
    hits = {c.name: [w for w in c.words if plain(w) in low] for c in categories}
    names = [c.name for c in categories] or list(learned)
    if not any(hits.values()) and not any(word in model["seen"] for word in found):
        return ()
    floor = min(learned.values(), default=0.0) - 1.0
    raw = {}
    for name in names:
        bonus = sum(WORD_WEIGHT * (1 + (len(w) - 2) / 2) for w in _longest(hits.get(name, [])))
        raw[name] = TEMPERATURE * learned.get(name, floor) + bonus
    return tuple(
        Suggestion(name, share, _because(model, "category", name, text, found, hits.get(name, [])))
        for name, share in _shares(raw)[:limit]
        if share >= 0.01
    )


def suggest_priority(
    model: Mapping[str, Any], text: str, category: Category | None = None
) -> tuple[Suggestion, ...]:
    """Urgency from words, from the category, and from how such tickets were rated."""
    low = plain(text)
    found = tokens(text)
    spoken = _longest([word for word in words.URGENT if word in low])
    raw = {p.name: 0.0 for p in Priority}
    raw["P3"] += 0.7  # what a ticket is, until something speaks against it
    learned = scores(model, "priority", found)
    if learned:
        best = max(learned.values())
        for name in raw:
            raw[name] += max(-4.0, TEMPERATURE * (learned.get(name, best - 10) - best))
    for word in spoken:
        raw[f"P{words.URGENT[word]}"] += 2.5
    if category is not None and category.priority is not None:
        raw[category.priority.name] += 2.0
    if not spoken and not learned and not (category and category.priority):
        return ()
    return tuple(
        Suggestion(
            name, share,
            _because(model, "priority", name, text, found,
                     [w for w in spoken if f"P{words.URGENT[w]}" == name]),
        )
        for name, share in _shares(raw)
        if share >= 0.05
    )  # fmt: skip


def matrix(impact: int, urgency: int) -> Priority:
    """The 3×3 matrix of impact and urgency, 1 the highest of each (product.md §7.2)."""
    if impact not in (1, 2, 3) or urgency not in (1, 2, 3):
        raise ValueError("impact and urgency go from 1 to 3")
    return Priority(min(4, max(1, impact + urgency - 1)))


def matrix_of_answers(impact: str | None, urgency: str | None) -> Priority | None:
    """The matrix for the answers of the help desk's form; None where one is missing."""
    if impact not in words.IMPACTS or urgency not in words.URGENCIES:
        return None
    return matrix(words.IMPACTS[impact], words.URGENCIES[urgency])


def _because(
    model: Mapping[str, Any], field: str, label: str, text: str, found: list[str],
    spoken: Sequence[str],
) -> tuple[str, ...]:
    learned = joined(text, telling(model, field, label, found))
    reasons = [*spoken, *(w for w in learned if not any(w in s for s in map(plain, spoken)))]
    return tuple(dict.fromkeys(reasons))[:5]


def _longest(found: Sequence[str]) -> list[str]:
    """Without words that are part of another found word: 不急 is not 急."""
    return [w for w in found if not any(w != other and w in other for other in found)]


def _shares(raw: Mapping[str, float]) -> list[tuple[str, float]]:
    """Scores as probabilities, best first; ties in the document's order."""
    if not raw:
        return []
    best = max(raw.values())
    weights = {name: math.exp(score - best) for name, score in raw.items()}
    total = sum(weights.values())
    return sorted(
        ((name, weight / total) for name, weight in weights.items()), key=lambda item: -item[1]
    )
