"""Looking at the configuration: short cards with the commands that change what they show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.cards.model import Block, Bold, Button, Card, Colour, Form, Input, Note, Option, Row, Text
from bot.cards.proposal import label, rule_line, value
from bot.cards.voice import Voice
from bot.domain.actions import pack
from bot.domain.policy import Policy
from bot.domain.policy.plain import (
    plain_chat,
    plain_rule,
    plain_team,
    plain_template,
)
from bot.domain.policy.starters import STARTERS

ROWS = 10
HOURS = ("default", "08:30-12:00 14:00-17:30", "mon-sat 08:30-12:00 13:30-17:30", "always")


def opens(text: str, title: str, style: str = "default") -> Button:
    """A button that says a command."""
    return Button(title, pack("say", text=text[:120]), style, command=f"/{text}")  # type: ignore[arg-type]


def _part(part: str, voice: Voice) -> Button:
    """A part's name is the command that shows it, in both languages."""
    name = voice.say(f"config.key.{part}")
    return opens(name, name)


def _one(part: str, name: str, voice: Voice) -> Button:
    return opens(f"{voice.say(f'config.key.{part}')} {name}", voice.say("button.card"))


def titled(voice: Voice, title: str, blocks: list[Block], hint: str, *buttons: Button) -> Card:
    """A card with the commands that change what it shows below."""
    if hint:
        blocks.append(Note((voice.say(f"config.hint.{hint}"),)))
    return Card(title=title, colour=Colour.GREY, blocks=tuple(blocks), buttons=tuple(buttons),
                summary=title)


def overview(policy: Policy, last: str, voice: Voice) -> Card:
    """How much there is, which version counts, and the doors to the parts."""
    blocks: list[Block] = [Text((voice.say(
        "config.overview", teams=len(policy.teams), rules=len(policy.rules),
        chats=len(policy.chats), version=policy.version, last=last or None),))]
    return titled(
        voice, voice.say("config.title"), blocks, "overview",
        _part("teams", voice), _part("rules", voice),
        opens(voice.say("config.open.history"), voice.say("config.history")),
    )


def teams(policy: Policy, voice: Voice) -> Card:
    """One row a team."""
    title = voice.say("config.key.teams")
    rows: list[Block] = []
    for team in list(policy.teams.values())[:ROWS]:
        facts = {
            "team": team.name, "count": len(team.members), "names": list(team.leads),
            "how": value(team.strategy, voice),
        }
        rows.append(Row(tuple(voice.line("config.team_row", facts)),
                        _one("teams", team.name, voice)))
    return titled(voice, title, rows or [Text((voice.say("config.no_teams"),))], "teams")


def entry(title: str, tree: dict[str, Any], hint: str, voice: Voice) -> Card:
    """One entry of the document, a line a part."""
    blocks: list[Block] = [
        Text((Bold(label(name, voice)), " ", value(content, voice)))
        for name, content in list(tree.items())[:ROWS]
    ]
    return titled(voice, title, blocks, hint)


def team(policy: Policy, name: str, voice: Voice) -> Card:
    """A team's people, leads, manager and ways."""
    tree = plain_team(policy.teams[name])
    for part in ("home", "roster", "digest", "weekly", "monthly"):
        tree.pop(part, None)
    return entry(name, tree, "team", voice)


def rules(policy: Policy, voice: Voice) -> Card:
    """The rules in their order, as sentences."""
    blocks: list[Block] = []
    for n, rule in enumerate(policy.rules[: 2 * ROWS], 1):
        said = rule_line(plain_rule(rule), voice)
        key = "config.rule_row" if rule.enabled else "config.rule_off"
        blocks.append(Text((voice.say(key, n=n, rule=said),)))
    if not blocks:
        blocks = [Text((voice.say("config.no_rules"),))]
    return titled(voice, voice.say("config.key.rules"), blocks, "rules")


def categories(policy: Policy, name: str, voice: Voice) -> Card:
    """The categories of a template with their words."""
    tree = plain_template(policy.templates[name]).get("categories", {})
    blocks: list[Block] = [
        Text((Bold(category), " ", value(words, voice))) for category, words in tree.items()
    ]
    title = voice.say("config.categories", name=name)
    return titled(voice, title, blocks[: 2 * ROWS], "categories")


