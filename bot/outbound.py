"""The hallway out: outbox → card → messenger → receipt. Lanes keep their order; what fails waits,
finds another way, or is buried where admins can see it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.cards.fit import choices, fit, in_words
from bot.cards.model import Block, Capabilities, Card, Note, Picture, Text
from bot.compose import compose
from bot.compose.spoken import dialog_of, first_question
from bot.compose.view import View
from bot.domain.notices import Audience, InChat, OnPlacement, Privately, Say, ToPerson
from bot.domain.people import AccountId, ChatId, Person
from bot.errors import DeliveryError, NotFound, Refused, RetryLater, Unreachable
from bot.metrics import DELIVERED, FAILED, timed
from bot.policies import PolicyBook
from bot.ports import (
    Dialog,
    FileStore,
    Messenger,
    OutboxItem,
    Outgoing,
    Place,
    Placement,
    Receipt,
    Transactions,
    Tx,
)
from bot.reach import keep_receipt, out_of_reach, reached, unreached

log = logging.getLogger("bihuan.outbound")

LEASE = timedelta(seconds=60)
BATCH = 32
FIRST_RETRY, LAST_RETRY = 1.0, 900.0  # seconds; doubled each time, with jitter
GIVE_UP_AFTER = timedelta(days=2)
ANSWER_WITHIN = timedelta(minutes=10)
PLACED = frozenset({"ticket", "ping"})  # cards that are redrawn when their ticket changes


@dataclass(frozen=True, slots=True)
class _Letter:
    """A composed message on its way: where it goes and what its place can do."""

    place: Place
    card: Card
    shown: int = 0  # the ticket version it shows
    dialog: Dialog | None = None
    placement: Placement | None = None


class Outbound:
    """Delivers what the outbox holds."""

    def __init__(
        self, transactions: Transactions, policies: PolicyBook,
        messengers: Mapping[str, Messenger], files: FileStore,
        now: Callable[[], datetime],
    ) -> None:
        self._transactions = transactions
        self._policies = policies
        self._messengers = messengers
        self._files = files
        self._now = now

    async def deliver_due(self) -> int:
        """Delivers the due heads of all lanes side by side; returns how many there were."""
        items = await self._transactions.run(
            lambda tx: tx.outbox.lease(BATCH, self._now() + LEASE)
        )
        if items:
            await asyncio.gather(*(self._deliver(item) for item in items))
        return len(items)

    async def _deliver(self, item: OutboxItem) -> None:
        say = item.say
        try:
            with timed("outbound"):
                await self._send(item)
        except RetryLater as delay:
            await self._later(item, delay)
        except (Unreachable, Refused) as end:
            FAILED.labels(_platform(say), type(end).__name__).inc()
            log.warning(
                "not delivered", extra={"outbox": item.id, "kind": say.kind,
                                        "ticket": say.ticket, "why": str(end)})
            failure: DeliveryError = end
            await self._transactions.run(lambda tx: self._bury(item, failure, tx))
        except NotFound as gone:
            missing = str(gone)
            await self._transactions.run(lambda tx: tx.outbox.bury(item.id, missing))
        except Exception:
            log.exception("delivery failed", extra={"outbox": item.id, "kind": say.kind})
            await self._later(item, RetryLater("internal"))

    async def _later(self, item: OutboxItem, delay: RetryLater) -> None:
        FAILED.labels(_platform(item.say), "RetryLater").inc()
        if self._now() - item.created_at > GIVE_UP_AFTER:
            await self._transactions.run(lambda tx: self._bury(item, delay, tx))
            return
        wait = delay.after
        if wait is None:
            wait = min(LAST_RETRY, FIRST_RETRY * 2 ** min(item.attempts, 12))
        wait *= random.uniform(1.0, 1.25)
        at = self._now() + timedelta(seconds=wait)
        await self._transactions.run(lambda tx: tx.outbox.retry(item.id, at, str(delay)))

    def _bury(self, item: OutboxItem, error: DeliveryError, tx: Tx) -> None:
        """A dead letter; a chat without us is remembered, and its ticket's card goes to the
        requester instead, so that nobody is left waiting."""
        tx.outbox.bury(item.id, str(error))
        say = item.say
        audience = say.audience
        if isinstance(audience, InChat) and isinstance(error, Unreachable):
            if audience.viewer is None:
                tx.chats.bury(audience.chat)
            ticket = tx.tickets.find(say.ticket) if say.ticket else None
            if ticket is not None and say.kind == "ticket":
                again = ToPerson(ticket.requester)
                tx.outbox.add(replace(say, audience=again, once=f"instead:{item.id}"))

    # ---- sending ----------------------------------------------------------------------------

    async def _send(self, item: OutboxItem) -> None:
        say = item.say
        if isinstance(say.audience, OnPlacement):
            await self._redraw(item, say.audience.placement)
            return
        letters = await self._transactions.read(lambda tx: self._letters(say, tx))
        if not letters:
            raise Unreachable("no account to reach this person")
        last: DeliveryError | None = None
        for letter in letters:
            try:
                receipt = await self._post(letter, item, say.urgent)
            except (Unreachable, Refused) as error:  # the next account, quietly
                last = error
                if isinstance(error, Unreachable):
                    await self._transactions.run(partial(unreached, letter.place))
                continue
            await self._transactions.run(partial(self._delivered, item, letter, receipt))
            DELIVERED.labels(letter.place.platform, say.kind).inc()
            return
        assert last is not None
        raise last

    async def _post(self, letter: _Letter, item: OutboxItem, urgent: bool) -> Receipt:
        messenger = self._messengers[letter.place.platform]
        outgoing = Outgoing(letter.card, urgent, self._pictures(letter.card))
        try:
            return await messenger.send(letter.place, outgoing, key=item.key)
        except Refused as error:
            if letter.card.is_plain:
                raise
            log.warning("card refused, sent as text", extra={"outbox": item.id, "why": str(error)})
            words = Card(blocks=(Text((in_words(letter.card),)),), summary=letter.card.summary)
            return await messenger.send(letter.place, Outgoing(words, urgent), key=f"{item.key}t")

    def _pictures(self, card: Card) -> dict[str, bytes]:
        wanted = [b.sha256 for b in card.blocks if isinstance(b, Picture)]
        return {sha256: self._files.read(sha256) for sha256 in wanted}

    def _delivered(
        self, item: OutboxItem, letter: _Letter, receipt: Receipt, tx: Tx
    ) -> None:
        tx.outbox.done(item.id)
        say = item.say
        reached(letter.place, tx)
        if letter.dialog is not None:
            tx.dialogs.open(replace(letter.dialog, chat=receipt.chat))
        if say.ticket is None or say.kind not in PLACED:
            keep_receipt(item, letter.place, receipt, tx)
            return
        audience, person = say.audience, None
        if isinstance(audience, ToPerson | Privately):
            person = audience.person
        elif isinstance(audience, InChat):
            person = audience.viewer
        tx.placements.add(
            ticket=say.ticket, kind=say.kind, chat=receipt.chat, message=receipt.message,
            shown=letter.shown, person=person, account=letter.place.account, meta=receipt.meta,
        )
        ticket = tx.tickets.find(say.ticket)
        if ticket is not None and ticket.version > letter.shown:  # it changed on the way
            placed = tx.placements.at(receipt.chat, receipt.message)
            if placed is not None:
                tx.outbox.add(
                    Say("redraw", OnPlacement(placed.id), ticket.id, once=f"redraw:{placed.id}")
                )

    # ---- redrawing --------------------------------------------------------------------------

    async def _redraw(self, item: OutboxItem, placement: int) -> None:
        letter = await self._transactions.read(lambda tx: self._redrawn(placement, tx))
        if letter is None:
            await self._transactions.run(lambda tx: tx.outbox.done(item.id))
            return
        placed = letter.placement
        assert placed is not None
        messenger = self._messengers[placed.chat.platform]
        outgoing = Outgoing(letter.card, False, self._pictures(letter.card))
        try:
            receipt = await messenger.update(placed, outgoing, key=item.key)
        except (Unreachable, Refused) as error:
            reason = str(error)
            log.info("placement dropped", extra={"placement": placement, "why": reason})
            await self._transactions.run(lambda tx: self._dropped(item, placement, tx))
            return
        await self._transactions.run(
            lambda tx: self._shown(item, placement, letter.shown, receipt, tx)
        )

    def _redrawn(self, placement: int, tx: Tx) -> _Letter | None:
        placed = tx.placements.get(placement)
        if placed is None or placed.chat.platform not in self._messengers:
            return None
        ticket = tx.tickets.find(placed.ticket)
        if ticket is None or placed.shown >= ticket.version:
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
        card = self._compose(say, place, viewer, tx)
        return _Letter(place, card, ticket.version, placement=placed)

    def _dropped(self, item: OutboxItem, placement: int, tx: Tx) -> None:
        tx.placements.drop(placement)
        tx.outbox.done(item.id)

    def _shown(
        self, item: OutboxItem, placement: int, version: int, receipt: Receipt, tx: Tx
    ) -> None:
        tx.placements.shows(placement, version, receipt.message, receipt.meta)
        tx.outbox.done(item.id)
        placed = tx.placements.get(placement)
        ticket = tx.tickets.find(placed.ticket) if placed else None
        if ticket is not None and ticket.version > version:
            tx.outbox.add(
                Say("redraw", OnPlacement(placement), ticket.id, once=f"redraw:{placement}")
            )

    # ---- composing --------------------------------------------------------------------------

    def _letters(self, say: Say, tx: Tx) -> list[_Letter]:
        """The message for each place it may go to, the preferred first."""
        shown = 0
        if say.ticket is not None:
            shown = tx.tickets.get(say.ticket).version
        out = []
        for place, viewer in self._places(say.audience, tx):
            card = self._compose(say, place, viewer, tx)
            caps = self._messengers[place.platform].capabilities(place)
            out.append(self._spoken(_Letter(place, card, shown), say, caps, viewer, tx))
        return out

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

    def _compose(self, say: Say, place: Place, viewer: Person | None, tx: Tx) -> Card:
        policy = self._policies.current(tx)
        messenger = self._messengers[place.platform]
        caps = messenger.capabilities(place)
        here = policy.chats.get(place.chat) if place.chat else None
        language = (viewer.language if viewer else None) or (here.language if here else None)
        view = View(
            tx, policy, language=language or policy.language, platform=place.platform,
            tenant=messenger.tenant, viewer=viewer, caps=caps,
            ring=say.kind == "ping" and viewer is None,
        )
        return fit(compose(say, view), caps)

    def _spoken(
        self, letter: _Letter, say: Say, caps: Capabilities, viewer: Person | None, tx: Tx
    ) -> _Letter:
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


def _platform(say: Say) -> str:
    audience = say.audience
    return audience.chat.platform if isinstance(audience, InChat | Privately) else "person"
