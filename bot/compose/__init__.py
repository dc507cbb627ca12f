"""From a Say to a Card: loads what is to be seen and lets bot/cards draw it.

One composer a kind; `COMPOSERS` is the whole list. Composing only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.cards.book import Book
from bot.cards.model import Card
from bot.cards.phones import for_everybody
from bot.compose import (
    config,
    duty,
    export,
    kin,
    leave,
    letters,
    lists,
    people,
    report,
    talk,
    ticket,
    times,
    triage,
)
from bot.compose.view import View
from bot.domain.notices import Say
from bot.ports import Document

__all__ = ["COMPOSERS", "ENDINGS", "FILES", "View", "compose"]

Composer = Callable[[Say, View], Card]

COMPOSERS: Mapping[str, Composer] = {
    **ticket.COMPOSERS,
    **lists.COMPOSERS,
    **talk.COMPOSERS,
    **duty.COMPOSERS,
    **leave.COMPOSERS,
    **letters.COMPOSERS,
    **kin.COMPOSERS,
    **times.COMPOSERS,
    **report.COMPOSERS,
    **export.COMPOSERS,
    **people.COMPOSERS,
    **config.COMPOSERS,
    **triage.COMPOSERS,
}

# What goes as a file where the place takes files.
FILES: Mapping[str, Callable[[Say, View], Book | Document]] = {**export.FILES, **config.FILES}

ENDINGS = {"export": "xlsx", "policy_file": "yaml"}  # of those files' names


def compose(say: Say, view: View) -> Card:
    """The card of a Say for the place the view stands for; raises KeyError for unknown kinds."""
    card = COMPOSERS[say.kind](say, view)
    return card if view.viewer is not None else for_everybody(card, _asset_fields(view))


def _asset_fields(view: View) -> set[str]:
    """The labels under which assets are named, whose numbers are no phones."""
    asked = (field for one in view.policy.templates.values() for field in one.fields)
    return {view.say("field.asset"), *(field.name for field in asked if field.kind == "asset")}
