"""Changes of a policy as plain data: they can wait in a draft, be shown, and be made again on a
newer version. An edit is [name, arguments]; the names are those of bot/domain/policy/change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bot.domain.people import ChatId
from bot.domain.policy import change
from bot.domain.policy.document import load
from bot.domain.policy.model import Category, Condition, FormField, Policy, Rule, Rung
from bot.domain.policy.plain import plain_rule
from bot.domain.ticket import Priority

Edit = tuple[str, Mapping[str, Any]]


def edited(policy: Policy, edits: Iterable[Edit]) -> Policy:
    """The policy with all edits made in order; raises the UserErrors of the change functions."""
    for name, arguments in edits:
        policy = _MAKE[name](policy, **arguments)
    return policy


def rule_edit(rule: Rule, position: int | None = None) -> Edit:
    """The edit that adds a rule."""
    return "add_rule", {"rule": plain_rule(rule), "position": position}


def _add_rule(policy: Policy, rule: Mapping[str, Any], position: int | None = None) -> Policy:
    return change.add_rule(policy, _rule(rule), position)


def _rule(data: Mapping[str, Any]) -> Rule:
    when = dict(data.get("when", {}))
    hours = when.pop("hours", "")
    parts = {name: tuple(values) for name, values in when.items()}
    if "priorities" in parts:
        parts["priorities"] = tuple(Priority[name] for name in parts["priorities"])
    if "chats" in parts:
        parts["chats"] = tuple(chat_of(text) for text in parts["chats"])
    named = data.get("priority")
    return Rule(
        data["name"], Condition(**parts, hours=hours), team=data.get("team"),
        person=data.get("person"), strategy=data.get("strategy"), skill=data.get("skill"),
        template=data.get("template"), priority=Priority[named] if named else None,
        sla=data.get("sla"), enabled=data.get("enabled") != "false",
    )


def chat_of(text: str) -> ChatId:
    """The chat behind platform:tenant:chat."""
    platform, tenant, chat = text.split(":", 2)
    return ChatId(platform, tenant, chat)


def _set_chat(policy: Policy, chat: str, **changes: Any) -> Policy:
    return change.set_chat(policy, chat_of(chat), **changes)


def _remove_chat(policy: Policy, chat: str) -> Policy:
    return change.remove_chat(policy, chat_of(chat))


def _set_team(policy: Policy, team: str, **changes: Any) -> Policy:
    if changes.get("home"):
        changes["home"] = chat_of(changes["home"])
    return change.set_team(policy, team, **changes)


def _target(policy: Policy, sla: str, priority: int, **changes: Any) -> Policy:
    return change.set_target(policy, sla, Priority(priority), **changes)


def _category(
    policy: Policy, template: str, name: str, words: list[str], priority: int | None = None
) -> Policy:
    level = Priority(priority) if priority else None
    return change.put_category(policy, template, Category(name, tuple(words), level))


def _field(policy: Policy, template: str, **parts: Any) -> Policy:
    parts["options"] = tuple(parts.get("options", ()))
    return change.put_field(policy, template, FormField(**parts))


def _alternate(policy: Policy, name: str, first: str | None) -> Policy:
    day = date.fromisoformat(first) if first else None
    return change.set_alternate_saturdays(policy, name, day)


def _put_step(policy: Policy, name: str, step: Mapping[str, Any]) -> Policy:
    return change.put_step(policy, name, Rung(**{**step, "who": tuple(step["who"])}))


def _document(policy: Policy, text: str) -> Policy:
    return load(text, version=policy.version)


_MAKE: Mapping[str, Callable[..., Policy]] = {
    "add_team": change.add_team,
    "remove_team": change.remove_team,
    "rename_team": change.rename_team,
    "add_member": change.add_member,
    "remove_member": change.remove_member,
    "edit_member": change.edit_member,
    "add_lead": change.add_lead,
    "remove_lead": change.remove_lead,
    "set_manager": change.set_manager,
    "set_team": _set_team,
    "add_rule": _add_rule,
    "remove_rule": change.remove_rule,
    "move_rule": change.move_rule,
    "enable_rule": change.enable_rule,
    "set_target": _target,
    "put_category": _category,
    "remove_category": change.remove_category,
    "put_field": _field,
    "remove_field": change.remove_field,
    "use_starter": change.use_starter,
    "set_template": change.set_template,
    "remove_template": change.remove_template,
    "set_chat": _set_chat,
    "remove_chat": _remove_chat,
    "grant": change.grant,
    "revoke": change.revoke,
    "set_scope": change.set_scope,
    "set_language": change.set_language,
    "set_triage": change.set_triage,
    "add_site": change.add_site,
    "remove_site": change.remove_site,
    "add_calendar": change.add_calendar,
    "set_hours": change.set_hours,
    "set_always": change.set_always,
    "set_china": change.set_china,
    "set_zone": change.set_zone,
    "set_alternate_saturdays": _alternate,
    "own": change.own,
    "share": change.share,
    "remove_named": change.remove_named,
    "put_step": _put_step,
    "remove_step": change.remove_step,
    "set_patience": change.set_patience,
    "document": _document,
}
