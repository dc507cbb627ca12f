"""A rule said in words: "send printer tickets to Wang" → the draft of a rule, or nothing.

Only unambiguous sentences become drafts, and a draft is always shown before it counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.policy import words
from bot.domain.policy.change.rules import free_rule_name
from bot.domain.policy.model import Condition, Policy, Rule
from bot.domain.policy.rule_checks import known_categories
from bot.domain.ticket import Priority

_PHRASE = re.compile(words.PHRASE)
LONGEST = 80  # characters; longer talk is no command


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """`rule` is ready to be added. `topics` and `target` are the words it was read from."""

    rule: Rule
    topics: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A sentence of this kind with a part nobody bears or that could be several."""

    key: Literal["policy.phrase_who", "policy.phrase_ambiguous"]
    word: str
    choices: tuple[str, ...] = ()


def parse_phrase(
    text: str, policy: Policy, people: Mapping[str, tuple[str, ...]]
) -> RuleDraft | Unclear | None:
    """`people` maps every name and alias to the handles that bear it.

    None: the sentence is something else (one ticket's transfer, talk). Priorities, sites and hours
    among the topics become conditions of their own; a topic that is a category's name, or a group
    of categories, asks for it; other topics are words of the request.
    """
    flat = unicodedata.normalize("NFKC", text).strip()
    found = _PHRASE.match(flat) if len(flat) <= LONGEST else None
    if not found:
        return None
    topics = _topics(found["what"])
    if not topics:
        return None
    target = _target(found["who"], policy, people)
    if isinstance(target, Unclear):
        meant = target.key == "policy.phrase_ambiguous" or re.search(words.MARKERS, flat)
        return target if meant else None
    team, person, strategy = target
    when = _condition(topics, policy)
    goal = person or team or ""
    name = free_rule_name(policy, f"{'、'.join(topics)}→{goal}"[:50])
    rule = Rule(name, when, team=team, person=person)
    if strategy:
        rule = Rule(name, when, team=team, strategy="on_duty")
    return RuleDraft(rule, topics, found["who"])


def _topics(what: str) -> tuple[str, ...]:
    out = []
    for piece in re.split(words.SPLIT_TOPICS, what):
        topic = re.sub(words.TRIM_TOPIC, "", piece.strip(words.PARTICLES))
        topic = re.sub(words.TRIM_TOPIC, "", topic).strip(words.PARTICLES)
        nothing = not topic or topic in words.VERB_STEMS or topic.startswith(words.NOT_TOPICS)
        if nothing or re.match(words.TICKET_NUMBER, topic):
            return ()
        out.append(topic)
    return tuple(dict.fromkeys(out))


def _target(
    who: str, policy: Policy, people: Mapping[str, tuple[str, ...]]
) -> tuple[str | None, str | None, bool] | Unclear:
    """(team, person, on duty?) of the words after "give to"."""
    on_duty = False
    for suffix in sorted(words.ON_DUTY, key=len, reverse=True):
        if who.endswith(suffix):
            who, on_duty = who.removesuffix(suffix).removesuffix(words.OF), True
            break
    if on_duty and not who and len(policy.teams) == 1:
        return next(iter(policy.teams)), None, True
    handles = people.get(who, ())
    if len(handles) > 1:
        return Unclear("policy.phrase_ambiguous", who, handles)
    if handles and not on_duty:
        teams = policy.teams_of(handles[0])
        return (teams[0].name if teams else None), handles[0], False
    names = [who] + [who.removesuffix(s) for s in words.TEAM_SUFFIXES if who.endswith(s)]
    teams_named = [name for name in policy.teams if name in names]
    if not teams_named:
        bare = [name for name in names if len(name) >= 2]
        teams_named = [t for t in policy.teams if any(t.startswith(name) for name in bare)]
    if len(teams_named) > 1:
        return Unclear("policy.phrase_ambiguous", who, tuple(teams_named))
    if teams_named:
        return teams_named[0], None, on_duty
    return Unclear("policy.phrase_who", who, tuple(policy.teams))


def _condition(topics: tuple[str, ...], policy: Policy) -> Condition:
    names = known_categories(policy)
    groups = {name.split("/")[0] for name in names}
    leaves = {name.rsplit("/", 1)[-1]: name for name in names}
    parts: dict[str, list] = {"categories": [], "priorities": [], "sites": [], "words": []}
    hours: Literal["working", "off", ""] = ""
    for topic in topics:
        hours, topic = _hours(hours, topic)
        for word, level in words.PRIORITY_WORDS.items():
            if topic.upper().startswith(word):
                parts["priorities"].append(Priority(level))
                topic = topic[len(word) :].strip(words.PARTICLES)
                break
        for site in policy.sites:
            if topic.startswith(site):
                parts["sites"].append(site)
                topic = topic[len(site) :].strip(words.PARTICLES)
                break
        if topic in names or topic in groups:
            parts["categories"].append(topic)
        elif topic in leaves:
            parts["categories"].append(leaves[topic])
        elif topic:
            parts["words"].append(topic)
    if parts["categories"] and parts["words"]:
        # Every part of a condition must hold, so a mixed list can only ask for words.
        parts["words"] = [c.rsplit("/", 1)[-1] for c in parts["categories"]] + parts["words"]
        parts["categories"] = []
    return Condition(**{name: tuple(values) for name, values in parts.items()}, hours=hours)


def _hours(
    hours: Literal["working", "off", ""], topic: str
) -> tuple[Literal["working", "off", ""], str]:
    for word in sorted(words.OFF_HOURS, key=len, reverse=True):
        if topic.startswith(word):
            return "off", topic[len(word) :].strip(words.PARTICLES)
    for word in words.WORKING_HOURS:
        if topic.startswith(word):
            return "working", topic[len(word) :].strip(words.PARTICLES)
    return hours, topic
