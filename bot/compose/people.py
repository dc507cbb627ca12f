"""Composers of what concerns people: reach, language, an admin's list, words from other chats."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.model import (
    Block,
    Bold,
    Button,
    Card,
    Colour,
    Field,
    Fields,
    Note,
    Picture,
    Row,
    Text,
    plain,
)
from bot.cards.talk import sentence
from bot.compose.view import View
from bot.domain.actions import pack
from bot.domain.notices import Say
from bot.domain.people import Person
from bot.domain.words import LANGUAGES

PAGE = 8  # people on one card


def receiving(say: Say, view: View) -> Card:
    """The order in which the person is reached, and a button for each other favourite."""
    platforms = say.facts["platforms"]
    key = "receiving.order" if len(platforms) > 1 else "receiving.one"
    buttons = [
        Button(
            view.say("receiving.first", platform=platform), pack("prefer", first=platform),
            command=view.say("typed.receive", name=view.say(f"platform.{platform}")),
        )
        for platform in platforms[1:3]
    ]
    return sentence(view.line(key, {"platforms": list(platforms)}), buttons)


def languages(say: Say, view: View) -> Card:
    """Which language?"""
    return sentence(
        (view.say("language.which"),),
        [
            Button(name, pack("speak", language=code),
                   command=view.say("typed.language", name=name))
            for code, name in LANGUAGES
        ],
    )


def members(say: Say, view: View) -> Card:
    """A page of everybody, those who work here first."""
    everybody = sorted(view.tx.people.everybody(), key=lambda p: (not p.active, p.id))
    page = max(1, say.facts["page"])
    shown = everybody[(page - 1) * PAGE : page * PAGE]
    rows: list[Block] = [
        Row(
            (Bold(person.name), f"  {_reach(person, view)}"),
            Button(view.say("members.open"), pack("member", who=str(person.id)),
                   command=view.say("typed.member", name=person.name)),
        )
        for person in shown
    ]
    buttons = []
    if len(everybody) > page * PAGE:
        buttons.append(Button(view.say("button.next"), pack("members", page=str(page + 1))))
    return Card(
        title=view.say("members.title", n=len(everybody)), colour=Colour.GREY,
        blocks=(*rows, Note((view.say("members.how"),))), buttons=tuple(buttons),
        summary=view.say("members.title", n=len(everybody)),
    )


def _reach(person: Person, view: View) -> str:
    """Their messengers and teams in a few words."""
    platforms = [
        view.say(f"platform.{a.id.platform}") for a in view.tx.people.accounts(person.id)
    ]
    teams = [team.name for team in view.policy.teams_of(person.handle)]
    state = [] if person.active else [view.say("members.gone")]
    return " · ".join(
        part for part in (*state, view.joined(platforms), view.joined(teams)) if part
    )


def member(say: Say, view: View) -> Card:
    """One person: accounts in their order, names, language."""
    person = view.tx.people.get(say.facts["person"])
    accounts = [
        f"{view.say(f'platform.{a.id.platform}')} {a.name}"
        for a in view.tx.people.accounts(person.id)
    ]
    teams = [team.name for team in view.policy.teams_of(person.handle)]
    values = {
        "accounts": view.joined(accounts), "aliases": view.joined(person.aliases),
        "team": view.joined(teams), "tongue": dict(LANGUAGES).get(person.language, ""),
        "department": person.department or "",
        "state": view.say("members.active" if person.active else "members.gone"),
    }
    lead = say.facts.get("lead")
    head: list[Block] = [Text(view.line(lead, say.facts.get("lead_facts", {})))] if lead else []
    number = str(person.id)
    leave = Button(
        view.say("members.leave"), pack("depart", who=number), "danger",
        confirm=view.say("members.leave_sure", name=person.name),
        command=view.say("typed.depart", name=person.name),
    )
    back = Button(view.say("members.return"), pack("depart", who=number, back="1"),
                  command=view.say("typed.return", name=person.name))
    return Card(
        title=person.name, colour=Colour.GREY,
        blocks=(
            *head,
            Fields(tuple(
                Field(view.say(f"members.{name}"), (value,), short=name != "accounts")
                for name, value in values.items() if value
            )),
        ),
        buttons=(leave if person.active else back,), summary=person.name,
    )


def mirrored(say: Say, view: View) -> Card:
    """A comment from another chat, with who said it and where; nobody's name rings."""
    facts = say.facts
    assert say.ticket is not None
    line = view.line(
        "mirror.comment",
        {"who": facts["who"], "platform": facts["platform"], "number": say.ticket,
         "text": facts["text"]},
    )
    return Card(blocks=(Text(line),), summary=plain(line)[:100])


def photo(say: Say, view: View) -> Card:
    """A photo from another chat."""
    facts = say.facts
    assert say.ticket is not None
    line = view.line(
        "mirror.photo",
        {"who": facts["who"], "platform": facts["platform"], "number": say.ticket,
         "name": facts["name"]},
    )
    blocks: list[Block] = [Text(line)]
    if facts["picture"]:
        blocks.append(Picture(facts["sha256"], facts["name"]))
    return Card(blocks=tuple(blocks), summary=plain(line)[:100])


def imported(say: Say, view: View) -> Card:
    """What an import would do: found, unclear, missing, and the two ways on."""
    record = view.tx.records.get("import", say.facts["key"])
    if record is None:
        return sentence(view.line("error.import.gone", {}))
    data = record.data
    blocks: list[Block] = [
        Text((Bold(view.say("import.found", n=len(data["good"]))),)),
        *_some([
            f"{item['row']['name']} \u00b7 " + view.joined(
                view.say(f"platform.{account[0]}") for account in item["accounts"])
            for item in data["good"]
        ], view),
    ]
    unclear = [view.say(key, **facts) for key, facts in data["unclear"]]
    for key, lines in (("import.ambiguous", unclear), ("import.missing", data["missing"])):
        if lines:
            blocks += [Text((view.say(key),)), *_some(lines, view)]
    buttons = [Button(view.say("import.cancel"), pack("settle_import", key=record.key))]
    if data["good"]:
        buttons.insert(0, Button(
            view.say("import.apply"), pack("settle_import", key=record.key, apply="1"), "primary"))
    return Card(
        title=view.say("import.title"), colour=Colour.ORANGE, blocks=tuple(blocks),
        buttons=tuple(buttons), summary=view.say("import.title"),
    )


def _some(lines: Sequence[str], view: View) -> list[Block]:
    """The first lines and how many more there are."""
    found: list[Block] = [Note((line,)) for line in lines[:PAGE]]
    if len(lines) > PAGE:
        found.append(Note((view.say("import.more", n=len(lines) - PAGE),)))
    return found


COMPOSERS = {
    "import": imported,
    "receiving": receiving,
    "languages": languages,
    "members": members,
    "member": member,
    "mirrored": mirrored,
    "mirrored_photo": photo,
}
