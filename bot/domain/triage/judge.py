"""A model made ready to be asked: per token only the labels that know it, so that one suggestion
costs some twenty microseconds however much was learned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CLEAR = 0.9  # says it whatever the label's share: where nearly all end the same, no word says more
SMOOTHING = 0.15  # of a token never seen with a label; small, as requests are short


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for a label: words, and how it went: of `of` tickets with the strongest of
    these words `hits` ended so."""

    words: tuple[str, ...] = ()
    hits: int = 0
    of: int = 0


class _Field:
    """One field's labels: what each starts with, costs per unheard token, and gains per token."""

    def __init__(self, part: Mapping[str, Any], vocabulary: int) -> None:
        self.labels: Mapping[str, int] = part["labels"]
        self.total = max(1, sum(self.labels.values()))
        self.start: dict[str, float] = {}
        self.unheard: dict[str, float] = {}
        self.gains: dict[str, list[tuple[str, float, int]]] = {}
        for label, n in self.labels.items():
            counts: Mapping[str, int] = part["tokens"].get(label, {})
            size = sum(counts.values()) + SMOOTHING * vocabulary
            self.start[label] = math.log(n / self.total)
            self.unheard[label] = math.log(SMOOTHING / size)
            for token, count in counts.items():
                gain = math.log((count + SMOOTHING) / SMOOTHING)
                self.gains.setdefault(token, []).append((label, gain, count))


class Judge:
    """Answers for one model; made once per revision of it."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.documents: int = model["documents"]
        self.seen: Mapping[str, int] = model["seen"]
        vocabulary = max(1, len(self.seen))
        self._fields = {name: _Field(part, vocabulary) for name, part in model["fields"].items()}

    def knows(self, words: Sequence[str]) -> bool:
        """Whether any of the words was ever met."""
        return any(word in self.seen for word in words)

    def labels(self, field: str) -> Mapping[str, int]:
        """How many tickets ended with each label."""
        part = self._fields.get(field)
        return part.labels if part else {}

    def scores(self, field: str, words: Sequence[str]) -> dict[str, float]:
        """log P(label) + Σ log P(token | label) per label (multinomial naive Bayes)."""
        part = self._fields.get(field)
        if part is None:
            return {}
        known = [word for word in words if word in self.seen]
        n = len(known)
        out = {label: start + n * part.unheard[label] for label, start in part.start.items()}
        for word in known:
            for label, gain, _ in part.gains.get(word, ()):
                out[label] += gain
        return out

    def unseen(self, field: str, words: Sequence[str]) -> float:
        """The score of a label no ticket has ended with yet: never better than the others."""
        learned = self.scores(field, words)
        if not learned:
            return 0.0
        known = sum(word in self.seen for word in words)
        guess = math.log(0.5 / (1 + self._fields[field].total)) - known * math.log(len(self.seen))
        return min(guess, min(learned.values()) - 1.0)

    def telling(self, field: str, label: str, words: Sequence[str]) -> Reason:
        """The tokens that speak most for this label against the rest, strongest first."""
        part = self._fields.get(field)
        if part is None or label not in part.labels:
            return Reason()
        share = part.labels[label] / part.total
        weighed = []
        for word in words:
            here = next((c for name, _, c in part.gains.get(word, ()) if name == label), 0)
            everywhere = self.seen.get(word, 0)
            if here >= 2 and everywhere and here / everywhere >= min(1.5 * share, CLEAR):
                weighed.append((here / everywhere, here, word))
        if not weighed:
            return Reason()
        weighed.sort(reverse=True)
        # Of the words that say it about as clearly, the one met most often is the best witness.
        best = max((w for w in weighed if w[0] >= 0.9 * weighed[0][0]), key=lambda w: w[1])
        return Reason(tuple(w for _, _, w in weighed[:6]), best[1], self.seen[best[2]])
