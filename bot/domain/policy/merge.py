"""Puts a new plain tree into a parsed document in place, so that people's comments stay where
they wrote them.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.domain.policy.yaml import commented, scalar


def merged(old: Any, new: Any) -> Any:
    """The new tree's content in the old tree's clothes."""
    if isinstance(old, CommentedMap) and isinstance(new, dict):
        return _merge_map(old, new)
    if isinstance(old, CommentedSeq) and isinstance(new, list):
        return _merge_list(old, new)
    if isinstance(old, str) and old == new:
        return old
    return commented(new)


def _merge_map(old: CommentedMap, new: dict[str, Any]) -> CommentedMap:
    for name in [name for name in old if name not in new]:
        del old[name]
    before = [name for name in new if name in old]
    in_order = before == list(old)
    for position, (name, value) in enumerate(new.items()):
        if name in old:
            old[name] = merged(old[name], value)
        elif in_order:
            old.insert(position, scalar(name), commented(value))
        else:
            old[scalar(name)] = commented(value)
    return old


def _merge_list(old: CommentedSeq, new: list[Any]) -> CommentedSeq:
    if len(old) == len(new) and [_name(item) for item in old] == [_name(item) for item in new]:
        for i, value in enumerate(new):
            old[i] = merged(old[i], value)
        return old
    if [_name(item) for item in old] == [_name(item) for item in new[: len(old)]]:
        for i, value in enumerate(new[: len(old)]):
            old[i] = merged(old[i], value)
        old.extend(commented(value) for value in new[len(old) :])
        return old
    by_name = {_name(item): item for item in old}
    comments = {
        _name(item): old.ca.items[i] for i, item in enumerate(old) if i in old.ca.items
    }
    fresh = CommentedSeq()
    for i, value in enumerate(new):
        name = _name(value)
        fresh.append(merged(by_name.pop(name), value) if name in by_name else commented(value))
        if name in comments:
            fresh.ca.items[i] = comments[name]
    if old.fa.flow_style():
        fresh.fa.set_flow_style()
    if old.ca.comment:
        fresh.ca.comment = old.ca.comment
    return fresh


def _name(item: Any) -> str:
    """What tells the items of a list apart: the name, or all of it."""
    if isinstance(item, dict):
        return str(item["name"]) if "name" in item else repr(dict(item))
    return str(item)
