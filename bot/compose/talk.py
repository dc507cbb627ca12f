"""Composers of short answers: greetings, sentences, pings, errors, questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards import talk as cards
from bot.cards.kin import opens, settled
from bot.cards.model import Bold, Button, Card, Note, Span, Text, plain
from bot.cards.ticket import button
from bot.compose.view import View
from bot.domain.actions import pack
from bot.domain.notices import Say
from bot.domain.permissions import may, offers
from bot.domain.ticket import OPEN


def line(say: Say, view: View) -> Card:
    """One sentence: facts["key"] with facts["facts"]."""
    return cards.sentence(view.line(say.facts["key"], say.facts.get("facts", {})))


def hello(say: Say, view: View) -> Card:
    return cards.hello(say.facts.get("role", "staff"), view)


def who(say: Say, view: View) -> Card:
    return cards.sentence((view.say("who.am_i"),), cards.starters(view))


def help_(say: Say, view: View) -> Card:
    return cards.help_card(say.facts.get("role", "staff"), view, view.caps.notes)


def offer(say: Say, view: View) -> Card:
    assert say.ticket is not None
    ticket = view.tx.tickets.get(say.ticket)
    return cards.offer(ticket, say.facts["verb"], say.facts["key"], view)


def offer_to(say: Say, view: View) -> Card:
    """Assigning somebody who was named under the card."""
    assert say.ticket is not None
    ticket, verb = view.tx.tickets.get(say.ticket), say.facts["verb"]
    to = say.facts["to"]
    return cards.sentence(
        view.line("talk.assign", {"number": ticket.id, "to": to}),
        (
            Button(
                view.say(f"verb.{verb}"), pack(verb, ticket.id, ticket.version, to=str(to)),
                "primary", command=f"/{view.say(f'verb.{verb}')} {ticket.id} {view.name(to)}",
            ),
        ),
    )


def urgent(say: Say, view: View) -> Card:
    """急!!!: how bad is it, by buttons: first whom it hits, then what still works. Nothing is P1
    by shouting alone; a stopped plant or somebody hurt needs no second question."""
    if say.ticket is None:
        return cards.sentence((view.say("talk.urgent_new"),), cards.starters(view)[:2])
    impact = say.facts.get("impact", 0)
    if impact:
        return cards.sentence(
            view.line("talk.still_works", {"number": say.ticket}),
            [
                Button(view.say(f"urgency.{n}"),
                       pack("rerate", say.ticket, impact=str(impact), urgency=str(n)))
                for n in (1, 2, 3)
            ],
        )
    return cards.sentence(
        view.line("talk.urgent", {"number": say.ticket}),
        [
            Button(
                view.say(f"urgent.{n}"),
                pack("rerate", say.ticket, impact=str(n), urgency="1" if n == 1 else "0"),
                "danger" if n == 1 else "default",
                command=view.say("typed.prioritise", number=say.ticket, level=f"P{n}"),
            )
            for n in (1, 2, 3)
        ],
    )


def eta(say: Say, view: View) -> Card:
    """预计何时到: asked of whoever accepted."""
    assert say.ticket is not None
    number = say.ticket
    ways = (("30", {"minutes": "30"}), ("120", {"minutes": "120"}), ("today", {"today": "1"}))
    return cards.sentence(
        view.line("talk.eta", {"number": number}),
        [
            Button(view.say(f"eta.{name}"), pack("promise", number, **args),
                   command=view.say("typed.promise", number=number,
                                    when=view.say(f"eta.{name}")))
            for name, args in ways
        ],
    )


def complain(say: Say, view: View) -> Card:
    """太慢了: no arguing, two ways on."""
    assert say.ticket is not None
    ticket = view.tx.tickets.get(say.ticket)
    return cards.sentence(
        (Bold(f"#{ticket.id} {ticket.title[:40]}"), "\n", view.say("talk.complain")),
        (button("nudge", ticket, view, first=True), button("escalate", ticket, view)),
    )


def unknown(say: Say, view: View) -> Card:
    facts = say.facts
    return cards.unknown(facts["said"], facts["nearest"], facts["corrected"], view)


def nudged(say: Say, view: View) -> Card:
    """The answer to 催单: last progress and when the bot reminds by itself."""
    assert say.ticket is not None
    ticket = view.tx.tickets.get(say.ticket)
    at = say.facts.get("next_at")
    next_ping = view.say("reply.next_ping", next_at=at) if at else ""
    last = view.tx.tickets.last_event(ticket.id)
    facts = {
        "number": ticket.id, "owner": ticket.owner, "team": ticket.team or "", "next": next_ping,
        "last": view.when(last.event.at) if last else "",
    }
    key = "reply.nudged" if ticket.owner else "reply.nudged_pool"
    return cards.sentence(view.line(key, facts))


def ping(say: Say, view: View) -> Card:
    """A reminder with the steps that end it; a manager may acknowledge."""
    assert say.ticket is not None
    ticket = view.tx.tickets.get(say.ticket)
    if not ticket.is_open:  # it ended while the alarm was on its way
        return settled(ticket, view)
    due = ticket.due()
    facts: dict[str, Any] = {
        "number": ticket.id, "title": ticket.title, "owner": ticket.owner,
        "left": view.left(due) if due else "", "reason_key": ticket.hold_reason or "",
        "planned": "", **say.facts,
    }
    spans: list[Span] = list(view.line(say.facts["key"], facts))
    if say.facts.get("planned_at"):
        spans.append(view.say("ping.delayed", planned_at=say.facts["planned_at"]))
    return cards.ping(ticket, tuple(spans), view, _ping_buttons(say, view, ticket))


def _ping_buttons(say: Say, view: View, ticket: Any) -> list[Button]:
    found = []
    if say.facts.get("role") in ("lead", "manager") and say.facts.get("alarm"):
        found.append(
            Button(
                view.say("verb.acknowledge"),
                pack("acknowledge", ticket.id, alarm=say.facts["alarm"]), "primary",
            )
        )
        if view.viewer and may(view.viewer, "assign", ticket, view.policy) and (
            ticket.state in OPEN
        ):
            found.append(button("assign", ticket, view))
        return found
    if say.facts["key"] == "ping.info":
        return [button("comment", ticket, view, first=True)]
    verbs = offers(view.viewer, ticket, view.policy)[:2] if view.viewer else ("accept",)
    legal = offers(None, ticket, view.policy)
    return [button(v, ticket, view, first=n == 0) for n, v in enumerate(verbs) if v in legal]


def error(say: Say, view: View) -> Card:
    """A polite refusal, with the next step as buttons where there is one."""
    key, facts = say.facts["key"], dict(say.facts.get("facts", {}))
    buttons: list[Button] = []
    if key == "error.merged":
        return cards.sentence(view.line(key, facts), (opens(facts["into"], view),))
    for number in facts.get("tickets", ()):
        found = view.tx.tickets.find(number)
        if found is not None:
            verb = facts.get("verb", "")
            action = pack(verb, number) if verb in _ONE_TAP else pack("show", number)
            buttons.append(Button(f"#{number} {found.title[:14]}", action, command=f"#{number}"))
    buttoned = any(isinstance(choice, list) for choice in facts.get("choices", ()))
    for who, action, platform in facts.pop("choices") if buttoned else ():
        label = view.name(who) if isinstance(who, int) else who
        if platform:
            label = view.say("mirror.chat", chat=label, platform=platform)
        elif isinstance(who, int):
            label = _told_apart(who, label, view)
        buttons.append(Button(label[:40], action, command=label))
    if key == "error.ambiguous":
        facts["names"] = list(facts["names"])
    number = facts.get("number")
    if not buttons and number and view.tx.tickets.find(number) and key != "error.no_ticket":
        ticket = view.tx.tickets.get(number)
        buttons = [
            button(verb, ticket, view, first=n == 0)
            for n, verb in enumerate(facts.get("can", ())[:2])
        ]
        buttons.append(
            Button(view.say("button.card"), pack("show", number), command=f"#{number}")
        )
    facts["verb"] = facts.get("verb", "")
    return cards.sentence(view.line(key, facts), buttons)


def _told_apart(person: int, name: str, view: View) -> str:
    """A name with what tells its bearer from the namesakes: team or department."""
    found = view.person(person)
    if found is None:
        return name
    teams = [team.name for team in view.policy.teams_of(found.handle)]
    more = view.joined(teams) or found.department or (found.handle if found.handle != name else "")
    return f"{name} {more}".strip()


_ONE_TAP = frozenset({"accept", "approve", "resume", "nudge", "resolve", "hold", "cancel", "join"})


def question(say: Say, view: View) -> Card:
    """The next question of a spoken form, its choices numbered."""
    return spoken(say.facts["form"], view)


def spoken(data: Mapping[str, Any], view: View) -> Card:
    """One question of a form in words."""
    item = data["inputs"][data["at"]]
    lines: list[Span] = [Bold(item["label"])]
    if item.get("hint"):
        lines.append(f"\n{item['hint']}")
    options = item.get("options") or []
    if options:
        lines += [
            "\n" + view.say("dialog.option", n=n, label=label)
            for n, (label, _) in enumerate(options, 1)
        ]
        lines.append("\n" + view.say("dialog.options", numbers=f"1-{len(options)}"))
    else:
        lines.append("\n" + view.say("dialog.text"))
    return Card(blocks=(Text(tuple(lines)),), summary=plain(tuple(lines))[:100])


def joined(say: Say, view: View) -> Card:
    return cards.sentence((view.say("bot.joined"),), cards.starters(view)[:2])


def done(say: Say, view: View) -> Card:
    """What a form turns into once it was sent."""
    return Card(blocks=(Note(view.line(say.facts["key"], say.facts.get("facts", {}))),))


COMPOSERS = {
    "line": line,
    "hello": hello,
    "help": help_,
    "who": who,
    "offer": offer,
    "offer_to": offer_to,
    "urgent": urgent,
    "complain": complain,
    "eta": eta,
    "unknown": unknown,
    "nudged": nudged,
    "ping": ping,
    "error": error,
    "question": question,
    "joined": joined,
    "done": done,
}
