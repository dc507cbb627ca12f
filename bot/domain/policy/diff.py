"""What changed between two policies, entry by entry, in the document's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.policy.model import Policy
from bot.domain.policy.plain import plain


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. `path` names it ("teams", "IT支持", "leads"); `before` None: new, `after` None:
    gone. Values are text, lists of text, or short mappings of them, as in the document."""

    path: tuple[str, ...]
    before: Any
    after: Any


def diff(old: Policy, new: Policy) -> list[Change]:
    """All changes in the document's order; version numbers are none of them."""
    before, after = _bare(old), _bare(new)
    changes: list[Change] = []
    _compare((), before, after, changes)
    return changes


def _bare(policy: Policy) -> dict[str, Any]:
    tree = plain(policy)
    for entry in (tree, *tree.get("calendars", {}).values()):
        entry.pop("version", None)
    return tree


def _compare(path: tuple[str, ...], before: Any, after: Any, changes: list[Change]) -> None:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in [*before, *(name for name in after if name not in before)]:
            _compare((*path, str(name)), before.get(name), after.get(name), changes)
    elif _named(before) and _named(after):
        _compare_named(path, before, after, changes)
    elif path and path[0] in _SECTIONS and len(path) == 1:
        # A whole section appeared or went: its entries are the changes.
        empty: Any = [] if isinstance(before or after, list) else {}
        _compare(path, before or empty, after or empty, changes)
    else:
        changes.append(Change(path, before, after))


_SECTIONS = frozenset(
    {"people", "calendars", "slas", "ladders", "teams", "templates", "rules", "chats"}
)


def _named(value: Any) -> bool:
    """A list whose items have names: rules, or members of which some are more than a name."""
    return isinstance(value, list) and all(
        isinstance(item, str) or (isinstance(item, Mapping) and "name" in item) for item in value
    )


def _compare_named(
    path: tuple[str, ...], before: list[Any], after: list[Any], changes: list[Change]
) -> None:
    """Item by item; when only the order differs, the order is the change."""
    old = {_name(item): item for item in before}
    new = {_name(item): item for item in after}
    flat = all(isinstance(item, str) for item in [*before, *after])
    if flat:
        changes.append(Change(path, before, after))
        return
    for name in [*old, *(name for name in new if name not in old)]:
        left, right = old.get(name), new.get(name)
        if left is None or right is None or isinstance(left, str) or isinstance(right, str):
            if left != right:
                changes.append(Change((*path, name), left, right))
        else:
            _compare((*path, name), left, right, changes)
    shared_before = [name for name in old if name in new]
    shared_after = [name for name in new if name in old]
    if shared_before != shared_after:
        changes.append(Change((*path, "order"), list(old), list(new)))


def _name(item: Any) -> str:
    return item if isinstance(item, str) else str(item["name"])
