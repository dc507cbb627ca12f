"""Suggestions for a new ticket, best first, each with the words that speak for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.domain.policy.model import Category, Policy, Template
from bot.domain.ticket import Priority
from bot.domain.triage import words
from bot.domain.triage.judge import Judge, Reason
from bot.domain.triage.model import ASSET, features
from bot.domain.triage.tokens import joined, plain

WORD_WEIGHT = 1.2  # log-odds of each telling word a category names; half of it per extra letter
# Naive Bayes is too sure of itself, as neighbouring bigrams are not independent. Both numbers were
# chosen on histories other than those benchmarks/triage.py measures.
TEMPERATURE = 0.3

Known = Judge | Mapping[str, Any]  # a model, or one made ready to be asked


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` is a probability among the alternatives, 0 to 1; `because` are words of the text;
    of `of` tickets that are like it `hits` ended so (0: nothing learned)."""

    value: str
    score: float
    because: tuple[str, ...]
    hits: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What may be suggested for a ticket, best first; empty where nothing speaks for anything."""

    categories: tuple[Suggestion, ...] = ()
    priorities: tuple[Suggestion, ...] = ()
    places: tuple[Suggestion, ...] = ()


def suggest(
    model: Known, text: str, policy: Policy, template: str | None = None,
    asset: str | None = None, *, limit: int = 3,
) -> Advice:
    """Everything at once; nothing when the policy has triage switched off.

    `template` limits the categories to those of the chat's template; of each field the `limit`
    best.
    """
    if not policy.triage:
        return Advice()
    judge = _judge(model)
    chosen = policy.templates.get(template) if template else None
    templates = [chosen] if chosen else list(policy.templates.values())
    categories = [category for entry in templates for category in entry.categories]
    found = features(text, asset)
    ranked = suggest_category(judge, text, categories, found=found, limit=limit)
    top = next((c for c in categories if ranked and c.name == ranked[0].value), None)
    return Advice(
        ranked, suggest_priority(judge, text, top, found=found, limit=limit),
        suggest_place(judge, text, found=found, limit=limit),
    )


def suggest_category(
    model: Known, text: str, categories: Sequence[Category], *, limit: int = 3,
    found: Sequence[str] | None = None,
) -> tuple[Suggestion, ...]:
    """The likeliest categories: how similar tickets ended, and the categories' own words.

    With `categories` given only those are suggested; without, whatever was learned. `found`: the
    features of the text, where they are known already.
    """
    judge, found = _judge(model), features(text) if found is None else found
    learned = judge.scores("category", found)
    low = plain(text)
    hits = {c.name: [w for w in c.words if _plain_word(w) in low] for c in categories}
    names = [c.name for c in categories] or list(learned)
    if not any(hits.values()) and not judge.knows(found):
        return ()
    floor = judge.unseen("category", found) if learned else 0.0
    raw = {}
    for name in names:
        bonus = sum(WORD_WEIGHT * (1 + (len(w) - 2) / 2) for w in _longest(hits.get(name, [])))
        raw[name] = TEMPERATURE * learned.get(name, floor) + bonus
    return tuple(
        _suggestion(name, share, judge.telling("category", name, found), text, hits.get(name, []))
        for name, share in _shares(raw)[:limit]
        if share >= 0.01
    )


def suggest_priority(
    model: Known, text: str, category: Category | None = None, *,
    found: Sequence[str] | None = None, limit: int = 4,
) -> tuple[Suggestion, ...]:
    """Urgency from words, from the category, and from how such tickets were rated."""
    judge, found = _judge(model), features(text) if found is None else found
    low = plain(text)
    spoken = _longest([word for word in words.URGENT if word in low])
    raw = {p.name: 0.0 for p in Priority}
    raw["P3"] += 0.7  # what a ticket is, until something speaks against it
    learned = judge.scores("priority", found)
    if learned:
        best = max(learned.values())
        for name in raw:
            raw[name] += max(-4.0, TEMPERATURE * (learned.get(name, best - 10) - best))
    for word in spoken:
        raw[f"P{words.URGENT[word]}"] += 2.5
    usual = category.priority.name if category is not None and category.priority else ""
    if usual:
        raw[usual] += 2.0
    if not spoken and not learned and not usual:
        return ()
    return tuple(
        _suggestion(name, share, judge.telling("priority", name, found), text,
                    [w for w in spoken if f"P{words.URGENT[w]}" == name])
        for name, share in _shares(raw)[:limit]
        if share >= 0.05
    )  # fmt: skip


def suggest_place(
    model: Known, text: str, *, limit: int = 3, found: Sequence[str] | None = None
) -> tuple[Suggestion, ...]:
    """Where such things were; the asset number speaks the clearest."""
    judge, found = _judge(model), features(text) if found is None else found
    learned = judge.scores("place", found) if judge.knows(found) else {}
    raw = {name: TEMPERATURE * score for name, score in learned.items()}
    return tuple(
        _suggestion(name, share, judge.telling("place", name, found), text, ())
        for name, share in _shares(raw)[:limit]
        if share >= 0.05
    )


@lru_cache(maxsize=4096)
def _plain_word(word: str) -> str:
    """A configured word for comparison."""
    return plain(word)


def _judge(model: Known) -> Judge:
    return model if isinstance(model, Judge) else Judge(model)


def _suggestion(
    value: str, share: float, reason: Reason, text: str, spoken: Sequence[str]
) -> Suggestion:
    """With the words that speak for it: those of the text, and the asset number."""
    learned = [
        *(w[len(ASSET) :] for w in reason.words if w.startswith(ASSET)),
        *joined(text, (w for w in reason.words if not w.startswith(ASSET))),
    ]
    because = [*spoken, *(w for w in learned if not any(w in s for s in map(plain, spoken)))]
    return Suggestion(value, share, tuple(dict.fromkeys(because))[:5], reason.hits, reason.of)


def matrix(impact: int, urgency: int) -> Priority:
    """The 3×3 matrix of impact and urgency, 1 the highest of each (product.md §7.2)."""
    if impact not in (1, 2, 3) or urgency not in (1, 2, 3):
        raise ValueError("impact and urgency go from 1 to 3")
    return Priority(min(4, max(1, impact + urgency - 1)))


def matrix_of_answers(impact: str | None, urgency: str | None) -> Priority | None:
    """The matrix for the answers of the help desk's form; None where one is missing."""
    if not isinstance(impact, str) or not isinstance(urgency, str):
        return None
    if impact not in words.IMPACTS or urgency not in words.URGENCIES:
        return None
    return matrix(words.IMPACTS[impact], words.URGENCIES[urgency])


def rated_by(answers: Mapping[str, Any]) -> Priority | None:
    """The priority of a form's answers by the matrix; None where they do not name both."""
    return matrix_of_answers(answers.get(words.IMPACT_FIELD), answers.get(words.URGENCY_FIELD))


def asks_for_matrix(template: Template | None) -> bool:
    """Whether a template asks for both impact and urgency, so that nobody need rate."""
    names = {field.name for field in template.fields} if template else set()
    return {words.IMPACT_FIELD, words.URGENCY_FIELD} <= names


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
