"""Starter templates a group can choose at set-up (product.md §7.2)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.domain.policy.model import Category, FormField, Policy, Template
from bot.domain.policy.starters import equipment_words, office_words, service_words
from bot.domain.ticket import Priority
from bot.errors import NotFound

_SOURCES: tuple[dict[str, Any], ...] = (
    equipment_words.EQUIPMENT,
    office_words.IT,
    service_words.SERVICE,
    office_words.ADMINISTRATION,
    service_words.PROPERTY,
    service_words.SHOPS,
    service_words.EMPTY,
)
STARTERS: tuple[str, ...] = tuple(source["name"] for source in _SOURCES)


def starter(name: str) -> Template:
    """A starter template by name; raises NotFound("policy.no_starter")."""
    templates = _templates()
    if name not in templates:
        raise NotFound("policy.no_starter", name=name, choices=list(STARTERS))
    return templates[name]


def with_starter(policy: Policy, name: str) -> Policy:
    """The policy with this starter among its templates; one of that name already there stays."""
    if name in policy.templates:
        return policy
    return replace(policy, templates={**policy.templates, name: starter(name)})


@lru_cache(maxsize=1)
def _templates() -> dict[str, Template]:
    return {source["name"]: _template(source) for source in _SOURCES}


def _template(source: dict[str, Any]) -> Template:
    urgent = source.get("priorities", {})
    return Template(
        name=source["name"],
        categories=tuple(
            Category(name, tuple(words.split()), Priority[urgent[name]] if name in urgent else None)
            for name, words in source["categories"].items()
        ),
        fields=tuple(_field(line) for line in source["fields"]),
        accept_days=source.get("accept_days", 3),
    )


def _field(line: str) -> FormField:
    """"name*|kind|option option|finishing": * required, empty kind is text."""
    name, kind, options, when, *_ = [*line.split("|"), "", "", ""]
    return FormField(
        name=name.rstrip("*"),
        kind=kind or "text",  # type: ignore[arg-type]
        options=tuple(options.split()),
        required=name.endswith("*"),
        when="finishing" if when else "filing",
    )
