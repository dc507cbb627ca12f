"""Rules said in words, and a sentence tried on the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.intents import Intent, SayRule, TryRules, Who
from bot.domain.permissions import is_admin
from bot.domain.policy.edits import rule_edit
from bot.domain.policy.phrases import RuleDraft, Unclear, parse_phrase
from bot.domain.routing import RoutingRequest, decision_to_json
from bot.domain.triage import find_place
from bot.errors import BadInput
from bot.usecases import dispatch
from bot.usecases.call import Call, Outcome
from bot.usecases.proposals import propose, require_admin

Handle = Callable[[Intent, Call], Outcome]


def say_rule(intent: SayRule, call: Call, handle: Handle) -> Outcome:
    """A rule draft. Words that are no rule, or come from somebody who is no admin, are what they
    would have been otherwise."""
    if intent.otherwise is not None and not is_admin(call.actor, call.policy):
        return handle(intent.otherwise, call)
    require_admin(call)
    here = call.chat_policy.team if call.chat_policy else None
    found = parse_phrase(intent.text, call.policy, _names(intent.people, call), here)
    if isinstance(found, RuleDraft):
        return propose([rule_edit(_placed(found, call).rule)], call, said=intent.said)
    if intent.otherwise is not None and (found is None or found.key == "policy.phrase_who"):
        return handle(intent.otherwise, call)
    if isinstance(found, Unclear):
        key = "config.rule_who" if found.key == "policy.phrase_who" else "config.rule_which"
        raise BadInput(key, name=found.word, names=list(found.choices))
    raise BadInput("config.rule_words")


def _placed(found: RuleDraft, call: Call) -> RuleDraft:
    """A person in several teams works in this chat's, where it is one of them."""
    here, rule = call.chat_policy, found.rule
    if rule.person and here is not None and here.team:
        teams = [team.name for team in call.policy.teams_of(rule.person)]
        if here.team in teams:
            return replace(found, rule=replace(rule, team=here.team))
    return found


def _names(people: tuple[Who, ...], call: Call) -> dict[str, tuple[str, ...]]:
    """Every name and alias → handles; a real mention means exactly one person."""
    found: dict[str, tuple[str, ...]] = {}
    for person in call.tx.people.everybody():
        for name in {person.name, person.handle, *person.aliases} if person.active else ():
            found[name] = (*found.get(name, ()), person.handle)
    for who in people:
        found[who.name] = (call.person(who).handle,)
    return found


def try_rules(intent: TryRules, call: Call) -> Outcome:
    """Who would get this sentence now, said here, and why; nothing is filed."""
    require_admin(call)
    text = intent.text.strip()
    if not text:
        raise BadInput("config.need_sentence")
    here = call.chat_policy
    template = call.policy.templates.get(here.template) if here and here.template else None
    category = next(
        (c for c in (template.categories if template else ()) if any(w in text for w in c.words)),
        None,
    )
    request = RoutingRequest(
        text=text, at=call.now, category=category.name if category else None,
        site=here.site if here else None, chat=call.chat if not call.direct else None,
        department=call.actor.department, asset=find_place(text).asset,
        template=template.name if template else None,
    )
    chosen = dispatch.choose(request, call)
    call.whisper(
        "tried", None, text=text[:200], decision=decision_to_json(chosen.decision),
        category=request.category,
    )
    return Outcome()
