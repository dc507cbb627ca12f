"""The hallway in: a messenger's event → one transaction → the answer. Acknowledged only after."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.cards.model import Card
from bot.compose import compose
from bot.compose.view import View
from bot.domain.intents import Context, Intent
from bot.domain.notices import InChat, Privately, Say
from bot.domain.people import AccountId, ChatId, Person
from bot.domain.times import to_ms
from bot.errors import BihuanError, IllegalMove, Overloaded, Stale, UserError
from bot.events import (
    Answer,
    BotAdded,
    BotRemoved,
    ButtonClicked,
    ChatOpened,
    Event,
    MessageReceived,
    PersonLeft,
    ToastLevel,
)
from bot.metrics import received, timed
from bot.policies import PolicyBook
from bot.ports import Messenger, Place, Placement, Profile, Transactions, Tx
from bot.reach import ticket_of_message
from bot.usecases import handle as serve
from bot.usecases.arrivals import added, left, opened, removed
from bot.usecases.call import Call, Outcome
from bot.usecases.redraw import answer_arrived

log = logging.getLogger("bihuan.inbound")

INTRODUCTION = 1.0  # seconds a stranger's name may take to be looked up before we go on without
DOUBLE_CLICK = timedelta(seconds=2)  # feishu.md §6.2: double clicks have different event ids

Interpret = Callable[[MessageReceived, Context], Intent]
Press = Callable[[ButtonClicked], Intent]


class Inbound:
    """Serves every event of every messenger."""

    def __init__(
        self, transactions: Transactions, policies: PolicyBook, interpret: Interpret,
        press: Press, messengers: Mapping[str, Messenger],
    ) -> None:
        self._transactions = transactions
        self._policies = policies
        self._interpret = interpret
        self._press = press
        self._messengers = messengers
        self._known: set[AccountId] = set()
        self._noting: set[asyncio.Future[None]] = set()

    async def handle(self, event: Event) -> Answer | None:
        """Serves one event durably. Raises only what the platform should redeliver for:
        Overloaded, or a storage that is down."""
        received(type(event).__name__)
        if self._transactions.late:
            raise Overloaded("commits are late")
        with timed("inbound"):
            profile = await self._introduce(event)
            claims = _claims(event)
            try:
                return await self._transactions.run(
                    lambda tx: self._serve(event, claims, tx, profile), claims=claims
                )
            except UserError as error:
                refusal = error
                return await self._transactions.run(
                    lambda tx: self._refuse(event, tx, refusal), claims=claims
                )
            except BihuanError:  # Overloaded among them: the platform tries again
                raise
            except Exception:
                trace = uuid.uuid4().hex[:8]
                log.exception("event failed", extra={"event": event.key, "trace": trace})
                failure = UserError("error.internal", trace=trace)
                return await self._transactions.run(
                    lambda tx: self._refuse(event, tx, failure), claims=claims
                )

    # ---- one unit of work -------------------------------------------------------------------

    def _serve(
        self, event: Event, claims: Sequence[str], tx: Tx, profile: Profile | None
    ) -> Answer | None:
        policy = self._policies.current(tx)
        if not all(tx.inbox.claim(key) for key in claims):
            return self._current(event, tx)
        if isinstance(event, BotRemoved):
            removed(event.chat, tx, policy)
        elif isinstance(event, BotAdded):
            added(event.chat, event.chat_name, tx)
        elif isinstance(event, PersonLeft):
            left(event.account, tx, policy)
        elif isinstance(event, ChatOpened):
            person = _meet(event.account, event.name, profile, tx)
            opened(person, event.chat, tx, policy)
        else:
            call = self._call(event, tx, profile)
            if isinstance(event, ButtonClicked):
                return self._answer(event, serve(self._press(event), call), call)
            context = self._context(event, call)
            intent = self._interpret(event, context)
            if context.dialog is not None and event.addressed:
                tx.dialogs.close(call.actor.id, event.chat)
            serve(intent, call)
        return None

    def _call(
        self, event: MessageReceived | ButtonClicked, tx: Tx, profile: Profile | None
    ) -> Call:
        person = _meet(event.account, event.name, profile, tx)
        name = event.chat_name if isinstance(event, MessageReceived) else None
        tx.chats.meet(event.chat, event.chat_kind, name)
        tx.people.seen_in(event.chat, person.id)
        direct = event.chat_kind == "direct"
        call = Call(
            tx=tx, policy=self._policies.current(tx), actor=person, chat=event.chat,
            direct=direct, message=event.message, account=event.account,
        )
        if isinstance(event, ButtonClicked):
            call.clicking = True
            call.clicked = tx.placements.at(event.chat, event.message)
            caps = self._messengers[event.chat.platform].capabilities(Place(chat=event.chat))
            call.answer_for_all = caps.answer_redraws_for_all
            call.quoted = call.clicked.ticket if call.clicked else 0
        return call

    def _context(self, event: MessageReceived, call: Call) -> Context:
        if event.quote is not None and event.quote.message:
            call.quoted = ticket_of_message(
                event.chat.platform, event.chat.tenant, event.quote.message, call.tx
            )
        dialog = call.tx.dialogs.get(call.actor.id, event.chat)
        here = call.chat_policy
        return Context(
            quoted=call.quoted,
            dialog=(dialog.kind, dialog.data) if dialog else None,
            words=here.words if here else (),
        )

    # ---- answers ----------------------------------------------------------------------------

    def _answer(self, event: ButtonClicked, outcome: Outcome, call: Call) -> Answer:
        view = self._view(call.tx, event.chat, call.actor)
        toast = view.say(outcome.toast, **outcome.facts) if outcome.toast else ""
        card: Card | None = None
        if outcome.show is not None:
            card = compose(outcome.show, view)
        elif call.clicked is not None:
            card = self._redrawn(call.clicked, call.tx)
            if call.answers and call.answer_for_all:
                arrived = partial(self._arrived, call.clicked.id, call.answers)
                return Answer(toast, outcome.level, card, arrived)
        elif event.action.startswith("submit."):
            said = Say("done", InChat(event.chat), None, {"key": "form.done"})
            card = compose(said, view)
        return Answer(toast, outcome.level, card)

    def _redrawn(self, placement: Placement, tx: Tx) -> Card:
        viewer = tx.people.get(placement.person) if placement.person else None
        view = self._view(tx, placement.chat, viewer)
        view.viewer = viewer
        return compose(Say("redraw", InChat(placement.chat), placement.ticket), view)

    def _view(self, tx: Tx, chat: ChatId, person: Person | None) -> View:
        policy = self._policies.current(tx)
        return View(
            tx, policy, language=person.language if person else policy.language,
            platform=chat.platform, tenant=chat.tenant, viewer=person,
        )

    def _current(self, event: Event, tx: Tx) -> Answer | None:
        """What a replayed click sees: the card as it is."""
        if not isinstance(event, ButtonClicked):
            return None
        placement = tx.placements.at(event.chat, event.message)
        return Answer(card=self._redrawn(placement, tx)) if placement else None

    def _refuse(self, event: Event, tx: Tx, error: UserError) -> Answer | None:
        """Keeps the claim, so that a redelivery is not refused again, and says why."""
        if not tx.inbox.claim(event.key):
            return self._current(event, tx)
        if not isinstance(event, MessageReceived | ButtonClicked):
            return None
        person = tx.people.meet(event.account, event.name)
        facts = {"key": error.key, "facts": _plain(error.facts)}
        if isinstance(event, ButtonClicked):
            view = self._view(tx, event.chat, person)
            placement = tx.placements.at(event.chat, event.message)
            card = self._redrawn(placement, tx) if placement else None
            mild = isinstance(error, Stale | IllegalMove)
            level: ToastLevel = "warning" if mild else "error"
            # The card may have no room for the buttons of a choice.
            if any(isinstance(c, list) for c in error.facts.get("choices", ())):
                tx.outbox.add(Say("error", Privately(person.id, event.chat), None, facts))
            return Answer(view.say(error.key, **_plain(error.facts)), level, card)
        direct = event.chat_kind == "direct"
        audience = (
            InChat(event.chat, event.message, person.id)
            if direct
            else Privately(person.id, event.chat, event.message)
        )
        tx.outbox.add(Say("error", audience, None, facts))
        return None

    def _arrived(self, placement: int, version: int) -> None:
        """Noted outside the click's time; failing that, the card is redrawn once in vain."""
        noting = asyncio.ensure_future(
            self._transactions.run(
                lambda tx: answer_arrived(placement, version, tx), patiently=True
            )
        )
        self._noting.add(noting)
        noting.add_done_callback(self._noted)

    def _noted(self, noting: asyncio.Future[None]) -> None:
        self._noting.discard(noting)
        if not noting.cancelled() and noting.exception() is not None:
            log.info("an answer's arrival was not noted", extra={"why": str(noting.exception())})

    async def finish(self) -> None:
        """Waits until the arrival of every answer is noted."""
        if self._noting:
            await asyncio.wait(set(self._noting))

    # ---- strangers --------------------------------------------------------------------------

    async def _introduce(self, event: Event) -> Profile | None:
        """A stranger's name and department, where the event lacks them, within a second."""
        if not isinstance(event, MessageReceived | ButtonClicked | ChatOpened):
            return None
        account = event.account
        if account in self._known:
            return None
        person = await self._transactions.read(lambda tx: tx.people.by_account(account))
        self._known.add(account)
        if person is not None and person.name and person.name != account.user:
            return None
        messenger = self._messengers[account.platform]
        try:
            async with asyncio.timeout(INTRODUCTION):
                return await messenger.profile(account)
        except (BihuanError, TimeoutError) as error:
            self._known.discard(account)
            log.info("no profile", extra={"platform": account.platform, "why": str(error)})
            return None


def _claims(event: Event) -> tuple[str, ...]:
    """What makes an event new: its key, and of a click that it is not the second half of a
    double one."""
    if not isinstance(event, ButtonClicked):
        return (event.key,)
    what = f"{event.action}|{sorted(event.values.items())}"
    digest = hashlib.sha256(what.encode()).hexdigest()[:20]
    tick = int(event.at.timestamp() // DOUBLE_CLICK.total_seconds())
    return event.key, f"click:{event.message}:{event.account.user}:{digest}:{tick}"


def _meet(account: AccountId, name: str | None, profile: Profile | None, tx: Tx) -> Person:
    person = tx.people.meet(account, name or (profile.name if profile else None))
    if profile is not None and profile.department and person.department != profile.department:
        person = replace(person, department=profile.department)
        tx.people.save(person)
    return person


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as JSON: moments as milliseconds."""
    return {
        k: [to_ms(m) if isinstance(m, datetime) else m for m in v] if isinstance(v, list) else v
        for k, v in facts.items()
    }
