"""How often the suggested category is right: on the held-back fifth of a made-up history.

    python -m benchmarks.triage

Two splits: "later" holds back the last fifth (the same phrases return, as in real life), "unseen"
holds back a fifth of the phrases entirely, so nothing but words and parts of words can help.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Sequence

from benchmarks.triage_history import MATTERS, Closed, history
from bot.domain.policy.starters import starter
from bot.domain.triage import Lesson, Model, empty, learn_all, suggest_category

COUNT = 3000
SEEDS = (7, 11, 23)


def main() -> int:
    """Prints accuracies; fails when the suggestions do not beat the majority class clearly."""
    worst = 1.0
    print(f"{COUNT} tickets, {len(MATTERS)} categories, mean of {len(SEEDS)} seeds")
    print(f"{'split':<8} {'method':<22} {'top-1':>7} {'top-3':>7}")
    for name, split in (("later", later), ("unseen", unseen)):
        sums: dict[str, list[float]] = {}
        for seed in SEEDS:
            train, test = split(list(history(COUNT, seed)), seed)
            for method, (one, three) in measure(train, test).items():
                entry = sums.setdefault(method, [0.0, 0.0])
                entry[0] += one / len(SEEDS)
                entry[1] += three / len(SEEDS)
        for method, (one, three) in sums.items():
            print(f"{name:<8} {method:<22} {one:>7.1%} {three:>7.1%}")
        worst = min(worst, sums["words + history"][0] - sums["majority class"][0])
    speed()
    return 0 if worst > 0.2 else 1


def later(tickets: list[Closed], seed: int) -> tuple[list[Closed], list[Closed]]:
    """The last fifth by time."""
    cut = len(tickets) * 4 // 5
    return tickets[:cut], tickets[cut:]


def unseen(tickets: list[Closed], seed: int) -> tuple[list[Closed], list[Closed]]:
    """A fifth of the phrases of every category, at least one."""
    draw = random.Random(seed)
    held: set[str] = set()
    for _, phrases in MATTERS.values():
        held.update(draw.sample(phrases, max(1, len(phrases) // 5)))
    return (
        [ticket for ticket in tickets if ticket.matter not in held],
        [ticket for ticket in tickets if ticket.matter in held],
    )


def measure(train: Sequence[Closed], test: Sequence[Closed]) -> dict[str, tuple[float, float]]:
    """(top-1, top-3) of each method."""
    model = learn_all(empty(), [Lesson(ticket.text, ticket.category) for ticket in train])
    categories = starter("IT支持").categories
    common = [name for name, _ in Counter(t.category for t in train).most_common(3)]
    answers = {
        "majority class": [common for _ in test],
        "words alone": [_values(suggest_category(empty(), t.text, categories)) for t in test],
        "history alone": [_values(suggest_category(model, t.text, ())) for t in test],
        "words + history": [_values(suggest_category(model, t.text, categories)) for t in test],
    }
    truth = [ticket.category for ticket in test]
    return {
        method: (
            sum(found[:1] == [right] for found, right in zip(said, truth, strict=True)) / len(test),
            sum(right in found[:3] for found, right in zip(said, truth, strict=True)) / len(test),
        )
        for method, said in answers.items()
    }


def speed() -> None:
    """Time of one suggestion and size of the model."""
    tickets = list(history(COUNT))
    model: Model = learn_all(empty(), [Lesson(t.text, t.category) for t in tickets])
    categories = starter("IT支持").categories
    begin = time.perf_counter()
    for ticket in tickets[:500]:
        suggest_category(model, ticket.text, categories)
    each = (time.perf_counter() - begin) / 500
    print(f"one suggestion: {each * 1e6:.0f} us; the model knows {len(model['seen'])} tokens")


def _values(found: Sequence[object]) -> list[str]:
    return [entry.value for entry in found]  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
