"""Edits of what chats are for, of sites, and of the two global switches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.people import ChatId
from bot.domain.policy.change.parts import fresh, known, required
from bot.domain.policy.model import ChatPolicy, Policy
from bot.domain.policy.read import LANGUAGES
from bot.domain.policy.starters import STARTERS, with_starter
from bot.errors import BadInput, NotFound


def set_chat(policy: Policy, chat: ChatId, **changes: Any) -> Policy:
    """Changes `team`, `template`, `site`, `silent`, `words` or `language` of a chat; None takes
    a part away. A starter's name as template brings the starter along."""
    entry = policy.chats.get(chat) or ChatPolicy(chat)
    template = changes.get("template")
    if template in STARTERS:
        policy = with_starter(policy, template)
    if template is not None:
        required(policy.templates, template, "template")
    if changes.get("team") is not None:
        required(policy.teams, changes["team"], "team")
    if changes.get("site") is not None:
        known(policy.sites, changes["site"], "site")
    if changes.get("language") is not None:
        known(LANGUAGES, changes["language"], "language")
    if "words" in changes:
        changes["words"] = tuple(dict.fromkeys(word.strip() for word in changes["words"]))
        if any(len(word) < 2 or len(word) > 20 for word in changes["words"]):
            # One character stands in half of all sentences: everything would be filed.
            raise BadInput("policy.bad_trigger_word", low=2, high=20)
    return replace(policy, chats={**policy.chats, chat: replace(entry, **changes)})


def remove_chat(policy: Policy, chat: ChatId) -> Policy:
    """Forgets what a chat was for."""
    if chat not in policy.chats:
        raise NotFound("policy.no_chat")
    return replace(policy, chats={c: entry for c, entry in policy.chats.items() if c != chat})


def add_site(policy: Policy, site: str) -> Policy:
    """One more site."""
    return replace(policy, sites=(*policy.sites, fresh(policy.sites, site, "site")))


def remove_site(policy: Policy, site: str) -> Policy:
    """Without the site; refused while a member, rule or chat names it."""
    known(policy.sites, site, "site")
    members = [
        m.handle for team in policy.teams.values() for m in team.members if site in m.sites
    ]
    rules = [rule.name for rule in policy.rules if site in rule.when.sites]
    chats = [chat for chat, entry in policy.chats.items() if entry.site == site]
    if members or rules or chats:
        raise BadInput(
            "policy.site_in_use", name=site, members=members, rules=rules, chats=len(chats)
        )
    return replace(policy, sites=tuple(s for s in policy.sites if s != site))


def set_language(policy: Policy, language: str) -> Policy:
    """The language where neither person nor chat says otherwise."""
    return replace(policy, language=known(LANGUAGES, language, "language"))


def set_triage(policy: Policy, on: bool) -> Policy:
    """Suggestions on or off."""
    return replace(policy, triage=on)
