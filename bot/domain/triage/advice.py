"""What a ticket's card suggests: only what is open, and only when sure enough.

The numbers were chosen on histories other than those benchmarks/triage.py measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.lifecycle import SIDE_VERBS
from bot.domain.policy.model import Policy
from bot.domain.ticket import Priority, State, Ticket
from bot.domain.triage.judge import Judge
from bot.domain.triage.model import Lesson, empty
from bot.domain.triage.places import same
from bot.domain.triage.suggestions import Advice, Suggestion, suggest

ENOUGH = 8  # closed tickets, before anything learned is suggested
SURE = 0.6  # of a category
SURER = 0.8  # to say something else than a telling word did
SURE_PRIORITY = 0.7
SURE_PLACE = 0.7
WITNESSES = 3  # tickets like it that ended so, where no word of the configuration speaks

_IGNORANT = Judge(empty())


@dataclass(frozen=True, slots=True)
class Suggested:
    """At most one value for each field that is still open."""

    category: Suggestion | None = None
    priority: Suggestion | None = None
    place: Suggestion | None = None

    def __bool__(self) -> bool:
        return bool(self.category or self.priority or self.place)


def scope_of(ticket: Ticket) -> str:
    """Whose model a ticket teaches and asks: its team's, for the same people give the same things
    the same names in all their chats; without a team, its chat's."""
    if ticket.team:
        return f"team:{ticket.team}"
    return f"chat:{':'.join(ticket.home)}" if ticket.home else "all"


def lesson_of(ticket: Ticket) -> Lesson | None:
    """What a ticket teaches as it ended. One that is open, was called off or belongs to another
    teaches nothing."""
    if ticket.state is not State.CLOSED or ticket.merged_into is not None:
        return None
    return Lesson(
        text_of(ticket), ticket.category, ticket.priority.name,
        same(ticket.place) if ticket.place else None, ticket.asset,
    )


def text_of(ticket: Ticket) -> str:
    """What was said: the title is usually the beginning of the body."""
    if not ticket.body or ticket.body.startswith(ticket.title):
        return ticket.body or ticket.title
    return f"{ticket.title}\n{ticket.body}"


def may_be_advised(ticket: Ticket, policy: Policy) -> bool:
    """Whether suggestions are on, and it is not too late for them."""
    return policy.triage and ticket.state in SIDE_VERBS["edit"] - {State.RESOLVED}


def advice_for(
    judge: Judge | None, ticket: Ticket, policy: Policy, limit: int = 3
) -> Advice:
    """Everything that speaks for anything: what 改分类 offers first."""
    return suggest(
        judge or _IGNORANT, text_of(ticket), policy, ticket.template, ticket.asset, limit=limit
    )


def advise(judge: Judge | None, ticket: Ticket, policy: Policy) -> Suggested:
    """What is worth a line on the card."""
    if not may_be_advised(ticket, policy):
        return Suggested()
    judge = judge or _IGNORANT
    advice = advice_for(judge, ticket, policy, 1)
    category = _category(advice, ticket, policy, judge)
    place = None if ticket.place else _first(advice.places, SURE_PLACE, judge, spoken=False)
    return Suggested(category, _priority(category, advice, ticket, policy, judge), place)


def _category(
    advice: Advice, ticket: Ticket, policy: Policy, judge: Judge
) -> Suggestion | None:
    """One for a ticket without; or another one, while nobody has accepted it, where the present
    one is no more than the first whose telling word occurred and history knows better."""
    if not ticket.category:
        return _first(advice.categories, SURE, judge)
    guessed = ticket.state in (State.NEW, State.ASSIGNED) and ticket.category == _by_word(
        ticket, policy
    )
    best = _first(advice.categories, SURER, judge, spoken=False) if guessed else None
    return best if best and best.value != ticket.category else None


def _by_word(ticket: Ticket, policy: Policy) -> str | None:
    """What filing makes of the words alone."""
    template = policy.templates.get(ticket.template) if ticket.template else None
    for category in template.categories if template else ():
        if any(word in ticket.body for word in category.words):
            return category.name
    return None


def _priority(
    category: Suggestion | None, advice: Advice, ticket: Ticket, policy: Policy, judge: Judge
) -> Suggestion | None:
    """What is configured for the category comes with it; else what words and history say. A
    ticket somebody called urgent is not called less so."""
    template = policy.templates.get(ticket.template) if ticket.template else None
    usual = next((c.priority for c in template.categories if category and
                  c.name == category.value), None) if template else None  # fmt: skip
    if category and usual and usual < ticket.priority:
        return Suggestion(usual.name, 1.0, ())
    best = _first(advice.priorities, SURE_PRIORITY, judge)
    if best is None:
        return None
    value = Priority[best.value]
    lower = value > ticket.priority and ticket.priority < Priority.P3
    return None if value is ticket.priority or lower else best


def _first(
    found: Sequence[Suggestion], sure: float, judge: Judge, *, spoken: bool = True
) -> Suggestion | None:
    """The best, if it is sure enough and can say why."""
    best = found[0] if found else None
    if best is None or best.score < sure or not best.because:
        return None
    learned = judge.documents >= ENOUGH and best.hits >= WITNESSES and 2 * best.hits > best.of
    if not learned:
        return replace(best, hits=0, of=0) if spoken and not best.hits else None
    return best
