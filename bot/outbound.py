"""The hallway out: outbox → card → messenger → receipt. Lanes keep their order; what fails waits,
finds another way, or is buried where admins can see it."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.cards.fit import in_words
from bot.cards.model import Card, Picture, Text
from bot.compose import FILES
from bot.domain.notices import InChat, OnPlacement, Privately, Say, ToPerson, redraw
from bot.domain.ticket import Ticket
from bot.errors import DeliveryError, NotFound, Refused, RetryLater, Unreachable
from bot.letters import Letter, Letters
from bot.metrics import DELIVERED, FAILED, timed
from bot.policies import PolicyBook
from bot.ports import (
    Document,
    FileStore,
    Messenger,
    OutboxItem,
    Outgoing,
    Receipt,
    Transactions,
    Tx,
)
from bot.reach import keep_receipt, reached, unreached
from bot.under_way import UnderWay
from bot.usecases.documents import in_pieces
from bot.usecases.redraw import look, redrawn
from bot.workbook import written

log = logging.getLogger("bihuan.outbound")
T = TypeVar("T")

LEASE = timedelta(seconds=60)
AT_ONCE = 32  # deliveries under way, workbooks not counted
FIRST_RETRY, LAST_RETRY = 1.0, 900.0  # seconds; doubled each time, with jitter
GIVE_UP_AFTER = timedelta(days=2)
PATIENCE = 10.0  # seconds for what is under way when the process stops
ANSWER_WITHIN = timedelta(minutes=10)
PLACED = frozenset({"ticket", "ping"})  # cards that are redrawn when their ticket changes


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
        self._letters = Letters(policies, messengers, now)
        self._now = now
        self._one_file = asyncio.Semaphore(1)
        self._under_way = UnderWay()

    def on_room(self, callback: Callable[[], None]) -> None:
        """Calls `callback` whenever something has ended: the next of its lane may be due."""
        self._under_way.on_end = callback

    async def deliver_due(self) -> int:
        """Begins to deliver the due heads of all lanes, side by side; returns how many. What a
        platform's rate or a workbook makes wait holds up nobody else."""
        room, until = AT_ONCE - self._under_way.quick, self._now() + LEASE
        if room <= 0:
            return 0
        items = await self._note(lambda tx: tx.outbox.lease(room, until))
        for item in items:
            if item.id in self._under_way:
                continue  # it takes longer than its lease, which is a new one now
            slow = item.say.kind in FILES
            work = self._deliver_slowly(item, until) if slow else self._deliver(item)
            self._under_way.begin(item.id, work, slow=slow)
        return len(items)

    async def finish(self) -> None:
        """Waits a little for what is under way; the rest is done again after the next start."""
        await self._under_way.finish(PATIENCE)

    async def _deliver_slowly(self, item: OutboxItem, until: datetime) -> None:
        """One after the other, so that any number of wishes holds one workbook in memory; who has
        waited for too long is leased again rather than delivered by two."""
        async with self._one_file:
            if self._now() < until - LEASE / 2:
                await self._deliver(item)

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
            await self._note(lambda tx: self._bury(item, failure, tx))
        except NotFound as gone:
            missing = str(gone)
            await self._note(lambda tx: tx.outbox.bury(item.id, missing))
        except Exception:
            log.exception("delivery failed", extra={"outbox": item.id, "kind": say.kind})
            await self._later(item, RetryLater("internal"))

    async def _later(self, item: OutboxItem, delay: RetryLater) -> None:
        FAILED.labels(_platform(item.say), "RetryLater").inc()
        if self._now() - item.created_at > GIVE_UP_AFTER:
            await self._note(lambda tx: self._bury(item, delay, tx))
            return
        wait = delay.after
        if wait is None:
            wait = min(LAST_RETRY, FIRST_RETRY * 2 ** min(item.attempts, 12))
        wait *= random.uniform(1.0, 1.25)
        at = self._now() + timedelta(seconds=wait)
        await self._note(lambda tx: tx.outbox.retry(item.id, at, str(delay)))

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

    async def _note(self, work: Callable[[Tx], T]) -> T:
        """Commits what nobody waits for."""
        return await self._transactions.run(work, patiently=True)

    # ---- sending ----------------------------------------------------------------------------

    async def _send(self, item: OutboxItem) -> None:
        say = item.say
        if isinstance(say.audience, OnPlacement):
            if say.kind == "look_again":
                await self._note(partial(self._looked, item))
            else:
                await self._redraw(item, say.audience.placement)
            return
        letters = await self._transactions.read(
            lambda tx: self._letters.write(say, tx), patiently=True
        )
        if not letters:
            raise Unreachable("no account to reach this person")
        last: DeliveryError | None = None
        if say.kind == "policy_file":  # in pieces where files do not go
            letters = [letter for letter in letters if letter.document]
        for letter in letters:
            try:
                receipt = await self._post(letter, item, say.urgent)
            except (Unreachable, Refused) as error:  # the next account, quietly
                last = error
                if isinstance(error, Unreachable):
                    await self._note(partial(unreached, letter.place))
                continue
            await self._note(partial(self._delivered, item, letter, receipt))
            DELIVERED.labels(letter.place.platform, say.kind).inc()
            return
        if say.kind == "policy_file":
            await self._note(partial(self._in_pieces, item))
            return
        assert last is not None
        raise last

    def _in_pieces(self, item: OutboxItem, tx: Tx) -> None:
        tx.outbox.done(item.id)
        in_pieces(item.say, tx, self._policies.current(tx))

    async def _post(self, letter: Letter, item: OutboxItem, urgent: bool) -> Receipt:
        messenger = self._messengers[letter.place.platform]
        document = await self._document(letter, item.say)
        pictures = {} if document else self._pictures(letter.card)
        outgoing = Outgoing(letter.card, urgent, pictures, document)
        try:
            return await messenger.send(letter.place, outgoing, key=item.key)
        except Refused as error:
            if (letter.card.is_plain and document is None) or item.say.kind == "policy_file":
                raise
            log.warning("card refused, sent as text", extra={"outbox": item.id, "why": str(error)})
            words = Card(blocks=(Text((in_words(letter.card),)),), summary=letter.card.summary)
            return await messenger.send(letter.place, Outgoing(words, urgent), key=f"{item.key}t")

    async def _document(self, letter: Letter, say: Say) -> Document | None:
        """The file of a letter that goes as one, made now and in threads."""
        if not letter.document:
            return None
        made = await self._transactions.read(lambda tx: self._letters.file(say, letter, tx))
        return made if isinstance(made, Document) else await asyncio.to_thread(written, made)

    def _pictures(self, card: Card) -> dict[str, bytes]:
        wanted = [b.sha256 for b in card.blocks if isinstance(b, Picture)]
        return {sha256: self._files.read(sha256) for sha256 in wanted}

    def _delivered(
        self, item: OutboxItem, letter: Letter, receipt: Receipt, tx: Tx
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
        placed = tx.placements.add(
            ticket=say.ticket, kind=say.kind, chat=receipt.chat, message=receipt.message,
            shown=letter.shown, person=person, account=letter.place.account, meta=receipt.meta,
        )
        ticket = tx.tickets.find(say.ticket)
        if ticket is None:
            return
        if ticket.version > letter.shown:  # it changed on the way
            tx.outbox.add(redraw(placed.id, ticket.id))
        elif item.interrupted and _changed_since(ticket, item):
            # The try before may have got through, only its receipt did not: then the platform
            # keeps that older card under the same key.
            tx.outbox.add(redraw(placed.id, ticket.id, again=True))

    # ---- redrawing --------------------------------------------------------------------------

    def _looked(self, item: OutboxItem, tx: Tx) -> None:
        tx.outbox.done(item.id)
        look(item.say, tx)

    async def _redraw(self, item: OutboxItem, placement: int) -> None:
        again = bool(item.say.facts.get("again"))
        letter = await self._transactions.read(
            lambda tx: self._letters.redraw(placement, tx, again=again), patiently=True
        )
        if letter is None:
            await self._note(lambda tx: tx.outbox.done(item.id))
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
            await self._note(lambda tx: self._dropped(item, placement, tx))
            return
        await self._note(
            lambda tx: self._shown(item, placement, letter.shown, receipt, tx)
        )

    def _dropped(self, item: OutboxItem, placement: int, tx: Tx) -> None:
        tx.placements.drop(placement)
        tx.outbox.done(item.id)

    def _shown(
        self, item: OutboxItem, placement: int, version: int, receipt: Receipt, tx: Tx
    ) -> None:
        tx.outbox.done(item.id)
        redrawn(placement, version, receipt.message, receipt.meta, tx)


def _changed_since(ticket: Ticket, item: OutboxItem) -> bool:
    return ticket.updated_at is not None and ticket.updated_at > item.created_at


def _platform(say: Say) -> str:
    audience = say.audience
    return audience.chat.platform if isinstance(audience, InChat | Privately) else "person"
