"""Composers of configuration cards: drafts, parts of the document, forms, a tried sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards import settings as cards
from bot.cards import settings_times as timed
from bot.cards.model import Block, Card, Colour, Note, Option, Text
from bot.cards.proposal import proposal_card
from bot.cards.why import decision_blocks
from bot.compose.view import View
from bot.domain.notices import Say
from bot.domain.people import ChatId
from bot.domain.policy.document import dump
from bot.domain.policy.edits import chat_of
from bot.domain.routing import decision_from_json
from bot.ports import Document

VERSIONS = 8


def proposal(say: Say, view: View) -> Card:
    """A draft; chats are called by their names."""
    changes = [
        [_named(path, view), before, after] for path, before, after in say.facts["changes"]
    ]
    return proposal_card({**say.facts, "changes": changes}, view)


def _named(path: list[str], view: View) -> list[str]:
    if path[0] != "chats" or len(path) < 2:
        return path
    return [path[0], _chat_name(chat_of(path[1]), view), *path[2:]]


def _chat_name(chat: ChatId, view: View) -> str:
    found = view.tx.chats.find(chat)
    return found.name or chat.chat if found else chat.chat


def settings(say: Say, view: View) -> Card:
    """One part of the configuration in force."""
    part, name, policy = say.facts["part"], say.facts["name"], view.policy
    if part == "history":
        found = view.tx.settings.versions(VERSIONS)
        rows = [(s.version, s.by, s.at, s.why) for s in found]
        return cards.history(rows, policy.version, view)
    if part == "chat":
        where = ChatId(*say.facts["chat"]) if say.facts["chat"] else None
        if where is None:
            return cards.entry(view.say("config.in_group"), {}, "chat", view)
        return cards.chat(policy, policy.chats.get(where), _chat_name(where, view), view)
    if part in _PARTS_NAMED:
        return _PARTS_NAMED[part](policy, name, view)
    if part == "teams":
        return cards.teams(policy, view)
    if part in ("rules", "templates", "roles"):
        return _PARTS[part](policy, view)
    current = view.tx.settings.current()
    last = f"{view.name(current.by or 0)} {view.when(current.at)}" if current else ""
    return cards.overview(policy, last, view)


_PARTS: Mapping[str, Any] = {
    "rules": cards.rules, "templates": cards.templates, "roles": cards.roles,
}
_PARTS_NAMED: Mapping[str, Any] = {
    "team": cards.team, "times": timed.times, "hours": timed.hours, "ladder": timed.ladder,
    "categories": cards.categories, "template": cards.template,
}


def config_form(say: Say, view: View) -> Card:
    """The set-up of a group, or a command to be said differently."""
    session = say.facts.get("session")
    if not session:
        return cards.again_form(say.facts["said"], view)
    record = view.tx.records.get("setup", session)
    if record is None:
        return Card(blocks=(Note((view.say("error.form_gone"),)),))
    chat = ChatId(*record.data["chat"])
    people = tuple(
        Option(person.name, str(person.id))
        for person in view.tx.people.members(chat) if person.active
    )
    return cards.setup_form(
        say.facts["verb"], _chat_name(chat, view), people, record.data["values"], view
    )


def tried(say: Say, view: View) -> Card:
    """Who would get the sentence, and why."""
    decision = decision_from_json(say.facts["decision"])
    who = decision.handle or (view.say("value.nobody") if decision.nobody else "")
    head = view.say("config.try", text=say.facts["text"], team=decision.team or None,
                    who=who or None, category=say.facts["category"] or None)
    blocks: list[Block] = [Text((head,)), *decision_blocks(decision, view)]
    return Card(title=view.say("config.try_title"), colour=Colour.BLUE, blocks=tuple(blocks),
                summary=head[:100])


def document(say: Say, view: View) -> Card:
    """The YAML as it is; a title or a mark inside would be copied along."""
    return Card(blocks=(Text((say.facts["text"],)),),
                summary=view.say("config.exported", version=say.facts["version"]))


def policy_file(say: Say, view: View) -> Document:
    """The YAML of the version in force as a file."""
    current = view.tx.settings.current()
    text = current.text if current else dump(view.policy)
    name = view.say("config.file_name", version=view.policy.version)
    return Document(f"{name}.yaml", text.encode())


def exported(say: Say, view: View) -> Card:
    """What the file is, in words."""
    said = view.say("config.exported", version=say.facts["version"])
    return Card(blocks=(Text((said,)),), summary=said)


def faults(say: Say, view: View) -> Card:
    """What is wrong with a document, by line."""
    blocks: list[Block] = []
    for fault in say.facts["faults"]:
        what = view.say(fault["key"], **fault["facts"])
        blocks.append(Text((view.say(
            "config.fault", line=fault["line"], column=fault["column"], what=what,
            near=fault["near"] or None),)))
    more = say.facts["count"] - len(blocks)
    if more > 0:
        blocks.append(Note((view.say("config.faults_more", count=more),)))
    title = view.say("config.faults", count=say.facts["count"])
    return Card(title=title, colour=Colour.RED, blocks=tuple(blocks), summary=title)


COMPOSERS = {
    "proposal": proposal, "settings": settings, "config_form": config_form, "tried": tried,
    "document": document, "policy_file": exported, "faults": faults,
}
FILES = {"policy_file": policy_file}
