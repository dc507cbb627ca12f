"""A rule said in words: "send printer tickets to Wang" → the draft of a rule, or nothing.

Only unambiguous sentences become drafts, and a draft is always shown before it counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from bot.domain.policy import words
from bot.domain.policy.change.rules import free_rule_name
from bot.domain.policy.model import Condition, Policy, Rule, Strategy
from bot.domain.policy.rule_checks import known_categories
from bot.domain.ticket import Priority

_PHRASE, _IN_CHARGE = re.compile(words.PHRASE), re.compile(words.IN_CHARGE)
LONGEST = 80  # characters; longer talk is no command


UnclearKey = Literal["policy.phrase_who", "policy.phrase_ambiguous"]
Hours = Literal["working", "off", ""]


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """`rule` is ready to be added. `topics` and `target` are the words it was read from."""

    rule: Rule
    topics: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A sentence of this kind with a part nobody bears or that could be several."""

    key: UnclearKey
    word: str
    choices: tuple[str, ...] = ()


def parse_phrase(
    text: str, policy: Policy, people: Mapping[str, tuple[str, ...]], here: str | None = None
) -> RuleDraft | Unclear | None:
    """`people` maps every name and alias to the handles that bear it; `here` is the team that is
    meant where only the duty is named.

    None: the sentence is something else (one ticket's transfer, talk). Priorities, sites and hours
    among the topics become conditions of their own; a topic that is a category's name, or a group
    of categories, asks for it; other topics are words of the request.
    """
    flat = unicodedata.normalize("NFKC", text).strip()
    flat = re.sub(words.PAUSE, "", re.sub(words.THANKS, "", flat))
    if len(flat) > LONGEST:
        return None
    found, how = _PHRASE.match(flat), None
    if found:
        how = found["how"]
    else:
        found = _IN_CHARGE.match(flat)
    if not found:
        return None
    every = re.match(words.EVERYTHING, found["what"].strip(words.PARTICLES)) is not None
    topics = () if every else _topics(re.sub(words.EVERY, "", found["what"]))
    if not topics and not every:
        return None
    target = _target(found["who"], policy, people, here)
    if isinstance(target, Unclear):
        meant = target.key == "policy.phrase_ambiguous" or re.search(words.MARKERS, flat)
        return target if meant and found.re is _PHRASE else None
    when = _condition(topics, policy)
    if when == Condition() and not every:
        return None
    goal = target.person or target.team or ""
    said = "、".join(topics) or found["what"].strip(words.PARTICLES)
    rule = replace(target, name=free_rule_name(policy, f"{said}→{goal}"[:50]), when=when)
    if how and not rule.person and not rule.strategy:
        rule = replace(rule, strategy=cast(Strategy, words.STRATEGIES[how]))
    return RuleDraft(rule, topics, found["who"])


def _topics(what: str) -> tuple[str, ...]:
    out = []
    for piece in re.split(words.SPLIT_TOPICS, what):
        topic = re.sub(words.TRIM_TOPIC, "", piece.strip(words.PARTICLES))
        topic = re.sub(words.TRIM_TOPIC, "", topic).strip(words.PARTICLES)
        nothing = len(topic) < 2 or topic in words.VERB_STEMS or topic.startswith(words.NOT_TOPICS)
        if nothing or re.match(words.TICKET_NUMBER, topic):
            return ()
        out.append(topic)
    return tuple(dict.fromkeys(out))


