"""How often the suggested category is right: on the held-back fifth of a made-up history.

    python -m benchmarks.triage

Two splits: "later" holds back the last fifth (the same phrases return, as in real life), "unseen"
holds back a fifth of the phrases entirely, so nothing but words and parts of words can help.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.triage_history import MATTERS, Closed, history
from bot.domain.policy.defaults import default_policy
from bot.domain.policy.starters import starter, with_starter
from bot.domain.ticket import Plan, Priority, State, Ticket
from bot.domain.triage import (
    Judge,
    Lesson,
    Model,
    advice_for,
    advise,
    empty,
    learn_all,
    suggest_category,
)

COUNT = 3000
SEEDS = (7, 11, 23)
POLICY = with_starter(default_policy(), "IT支持")


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
        worst = min(worst, sums["as wired"][0] - sums["majority class"][0])
    sureness()
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
    """(top-1, top-3) of each method. "as wired": what stands on the card after filing (the
    suggestion, else what the template's telling words say), and the three buttons of 改分类."""
    model = learn_all(empty(), [Lesson(ticket.text, ticket.category) for ticket in train])
    judge, ignorant = Judge(model), Judge(empty())
    categories = starter("IT支持").categories
    common = [name for name, _ in Counter(t.category for t in train).most_common(3)]
    answers = {
        "majority class": [common for _ in test],
        "words alone": [_values(suggest_category(ignorant, t.text, categories)) for t in test],
        "history alone": [_values(suggest_category(judge, t.text, ())) for t in test],
        "words + history": [_values(suggest_category(judge, t.text, categories)) for t in test],
        "as wired": [_wired(judge, t.text) for t in test],
    }
    truth = [ticket.category for ticket in test]
    return {
        method: (
            sum(found[:1] == [right] for found, right in zip(said, truth, strict=True)) / len(test),
            sum(right in found[:3] for found, right in zip(said, truth, strict=True)) / len(test),
        )
        for method, said in answers.items()
    }


def _filed(text: str) -> Ticket:
    """A ticket as filing leaves it: the first category whose telling words occur, or none."""
    told = next((c for c in starter("IT支持").categories if any(w in text for w in c.words)), None)
    return Ticket(
        1, text[:40], text, State.ASSIGNED, told.priority or Priority.P3 if told else Priority.P3,
        1, datetime(2026, 11, 18, tzinfo=UTC), Plan(30, 480, "default"), team="IT",
        template="IT支持", category=told.name if told else None,
    )


def _wired(judge: Judge, text: str) -> list[str]:
    ticket = _filed(text)
    suggested = advise(judge, ticket, POLICY).category
    first = suggested.value if suggested else ticket.category or ""
    rest = _values(advice_for(judge, ticket, POLICY).categories)
    return [first, *(name for name in rest if name != first)][:3]


def sureness() -> None:
    """Of the requests whose words decide nothing: how many get a suggestion, and how often it is
    right (6 % of the truth itself is wrong)."""
    for name, split in (("later", later), ("unseen", unseen)):
        asked = given = right = 0
        for seed in SEEDS:
            train, test = split(list(history(COUNT, seed)), seed)
            judge = Judge(learn_all(empty(), [Lesson(t.text, t.category) for t in train]))
            for closed in test:
                ticket = _filed(closed.text)
                if ticket.category is None:
                    asked += 1
                    found = advise(judge, ticket, POLICY).category
                    given += found is not None
                    right += found is not None and found.value == closed.category
        print(f"{name:<8} words decide nothing: {asked}; suggested {given / asked:.0%} of them, "
              f"right {right / max(1, given):.1%}")


def speed() -> None:
    """Time of everything a card asks for, and the size and cost of the model."""
    tickets = list(history(COUNT))
    lessons = [Lesson(t.text, t.category, "P3") for t in tickets]
    begin = time.perf_counter()
    model: Model = learn_all(empty(), lessons)
    learning = (time.perf_counter() - begin) / COUNT
    begin = time.perf_counter()
    judge = Judge(model)
    ready = time.perf_counter() - begin
    filed = [_filed(t.text) for t in tickets[:500]]
    begin = time.perf_counter()
    for ticket in filed:
        advise(judge, ticket, POLICY)
    each = (time.perf_counter() - begin) / len(filed)
    size = len(json.dumps(model, ensure_ascii=False).encode()) / 1024
    print(f"one card's suggestions: {each * 1e6:.0f} us; learning {learning * 1e6:.0f} us a ticket")
    print(f"a model of {len(model['seen'])} tokens: {size:.0f} kB, ready in {ready * 1e3:.1f} ms")


def _values(found: Sequence[object]) -> list[str]:
    return [entry.value for entry in found]  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
