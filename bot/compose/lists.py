"""Lists of tickets, a page at a time, of what the asking person may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.cards.listing import PAGE_SIZE, list_card
from bot.cards.model import Card
from bot.compose.kin import shared
from bot.compose.view import View
from bot.domain.notices import Say
from bot.domain.people import ChatId, Person
from bot.domain.permissions import can_see, teams_listed
from bot.ports import Page

Read = Callable[[str | None, int], Page]
MOST_READ = 40  # pages looked through for one that is shown


def listing(say: Say, view: View) -> Card:
    """A page of one of the lists."""
    facts = say.facts
    person = view.tx.people.get(facts["viewer"])
    read = reading(facts["list"], facts, person, view)
    page = _visible(read, facts.get("after") or None, person, view)
    first = facts["list"] == "mine" and not facts.get("after")
    return list_card(
        facts["list"], page.tickets, page.after, view, words=facts.get("words", ""),
        number=facts.get("page", 1), shared=shared(person, view) if first else (),
    )


def reading(kind: str, facts: Mapping[str, Any], person: Person, view: View) -> Read:
    """How the list is read on from a cursor; what a scope hides is sorted out afterwards."""
    tickets, me = view.tx.tickets, facts["viewer"]
    teams = teams_listed(person, view.policy)
    if kind == "mine":
        return lambda after, most: tickets.of_requester(me, after, most)
    if kind == "todo":
        return lambda after, most: tickets.of_owner(me, after, most)
    if kind == "pool":
        return lambda after, most: tickets.pool(teams, after, most)
    if kind == "overdue":
        own = None if teams is None or teams else me
        return lambda after, most: tickets.overdue(
            teams if own is None else None, own, view.now, after, most)
    if kind == "team":
        return lambda after, most: tickets.of_team(teams, after, most)
    if kind == "search":
        words = facts.get("words", "").split()
        return lambda after, most: tickets.search(
            words, teams, None if teams is None else me, after, most)
    chat = ChatId(*facts["chat"])
    return lambda after, most: tickets.of_chat(chat, after, most)


def _visible(read: Read, after: str | None, person: Person, view: View) -> Page:
    """A full page of tickets the person may see, or as much of it as is found nearby."""
    found: list[Any] = []
    for _ in range(MOST_READ):
        page = read(after, PAGE_SIZE - len(found))
        found += [t for t in page.tickets if can_see(person, t, view.policy)]
        after = page.after
        if after is None or len(found) >= PAGE_SIZE:
            break
    return Page(tuple(found), after)


COMPOSERS = {"list": listing}