def templates(policy: Policy, voice: Voice) -> Card:
    """The templates in use and the ready-made ones."""
    blocks: list[Block] = [
        Row((voice.say("config.template_row", name=t.name, categories=len(t.categories),
                       fields=len(t.fields)),),
            _one("templates", t.name, voice))
        for t in list(policy.templates.values())[:ROWS]
    ]
    rest = [name for name in STARTERS if name not in policy.templates]
    if rest:
        blocks.append(Note((voice.say("config.starters", names=rest),)))
    return titled(voice, voice.say("config.key.templates"), blocks, "templates")


def template(policy: Policy, name: str, voice: Voice) -> Card:
    """A template's form and how long the requester may accept."""
    tree = plain_template(policy.templates[name])
    tree["categories"] = list(tree.get("categories", {}))
    return entry(name, tree, "template", voice)


def chat(policy: Policy, entry_: Any, name: str, voice: Voice) -> Card:
    """What this chat is for."""
    return entry(name, plain_chat(entry_) if entry_ else {}, "chat", voice)


def roles(policy: Policy, voice: Voice) -> Card:
    """Who may do more than others."""
    tree: dict[str, Any] = {
        "admins": list(policy.admins), "dispatchers": list(policy.dispatchers),
        "managers": list(policy.managers), "scope": dict(policy.scopes),
    }
    return entry(voice.say("config.roles"), {k: v for k, v in tree.items() if v}, "roles", voice)


def history(
    versions: Sequence[tuple[int, int | None, datetime, str]], current: int, voice: Voice
) -> Card:
    """The versions, newest first, each with its way back."""
    blocks: list[Block] = []
    for version, by, at, why in versions:
        said = voice.say("config.version", version=version, by=voice.name(by or 0),
                         at=voice.when(at), why=why[:60] or None)
        back = opens(voice.say("config.open.rollback", version=version),
                     voice.say("config.rollback"))
        blocks.append(Row((said,), back if version != current else None))
    title = voice.say("config.history")
    return titled(voice, title, blocks or [Text((voice.say("config.no_versions"),))], "")


def setup_form(verb: str, group: str, people: Sequence[Option], given: Any, voice: Voice) -> Card:
    """What is this group for, who works here, when, and who hears escalations."""

    def before(name: str) -> str:
        found = given.get(name, "")
        return found if isinstance(found, str) else ""

    inputs = (
        Input("purpose", voice.say("setup.purpose"), "select", True, before("purpose"),
              options=tuple(Option(name, name) for name in STARTERS)),
        Input("members", voice.say("setup.members"), "multiselect", True, options=tuple(people)),
        Input("lead", voice.say("setup.lead"), "person", True, before("lead"),
              options=tuple(people)),
        Input("manager", voice.say("setup.manager"), "person", False, before("manager"),
              options=tuple(people)),
        Input("hours", voice.say("setup.hours"), "select", False, before("hours") or HOURS[0],
              options=tuple(Option(voice.say(f"setup.hours.{n}"), hours)
                            for n, hours in enumerate(HOURS))),
        Input("team", voice.say("setup.team"), "text", False, before("team"),
              hint=voice.say("setup.team_hint")),
    )
    return _form(verb, voice.say("setup.title", group=group), voice.say("setup.note"), inputs,
                 voice)


def again_form(said: str, voice: Voice) -> Card:
    """The same command once more, to be changed."""
    inputs = (Input("line", voice.say("config.say_again"), "multiline", True, said),)
    return _form("redraft", voice.say("config.change_title"), "", inputs, voice)


def _form(verb: str, title: str, note: str, inputs: tuple[Input, ...], voice: Voice) -> Card:
    form = Form(
        name=f"f_{verb.replace(':', '_')}", inputs=inputs,
        submit=Button(voice.say("button.submit"), pack("submit", verb=verb), "primary"),
        cancel=Button(voice.say("button.cancel"), pack("dismiss")),
    )
    return Card(title=title, colour=Colour.BLUE, blocks=(Note((note,)),) if note else (),
                form=form, summary=title)
