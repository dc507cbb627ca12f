"""Composers of suggestions and of repeated faults."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.cards.model import Card
from bot.cards.repeats import repeat_card, repeats_card
from bot.cards.suggestions import categories_card
from bot.cards.talk import sentence
from bot.compose.view import View
from bot.domain.notices import Say
from bot.domain.ticket import Ticket
from bot.domain.triage import (
    DAYS,
    LEAST,
    Repeat,
    Suggested,
    Suggestion,
    advice_for,
    advise,
    may_be_advised,
    repeats_among,
    scope_of,
)

TICKETS = 60  # of one thing, the newest
THINGS = 40


def suggested(ticket: Ticket, view: View) -> Suggested | None:
    """What is worth a line on the card; what was learned is asked only where it may be shown."""
    if not may_be_advised(ticket, view.policy):
        return None
    return advise(view.tx.models.judge(scope_of(ticket)), ticket, view.policy)


def categories(ticket: Ticket, view: View) -> Card | None:
    """The categories by one tap, the likeliest first; None where there are none to choose from."""
    template = view.policy.templates.get(ticket.template) if ticket.template else None
    names = [c.name for c in template.categories] if template else []
    ranked: Sequence[Suggestion] = ()
    if may_be_advised(ticket, view.policy):
        ranked = advice_for(view.tx.models.judge(scope_of(ticket)), ticket, view.policy).categories
    likely = [one.value for one in ranked if one.value != ticket.category and one.because]
    rest = [name for name in names if name not in likely and name != ticket.category]
    every = [*likely, *rest]
    return categories_card(ticket, every, ranked, view) if every else None


def repeat(say: Say, view: View) -> Card:
    """One thing that breaks again and again, as it stands when this is read."""
    kind, value, team = (say.facts[name] for name in ("thing", "value", "team"))
    for whose, one, tickets in _found([(kind, value)], view):
        if (whose, one.kind, one.value) == (team, kind, value):
            record = view.tx.records.get("repeat", f"{team}:{kind}:{value}")
            root = view.tx.tickets.find(record.data.get("root", 0)) if record else None
            return repeat_card(one, tickets, root, view)
    return sentence(view.line("error.repeat_gone", {"value": value}))


def repeats(say: Say, view: View) -> Card:
    """What repeats in these teams (None: in all)."""
    teams = say.facts["teams"]
    things = view.tx.faults.often(view.now - timedelta(days=DAYS), LEAST, THINGS)
    every = [(team, one) for team, one, _ in _found(things, view)
             if teams is None or team in teams]
    every.sort(key=lambda entry: -len(entry[1].numbers))
    return repeats_card(every, view)


def _found(
    things: Collection[tuple[str, str]], view: View
) -> list[tuple[str, Repeat, Sequence[Ticket]]]:
    numbers = view.tx.faults.of(things, view.now - timedelta(days=DAYS), TICKETS)
    roots = {record.data.get("root", 0) for record in view.tx.records.all("repeat")}
    return repeats_among(view.tx.tickets.get_many(numbers).values(), roots, view.now)


COMPOSERS = {"repeat": repeat, "repeats": repeats}
