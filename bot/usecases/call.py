"""What every use case is given: who asks, where, and the means to record and to speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.domain.escalation import next_check
from bot.domain.intents import Who
from bot.domain.kin import counted, stage, unfinished
from bot.domain.lifecycle import Event, evolve
from bot.domain.notices import InChat, Privately, Say, ToPerson, looking
from bot.domain.people import AccountId, ChatId, Person
from bot.domain.permissions import can_see
from bot.domain.policy import ChatPolicy, Policy
from bot.domain.ticket import State, Ticket
from bot.errors import BadInput, NotFound, Stale
from bot.ports import Placement, Tx
from bot.usecases import teamnames
from bot.usecases.names import found_by_name
from bot.usecases.redraw import redraw_clicked, redraw_others

MOST_NAMES = 6  # people offered where a name is not clear


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person who asked is told at once: a toast's key and facts, and whether the card
    they clicked is to be drawn anew in the answer."""

    toast: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    level: Literal["info", "success", "warning", "error"] = "success"
    redraw: bool = True
    show: Say | None = None  # what the clicked message turns into, where it is no ticket card


@dataclass(slots=True)
class Call:
    """One request on its way through one transaction. `chat` is None for the clock."""

    tx: Tx
    policy: Policy
    actor: Person
    chat: ChatId | None = None
    direct: bool = True
    message: str | None = None
    clicking: bool = False  # a button or form, not words
    clicked: Placement | None = None  # the ticket card whose button was pressed
    answer_for_all: bool = False  # the click's answer redraws that card for everybody
    answers: int = 0  # the version of its ticket that the clicked card is to show
    quoted: int = 0  # the ticket whose card was quoted, or whose thread this is
    account: AccountId | None = None  # the actor's, where they spoke

    @property
    def now(self) -> datetime:
        """The transaction's moment."""
        return self.tx.now

    @property
    def chat_policy(self) -> ChatPolicy | None:
        """What this chat is for."""
        return self.policy.chats.get(self.chat) if self.chat else None

    # ---- speaking ---------------------------------------------------------------------------

    def reply(self, kind: str, ticket: int | None = None, **facts: Any) -> None:
        """Answers where the person spoke; privately where the chat is to stay silent."""
        assert self.chat is not None
        silent = self.chat_policy is not None and self.chat_policy.silent
        if silent and not self.direct:
            self.whisper(kind, ticket, **facts)
            return
        viewer = self.actor.id if self.direct else None
        self.tx.outbox.add(Say(kind, InChat(self.chat, self.message, viewer), ticket, facts))

    def whisper(self, kind: str, ticket: int | None = None, **facts: Any) -> None:
        """Answers so that only this person sees it."""
        assert self.chat is not None
        audience = (
            InChat(self.chat, self.message, self.actor.id)
            if self.direct
            else Privately(self.actor.id, self.chat, self.message)
        )
        self.tx.outbox.add(Say(kind, audience, ticket, facts))

    def tell(
        self, people: Iterable[int | None], kind: str, ticket: int | None = None,
        *, urgent: bool = False, once: str | None = None, **facts: Any,
    ) -> None:
        """Tells people on the account they read; never the one who acted, never twice."""
        today = (None if p is None else self.tx.people.resolve(p) for p in people)
        for person in dict.fromkeys(today):
            if person is None or person == self.actor.id:
                continue
            key = f"{once}:{person}" if once else None
            self.tx.outbox.add(
                Say(kind, ToPerson(person), ticket, facts, once=key, urgent=urgent)
            )

    def line(self, key: str, ticket: int | None = None, **facts: Any) -> Mapping[str, Any]:
        """The facts of a Say of kind "line": one sentence."""
        return {"key": key, "facts": facts}

    # ---- recording --------------------------------------------------------------------------

    def record(self, ticket: Ticket, *events: Event, history: Sequence[Event] = ()) -> Ticket:
        """Stores events on a ticket, sets its next check, and redraws its cards.

        `history`: the events before these, where the caller has them already.
        """
        past = list(history) or [line.event for line in self.tx.tickets.history(ticket.id)]
        after = ticket
        for event in events:
            after = evolve(after, event)
        if after.is_open and not ticket.is_open:
            team = teamnames.todays(after.team, self.policy, self.tx)
            if team != after.team:  # renamed while the ticket was closed
                follows = Event("edited", self.now, None, {"team": team})
                events, after = (*events, follows), evolve(after, follows)
        check = next_check(after, [*past, *events], self.policy)
        stored = self.tx.tickets.change(ticket, events, check_at=check)
        self.redraw(stored)
        if stored.parent is not None and stage(stored) != stage(ticket):
            self._count_step(stored)
        return stored

    def _count_step(self, step: Ticket) -> None:
        """A sub-ticket was finished, called off or taken up again: its parent counts anew, and
        the parent's owner hears of the last."""
        parent = self.tx.tickets.get(step.parent or 0)
        if not parent.is_open:
            return
        by = self.actor.id or None
        parent = self.record(parent, Event(
            "child_moved", self.now, by, {"ticket": step.id, "state": step.state.value}))
        steps = counted(self.tx.tickets.get_many(parent.children).values())
        if steps and not unfinished(steps) and parent.state is not State.RESOLVED:
            heard = [parent.owner] if parent.owner else self.leads(parent)
            self.tell(heard, "offer", parent.id, verb="resolve", key="talk.steps_done")

    def redraw(self, ticket: Ticket) -> None:
        """Queues every copy of the ticket's card; the one clicked is drawn by the answer."""
        redraw_others(ticket, self.tx, self.clicked)
        card = self.clicked
        if card is not None and card.ticket == ticket.id:
            if self.answers:
                self.tx.outbox.withdraw(looking(card.id, self.answers))
            redraw_clicked(card, ticket, self.tx, answer_for_all=self.answer_for_all)
            self.answers = ticket.version

    # ---- finding ----------------------------------------------------------------------------

    def ticket(self, number: int, version: int = 0) -> Ticket:
        """The ticket meant, if this person may know of it.

        A `version` is what a card showed; a ticket that moved on since raises Stale.
        """
        ticket = self.tx.tickets.get(number)
        if not can_see(self.actor, ticket, self.policy):
            raise NotFound("error.no_ticket", number=number)
        if version and version != ticket.version and self._moved_since(ticket, version):
            raise Stale("error.stale", number=number)
        return ticket

    def _moved_since(self, ticket: Ticket, version: int) -> bool:
        """Whether the state changed since that version: a mere comment makes no card stale."""
        for line in self.tx.tickets.history(ticket.id):
            if line.seq > version and line.event.kind in ("moved", "routed", "undone"):
                return True
        return False

    def person(self, who: Who, team: str | None = None) -> Person:
        """The one person meant, sought in this chat, then in `team` (else the chat's and the
        actor's), then everywhere; raises NotFound or BadInput with the choices."""
        if who.person is not None:
            found = self.tx.people.get_many([who.person]).get(who.person)
            if found is None:
                raise NotFound("error.nobody", name=who.name)
            return self._active(found)
        if who.account is not None:
            return self._active(self.tx.people.meet(who.account, who.name or None))
        name = who.name.strip().lstrip("@\uff20").strip()
        matches = found_by_name(name, team, self)
        if not matches:
            raise NotFound("error.nobody", name=name or who.name)
        if len(matches) > 1:
            raise BadInput(
                "error.ambiguous", name=name, names=[p.handle for p in matches],
                people=[p.id for p in matches[:MOST_NAMES]],
            )
        return matches[0]

    def _active(self, person: Person) -> Person:
        if not person.active:
            raise BadInput("error.person_left", name=person.name)
        return person

    def leads(self, ticket: Ticket) -> list[int]:
        """The ids of the team's leads, else of the dispatchers or admins: somebody always hears,
        whoever left the company."""
        team = self.policy.team_of(ticket.team)
        levels = (team.leads if team else (), self.policy.dispatchers, self.policy.admins)
        return next((found for handles in levels if (found := self.ids(handles))), [])

    def managers(self, ticket: Ticket) -> list[int]:
        """The ids of who hears the last rung: the team's manager, else its leads."""
        team = self.policy.team_of(ticket.team)
        handles = [team.manager] if team and team.manager else list(self.policy.managers)
        return self.ids(handles) or self.leads(ticket)

    def ids(self, handles: Iterable[str]) -> list[int]:
        """Person ids of active people by handle, in order."""
        wanted = list(handles)
        found = self.tx.people.by_handles(wanted)
        return [found[h].id for h in wanted if h in found and found[h].active]
