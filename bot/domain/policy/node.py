"""A value of the YAML document with its place; reading it wrongly typed leaves a fault behind.

Every scalar arrives as text (bot/domain/policy/yaml.py), so 00123 stays what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.domain.policy.fault import Fault, Path, nearest

T = TypeVar("T")
TRUE = frozenset({"true", "yes", "on"})
FALSE = frozenset({"false", "no", "off"})
ABSENT = frozenset({"", "~", "null"})
LONGEST_TEXT = 500  # characters of a name or option
MOST_ENTRIES = 5000  # of one list or mapping


@dataclass(frozen=True, slots=True)
class Node:
    """`places` maps every path met to (line, column), for checks that come later."""

    value: Any
    place: tuple[int, int]
    path: Path
    faults: list[Fault]
    places: dict[Path, tuple[int, int]]

    def fault(
        self, key: str, proposal: str | None = None, *, warning: bool = False, **facts: Any
    ) -> None:
        """Notes that something is wrong here."""
        line, column = self.place
        self.faults.append(Fault(line, column, key, facts, proposal, warning, self.path))

    def fields(self, *allowed: str) -> dict[str, Node]:
        """The mapping's fields that say something; unknown keys become faults."""
        found = {}
        for name, child in self.entries():
            if name in allowed:
                found[name] = child
            else:
                child.fault("policy.key_unknown", nearest(name, allowed), name=name)
        return found

    def entries(self, *, absent: bool = False) -> list[tuple[str, Node]]:
        """The entries of a mapping with free names; those without a value only if asked for,
        as empty mappings."""
        if not isinstance(self.value, dict):
            if not _absent(self.value):
                self.fault("policy.mapping_expected")
            return []
        if len(self.value) > MOST_ENTRIES:
            self.fault("policy.too_many", limit=MOST_ENTRIES)
            return []
        out = []
        for name in self.value:
            child = self._child(name, self._key_place(name))
            if not isinstance(name, str) or not name.strip():
                child.fault("policy.text_expected")
            elif len(name) > LONGEST_TEXT:
                child.fault("policy.too_long", limit=LONGEST_TEXT)
            elif not _absent(child.value):
                out.append((name, child))
            elif absent:
                out.append((name, replace(child, value={})))
        return out

    def named(self, read: Callable[[str, Node], T | None]) -> dict[str, T]:
        """The entries read one by one; those that could not be read are left out."""
        read_values = ((name, read(name, child)) for name, child in self.entries(absent=True))
        return {name: value for name, value in read_values if value is not None}

    def items(self) -> list[Node]:
        """The items of a list; a single scalar is a list of one."""
        if _absent(self.value):
            return []
        if isinstance(self.value, str):
            return [self]
        if not isinstance(self.value, list):
            self.fault("policy.list_expected")
            return []
        if len(self.value) > MOST_ENTRIES:
            self.fault("policy.too_many", limit=MOST_ENTRIES)
            return []
        return [self._child(i, self._item_place(i)) for i in range(len(self.value))]

    def text(self, default: str = "") -> str:
        """The scalar as text."""
        if not isinstance(self.value, str):
            self.fault("policy.text_expected")
            return default
        if len(self.value) > LONGEST_TEXT:
            self.fault("policy.too_long", limit=LONGEST_TEXT)
            return default
        return str(self.value)

    def texts(self) -> tuple[str, ...]:
        """A list of texts without repeats; one text alone counts as a list of one."""
        return tuple(dict.fromkeys(text for item in self.items() if (text := item.text())))

    def number(self, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        text = self.text()
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            self.fault("policy.number_expected", low=low, high=high)
            return default
        if not low <= int(text) <= high:
            self.fault("policy.number_range", str(min(max(int(text), low), high)), low=low,
                       high=high)
            return default
        return int(text)

    def flag(self, default: bool) -> bool:
        """true or false (yes, no, on, off)."""
        text = self.text().lower()
        if text in TRUE | FALSE:
            return text in TRUE
        self.fault("policy.flag_expected", "true")
        return default

    def one_of(self, options: Sequence[T], default: T) -> T:
        """One of the given words."""
        text = self.text()
        for option in options:
            if str(option) == text:
                return option
        choices = [str(option) for option in options]
        self.fault("policy.choice_unknown", nearest(text, choices), value=text, choices=choices)
        return default

    def parsed(self, read: Callable[[str], T | None], key: str, proposal: str, default: T) -> T:
        """The text read by a parser that answers None for what it cannot read."""
        text = self.text()
        value = read(text)
        if value is None:
            self.fault(key, proposal, value=text)
            return default
        return value

    def _child(self, name: Any, place: tuple[int, int]) -> Node:
        path = (*self.path, name if isinstance(name, str | int) else str(name))
        self.places[path] = place
        return Node(self.value[name], place, path, self.faults, self.places)

    def _key_place(self, name: Any) -> tuple[int, int]:
        return _from_one(self.value.lc.key(name)) if hasattr(self.value, "lc") else self.place

    def _item_place(self, index: int) -> tuple[int, int]:
        return _from_one(self.value.lc.item(index)) if hasattr(self.value, "lc") else self.place


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in ABSENT)


def _from_one(place: Iterable[int]) -> tuple[int, int]:
    line, column = place
    return line + 1, column + 1