def _target(
    who: str, policy: Policy, people: Mapping[str, tuple[str, ...]], here: str | None
) -> Rule | Unclear:
    """A rule's goal, from the words after "give to"."""
    skilled = re.match(words.SKILL, who)
    if skilled:
        return _skilled(skilled[1], who, policy)
    said, on_duty = who, False
    for suffix in sorted(words.ON_DUTY, key=len, reverse=True):
        if who.endswith(suffix):
            who, on_duty = who.removesuffix(suffix).removesuffix(words.OF), True
            break
    if on_duty and not who:
        only = next(iter(policy.teams)) if len(policy.teams) == 1 else here
        if only is None:
            return Unclear("policy.phrase_who", said, tuple(policy.teams))
        return _goal(only, strategy="on_duty")
    handles = people.get(who, ())
    if len(handles) > 1:
        return Unclear("policy.phrase_ambiguous", who, handles)
    if handles and not on_duty:
        teams = policy.teams_of(handles[0])
        return _goal(teams[0].name if teams else None, person=handles[0])
    names = [who] + [who.removesuffix(s) for s in words.TEAM_SUFFIXES if who.endswith(s)]
    teams_named = [name for name in policy.teams if name in names]
    if not teams_named:
        bare = [name for name in names if len(name) >= 2]
        teams_named = [t for t in policy.teams if any(t.startswith(name) for name in bare)]
    if len(teams_named) > 1:
        return Unclear("policy.phrase_ambiguous", who, tuple(teams_named))
    if teams_named:
        return _goal(teams_named[0], strategy="on_duty" if on_duty else None)
    return Unclear("policy.phrase_who", who, tuple(policy.teams))


def _goal(team: str | None, **parts: Any) -> Rule:
    return Rule("", Condition(), team=team, **parts)


def _skilled(skill: str, said: str, policy: Policy) -> Rule | Unclear:
    """The team somebody of which has the skill."""
    teams = [t.name for t in policy.teams.values() if any(skill in m.skills for m in t.members)]
    if len(teams) != 1:
        key: UnclearKey = "policy.phrase_ambiguous" if teams else "policy.phrase_who"
        return Unclear(key, said, tuple(teams or policy.teams))
    return _goal(teams[0], skill=skill)


def _condition(topics: tuple[str, ...], policy: Policy) -> Condition:
    names = known_categories(policy)
    groups = {name.split("/")[0] for name in names}
    leaves = {name.rsplit("/", 1)[-1]: name for name in names}
    parts: dict[str, list[Any]] = {
        "categories": [], "priorities": [], "sites": [], "departments": [], "assets": [],
        "words": [],
    }
    hours: Hours = ""
    for whole in topics:
        hours, topic = _peeled(whole, hours, parts, policy)
        asset = re.match(words.ASSETS, topic)
        department = re.match(words.DEPARTMENT, topic)
        if asset:
            parts["assets"].append(asset[1])
        elif department:
            parts["departments"].append(department[1])
        elif topic in names or topic in groups:
            parts["categories"].append(topic)
        elif topic in leaves:
            parts["categories"].append(leaves[topic])
        elif not re.match(words.NOTHING, topic):
            parts["words"].append(topic)
    if parts["categories"] and parts["words"]:
        # Every part of a condition must hold, so a mixed list can only ask for words.
        parts["words"] = [c.rsplit("/", 1)[-1] for c in parts["categories"]] + parts["words"]
        parts["categories"] = []
    unique = {name: tuple(dict.fromkeys(values)) for name, values in parts.items()}
    return Condition(**unique, hours=hours)


def _peeled(
    topic: str, hours: Hours, parts: dict[str, list[Any]], policy: Policy
) -> tuple[Hours, str]:
    """Takes times, priorities and sites off the front, in whatever order they stand."""
    while True:
        before = topic
        hours, topic = _hours(hours, topic)
        for word, level in words.PRIORITY_WORDS.items():
            if topic.upper().startswith(word):
                parts["priorities"].append(Priority(level))
                topic = topic[len(word) :].strip(words.PARTICLES)
                break
        for site in sorted(policy.sites, key=len, reverse=True):
            if topic.startswith(site):
                parts["sites"].append(site)
                topic = topic[len(site) :].strip(words.PARTICLES)
                break
        if topic == before:
            return hours, topic


def _hours(hours: Hours, topic: str) -> tuple[Hours, str]:
    for word in sorted(words.OFF_HOURS, key=len, reverse=True):
        if topic.startswith(word):
            return "off", topic[len(word) :].strip(words.PARTICLES)
    for word in words.WORKING_HOURS:
        if topic.startswith(word):
            return "working", topic[len(word) :].strip(words.PARTICLES)
    return hours, topic
