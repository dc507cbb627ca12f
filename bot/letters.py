"""Letters: a Say composed for each place it may go to, the preferred first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards.book import Book
from bot.cards.fit import choices, fit
from bot.cards.model import Block, Capabilities, Card, Note
from bot.compose import ENDINGS, FILES, compose
from bot.compose.spoken import dialog_of, first_question
from bot.compose.view import View
from bot.domain.notices import Audience, InChat, OnPlacement, Privately, Say, ToPerson
from bot.domain.people import AccountId, ChatId, Person
from bot.domain.ticket import Ticket
from bot.policies import PolicyBook
from bot.ports import Dialog, Document, Messenger, Place, Placement, Tx
from bot.reach import out_of_reach

ANSWER_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed message on its way: where it goes and what its place can do."""

    place: Place
    card: Card
    shown: int = 0  # the ticket version it shows
    dialog: Dialog | None = None
    placement: Placement | None = None
    document: bool = False  # goes as a file; the card says the same in words
    viewer: Person | None = None


class Letters:
    """Writes letters; only reads the database."""

    def __init__(
        self, policies: PolicyBook, messengers: Mapping[str, Messenger],
        now: Callable[[], datetime],
    ) -> None:
        self._policies = policies
        self._messengers = messengers
        self._now = now

    def write(self, say: Say, tx: Tx) -> list[Letter]:
        """The message for each place it may go to, the preferred first."""
        ticket = None if say.ticket is None else tx.tickets.get(say.ticket)
        shown = ticket.version if ticket else 0
        out = []
        for place, viewer in self._places(say.audience, tx):
            card = self._compose(say, place, viewer, tx, ticket)
            caps = self._messengers[place.platform].capabilities(place)
            if say.kind in FILES and _takes(caps, ENDINGS[say.kind]):
                out.append(Letter(place, card, document=True, viewer=viewer))
                continue
            out.append(self._spoken(Letter(place, card, shown), say, caps, viewer, tx))
        return out

    def file(self, say: Say, letter: Letter, tx: Tx) -> Book | Document:
        """What is in the file a letter goes as."""
        return FILES[say.kind](say, self._view(say, letter.place, letter.viewer, tx))

    def _places(self, audience: Audience, tx: Tx) -> list[tuple[Place, Person | None]]:
        if isinstance(audience, InChat):
            if audience.chat.platform not in self._messengers:
                return []
            viewer = tx.people.get(audience.viewer) if audience.viewer else None
            return [(Place(chat=audience.chat, reply_to=audience.reply_to), viewer)]
        assert isinstance(audience, ToPerson | Privately)
        person = tx.people.get(audience.person)
        accounts = [
            a for a in tx.people.accounts(person.id) if a.id.platform in self._messengers
        ]
        if isinstance(audience, ToPerson):
            if not person.active:
                return []
            accounts.sort(key=lambda a: (out_of_reach(a, tx), a.rank))
            return [(Place(account=a.id), person) for a in accounts]
        return self._private_places(audience, person, [a.id for a in accounts])

    def _private_places(
        self, audience: Privately, person: Person, accounts: Sequence[AccountId]
    ) -> list[tuple[Place, Person | None]]:
        """In the chat for one pair of eyes where that works, else the direct chat there."""
        here = [a for a in accounts if a.platform == audience.chat.platform]
        rest = [a for a in accounts if a.platform != audience.chat.platform]
        out: list[tuple[Place, Person | None]] = []
        for account in here[:1]:
            place = Place(
                chat=audience.chat, only=account, account=account, reply_to=audience.reply_to
            )
            if self._messengers[account.platform].capabilities(place).private_in_group:
                out.append((place, person))
        return [*out, *((Place(account=a), person) for a in (*here, *rest))]

    def _compose(
        self, say: Say, place: Place, viewer: Person | None, tx: Tx, ticket: Ticket | None
    ) -> Card:
        view = self._view(say, place, viewer, tx, ticket)
        return fit(compose(say, view), view.caps)

    def _view(
        self, say: Say, place: Place, viewer: Person | None, tx: Tx, ticket: Ticket | None = None
    ) -> View:
        policy = self._policies.current(tx)
        messenger = self._messengers[place.platform]
        caps = messenger.capabilities(place)
        here = policy.chats.get(place.chat) if place.chat else None
        language = (viewer.language if viewer else None) or (here.language if here else None)
        return View(
            tx, policy, language=language or policy.language, platform=place.platform,
            tenant=messenger.tenant, viewer=viewer, caps=caps,
            ring=say.kind == "ping" and viewer is None, ticket=ticket,
        )

    def _spoken(
        self, letter: Letter, say: Say, caps: Capabilities, viewer: Person | None, tx: Tx
    ) -> Letter:
        """A form as questions, buttons as numbers, where the place has neither."""
        if viewer is None:
            return letter
        policy = self._policies.current(tx)
        view = View(tx, policy, language=viewer.language, viewer=viewer, caps=caps)
        chat = letter.place.chat or ChatId("", "", "")
        until = self._now() + ANSWER_WITHIN
        if letter.card.form is not None and not caps.forms:
            data = dialog_of(letter.card.form, say)
            card = first_question(letter.card, data, view)
            return replace(letter, card=card, dialog=Dialog(viewer.id, chat, "form", data, until))
        offered = choices(letter.card)
        if offered and not caps.buttons:
            lines: list[Block] = [
                Note((view.say("dialog.option", n=n, label=b.label),))
                for n, b in enumerate(offered, 1)
            ]
            numbers = view.say("dialog.choose", numbers=f"1-{len(offered)}")
            card = replace(
                letter.card, blocks=(*letter.card.blocks, *lines, Note((numbers,))), buttons=()
            )
            data = {"actions": [b.action for b in offered]}
            dialog = Dialog(viewer.id, chat, "choices", data, until)
            return replace(letter, card=card, dialog=dialog)
        return letter

    def redraw(self, placement: int, tx: Tx, *, again: bool = False) -> Letter | None:
        """The card of a placement as it should be now; None when there is nothing to do.
        `again`: even if it is thought to show that already."""
        placed = tx.placements.get(placement)
        if placed is None or placed.chat.platform not in self._messengers:
            return None
        ticket = tx.tickets.find(placed.ticket)
        if ticket is None or (placed.shown >= ticket.version and not again):
            return None
        viewer = tx.people.get(placed.person) if placed.person else None
        place = Place(chat=placed.chat, account=placed.account)
        caps = self._messengers[placed.chat.platform].capabilities(place)
        if not caps.update_in_place and any(
            other.chat == placed.chat and other.id > placed.id
            for other in tx.placements.of_ticket(placed.ticket)
        ):
            return None  # a new copy of the newest card in this chat says it for all of them
        say = Say("redraw", OnPlacement(placement), ticket.id)
        card = self._compose(say, place, viewer, tx, ticket)
        return Letter(place, card, ticket.version, placement=placed)


def _takes(caps: Capabilities, ending: str) -> bool:
    return caps.files and (not caps.file_endings or ending in caps.file_endings)
