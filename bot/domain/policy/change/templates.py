"""Edits of templates: categories with their words, form fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.policy.change.parts import fresh, required, without
from bot.domain.policy.model import Category, FormField, Policy, Template
from bot.domain.policy.starters import with_starter
from bot.errors import BadInput, NotFound

MOST_FIELDS = 30  # a form longer than this is filled in by nobody


def use_starter(policy: Policy, name: str) -> Policy:
    """Brings a starter template in; raises NotFound("policy.no_starter")."""
    return with_starter(policy, name)


def set_template(policy: Policy, name: str, **changes: Any) -> Policy:
    """Changes `sla` or `accept_days`; a new name makes a new, empty template."""
    template = policy.templates.get(name) or Template(fresh(policy.templates, name, "template"))
    if changes.get("sla") is not None:
        required(policy.slas, changes["sla"], "sla")
    if not 0 <= changes.get("accept_days", 3) <= 366:
        raise BadInput("policy.bad_days", low=0, high=366)
    return _put(policy, replace(template, **changes))


def remove_template(policy: Policy, name: str) -> Policy:
    """Without the template; refused while a rule or chat uses it."""
    required(policy.templates, name, "template")
    rules = [rule.name for rule in policy.rules if rule.template == name]
    chats = [chat for chat, entry in policy.chats.items() if entry.template == name]
    if rules or chats:
        raise BadInput("policy.template_in_use", name=name, rules=rules, chats=len(chats))
    return replace(policy, templates=without(policy.templates, name))


def put_category(policy: Policy, template_name: str, category: Category) -> Policy:
    """Adds a category, or replaces the one of that name in its place."""
    template = required(policy.templates, template_name, "template")
    names = [c.name for c in template.categories]
    if category.name in names:
        kept = tuple(category if c.name == category.name else c for c in template.categories)
    else:
        kept = (*template.categories, replace(category, name=fresh(names, category.name, "x")))
    return _put(policy, replace(template, categories=kept))


def remove_category(policy: Policy, template_name: str, name: str) -> Policy:
    """Without the category; refused while a rule asks for it."""
    template = required(policy.templates, template_name, "template")
    if name not in [c.name for c in template.categories]:
        raise NotFound("policy.no_category", name=name)
    elsewhere = any(
        c.name == name for t in policy.templates.values() if t is not template for c in t.categories
    )
    rules = [rule.name for rule in policy.rules if name in rule.when.categories]
    if rules and not elsewhere:
        raise BadInput("policy.category_in_use", name=name, rules=rules)
    kept = tuple(c for c in template.categories if c.name != name)
    return _put(policy, replace(template, categories=kept))


def put_field(policy: Policy, template_name: str, field: FormField) -> Policy:
    """Adds a form field, or replaces the one of that name in its place."""
    template = required(policy.templates, template_name, "template")
    if field.kind in ("choice", "multi") and not field.options:
        raise BadInput("policy.options_missing", field=field.name)
    names = [f.name for f in template.fields]
    if field.name in names:
        kept = tuple(field if f.name == field.name else f for f in template.fields)
    elif len(names) >= MOST_FIELDS:
        raise BadInput("policy.too_many", limit=MOST_FIELDS)
    else:
        kept = (*template.fields, replace(field, name=fresh(names, field.name, "field")))
    return _put(policy, replace(template, fields=kept))


def remove_field(policy: Policy, template_name: str, name: str) -> Policy:
    """Without the form field."""
    template = required(policy.templates, template_name, "template")
    kept = tuple(f for f in template.fields if f.name != name)
    if len(kept) == len(template.fields):
        raise NotFound("policy.no_field", name=name)
    return _put(policy, replace(template, fields=kept))


def _put(policy: Policy, template: Template) -> Policy:
    return replace(policy, templates={**policy.templates, template.name: template})
