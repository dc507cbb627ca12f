"""Says a composed message: plans the ways (planner), tries them, and keeps what is needed later.

A card's lasting name is Receipt.message; `meta["task"]` is its newest copy. A click on any copy
names the card, so an old one is answered with the truth even after a restart.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.shared.cache import Cache
from adapters.wecom import bodies, cards, ids, words
from adapters.wecom.book import Codes, Faces, Openings
from adapters.wecom.codes import DUPLICATE, LATE, NO_MEMBER
from adapters.wecom.markup import pieces, untagged
from adapters.wecom.mouths import HOOK_MARKDOWN_BYTES, TEXT_BYTES, Mouths
from adapters.wecom.planner import Means, Step, To, Wish, plan, replaced
from adapters.wecom.targets import kind_of, members_of, target_of
from bot.cards.model import Card
from bot.domain.people import ChatId
from bot.errors import DeliveryError, Refused, RetryLater, Unreachable
from bot.ports import Clock, Outgoing, Place, Placement, Receipt

log = logging.getLogger(__name__)

_WAIT_FOR_A_CLICK = 900.0  # seconds
_STRANGER = timedelta(minutes=10)
_PARTS = 3  # messages a long text may take


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way. `chat` is the group, or `single:`/`app:` and the member."""

    card: Card
    name: str
    task: str
    chat: str
    user: str = ""
    reply_to: str | None = None


class Sender:
    """`means` tells what there is to speak with for a chat (openings and strangers aside)."""

    def __init__(
        self, mouths: Mouths, clock: Clock, openings: Openings, codes: Codes, faces: Faces,
        means: Callable[[str], Means], *, tenant: str, page: str,
    ) -> None:
        self._mouths = mouths
        self._openings = openings
        self._codes = codes
        self._faces = faces
        self._means = means
        self._tenant = tenant
        self._page = page
        self._sent: Cache[str, Receipt] = Cache(clock, size=5000, lifetime=timedelta(hours=2))
        self._strangers: Cache[str, bool] = Cache(clock, size=5000, lifetime=_STRANGER)

    def met(self, user: str) -> None:
        """This member has just written to the bot: it may write to them."""
        if self._strangers.get(user):
            self._strangers.put(user, False)

    async def send(self, place: Place, message: Outgoing, key: str) -> Receipt:
        """Raises RetryLater, Unreachable or Refused. The same key says it once."""
        known = self._sent.get(key)
        if known is not None:
            return known
        to, chat, user = target_of(place, self._tenant)
        name = ids.card_name(key)
        letter = Letter(message.card, name, ids.task_id(name), chat, user, place.reply_to)
        receipt = await self._say(letter, to)
        self._sent.put(key, receipt)
        return receipt

    async def update(self, placement: Placement, message: Outgoing, key: str) -> Receipt:
        """By one of the app's codes, else as a new copy; RetryLater where only a click helps."""
        meta = placement.meta
        via, task = str(meta.get("via") or "bot"), str(meta.get("task") or "")
        chat = placement.chat.chat
        kept = self._codes.usable(task, meta.get("codes") or ()) if via == "app" else []
        way = replaced(via, self._now_means(chat, None), len(kept))
        if way == "wait":
            raise RetryLater(
                "wecom: this card changes when it is pressed", code="wait", after=_WAIT_FOR_A_CLICK
            )
        if way == "redraw":
            made = self._drawn(message.card, task, "app")
            for code, _ in kept[:2]:
                if await self._redrawn(task, code, made):
                    left = [one for one in kept if one[0] != code]
                    return Receipt(
                        placement.chat, placement.message, {**meta, "codes": left}
                    )
        return await self.again(placement.chat, placement.message, message.card, key)

    async def again(self, chat: ChatId, name: str, card: Card, key: str) -> Receipt:
        """A new copy of a card that hangs in this chat."""
        to, user = kind_of(chat.chat)
        letter = Letter(card, name, ids.task_id(name, key), chat.chat, user)
        receipt = await self._say(letter, to)
        return Receipt(receipt.chat, receipt.message, {**receipt.meta, "new": True})

    async def redraw_app(self, task: str, code: str, card: Card) -> bool:
        """Redraws the clicked copy by the click's own code; False when that is refused."""
        return await self._redrawn(task, code, self._drawn(card, task, "app"))

    async def tell(self, user: str, text: str) -> None:
        """A short private word, where this person can be reached; silence where not."""
        card = Card(summary=text)
        letter = Letter(card, "", "", ids.SINGLE + user, user)
        try:
            await self._say(letter, "person")
        except DeliveryError as error:
            log.info("wecom: a short answer was not shown: %s", error)

    async def tell_in_app(self, user: str, text: str) -> None:
        """A short word in the chat with the app; raises DeliveryError."""
        await self._mouths.app_words(user, untagged(text))

    # ---- ways -------------------------------------------------------------------------------

    async def _say(self, letter: Letter, to: To) -> Receipt:
        means = self._now_means(letter.chat, letter.reply_to)
        steps = plan(self._wish(letter.card, to), means)
        if not steps:
            raise Unreachable("wecom: no bot can reach this place", code="no-way")
        last: DeliveryError | None = None
        for step in steps:
            try:
                receipt = await self._step(step, letter)
            except Unreachable as error:
                last = error
                if step.route == "push" and letter.user and error.code in ("93006", "40003"):
                    self._strangers.put(letter.user, True)
                continue
            except Refused as error:
                if error.code not in LATE and step.route != "opening":
                    raise
                last = Unreachable(error.reason, code=error.code)
                continue
            if step.ring:
                await self._ring(letter)
            return receipt
        assert last is not None
        raise last

    async def _step(self, step: Step, letter: Letter) -> Receipt:
        if step.route == "hook":
            await self._by_hook(step, letter)
            meta: dict[str, Any] = {"via": "hook"}
            return Receipt(ids.group(self._tenant, letter.chat), letter.name, meta)
        if step.route == "app":
            return await self._by_app(step, letter)
        return await self._by_bot(step, letter)

    async def _by_bot(self, step: Step, letter: Letter) -> Receipt:
        receipt = Receipt(
            ids.group(self._tenant, letter.chat), letter.name,
            {"via": "bot", "task": letter.task, "form": step.shape},
        )  # fmt: skip
        if step.shape == "words":
            said = bodies.words(words.as_markdown(letter.card, "bot"))
            await self._through(step, letter, said)
            return receipt
        for members in (True, False):
            made = self._drawn(letter.card, letter.task, "bot", members=members)
            try:
                await self._through(step, letter, bodies.card(made))
            except Refused as error:
                if error.code == DUPLICATE:
                    break  # an earlier try got through, only its answer did not
                if error.code == NO_MEMBER and members:
                    continue
                raise
            break
        self._faces.shows(letter.task, made)
        if cards.overflows(letter.card, "bot"):
            rest = bodies.words(words.as_markdown(letter.card, "bot", head=False))
            await self._followed(letter, rest)
        return receipt

    async def _through(self, step: Step, letter: Letter, said: bodies.Said) -> None:
        if step.route == "push":
            await self._mouths.push(letter.chat, said)
            return
        opening = self._openings.find(letter.chat, letter.reply_to)
        if opening is None:
            raise Unreachable("wecom: nothing is left to answer", code="no-opening")
        self._openings.close(opening)
        await self._mouths.answer(opening, said)

    async def _followed(self, letter: Letter, rest: bodies.Said) -> None:
        """What the card had no room for; the card stands even where this cannot follow."""
        means = self._now_means(letter.chat, letter.reply_to)
        steps = plan(Wish("single" if letter.user else "group", plain=True), means)
        for step in steps:
            if step.route in ("opening", "push"):
                try:
                    await self._through(step, letter, rest)
                except DeliveryError as error:
                    log.info("wecom: the rest of a card was not shown: %s", error)
                    continue
                return

    async def _by_app(self, step: Step, letter: Letter) -> Receipt:
        chat = ids.in_app(self._tenant, letter.user)
        meta: dict[str, Any] = {"via": "app", "task": letter.task, "form": step.shape}
        if step.shape == "words":
            for part in pieces(words.as_text(letter.card), TEXT_BYTES)[:_PARTS]:
                await self._mouths.app_words(letter.user, part)
            return Receipt(chat, letter.name, {**meta, "codes": []})
        code = ""
        for members in (True, False):
            made = self._drawn(letter.card, letter.task, "app", members=members)
            try:
                answer = await self._mouths.app(letter.user, "template_card", made)
                code = str(answer.get("response_code") or "")
            except Refused as error:
                if error.code == DUPLICATE:
                    break
                if error.code == NO_MEMBER and members:
                    continue
                raise
            break
        if cards.overflows(letter.card, "app"):
            for part in pieces(words.as_text(letter.card), TEXT_BYTES)[:_PARTS]:
                await self._mouths.app_words(letter.user, part)
        codes = [[code, self._codes.expiry()]] if code else []
        return Receipt(chat, letter.name, {**meta, "codes": codes})

    async def _by_hook(self, step: Step, letter: Letter) -> None:
        card = letter.card
        if step.shape == "card":
            made = self._drawn(card, letter.task, "hook")
            await self._mouths.hook(letter.chat, bodies.card(made))
            if cards.overflows(card, "hook") or members_of(card, self._tenant):
                await self._hook_words(letter)
            return
        await self._hook_words(letter)

    async def _hook_words(self, letter: Letter) -> None:
        """Words that mention go as text, whose mentions ring on every client; others with looks."""
        card, members = letter.card, members_of(letter.card, self._tenant)
        if members or card.is_plain:
            await self._mouths.hook_text(letter.chat, words.as_text(card), members)
            return
        for part in pieces(words.as_markdown(card, "corp"), HOOK_MARKDOWN_BYTES)[:_PARTS]:
            body = {"msgtype": "markdown", "markdown": {"content": part}}
            await self._mouths.hook(letter.chat, body)

    async def _ring(self, letter: Letter) -> None:
        members = members_of(letter.card, self._tenant)
        try:
            text = words.ringing(letter.card, set(members))
            await self._mouths.hook_text(letter.chat, text, members)
        except DeliveryError as error:
            log.warning("wecom: nobody was mentioned: %s", error)

    async def _redrawn(self, task: str, code: str, made: dict[str, Any]) -> bool:
        try:
            await self._mouths.update_app(code, made)
        except (Refused, Unreachable) as error:
            log.info("wecom: a code did not serve: %s", error)
            self._codes.spent(task, code)
            return False
        self._codes.spent(task, code)
        return True

    # ---- what is known ----------------------------------------------------------------------

    def _drawn(
        self, card: Card, task: str, kind: cards.Kind, *, members: bool = True
    ) -> dict[str, Any]:
        return cards.template(card, task, kind, page=self._page, members=members)

    def _now_means(self, chat: str, reply_to: str | None) -> Means:
        means = self._means(chat)
        opening = self._openings.find(chat, reply_to) is not None
        user = chat.removeprefix(ids.SINGLE)
        stranger = chat != user and bool(self._strangers.get(user))
        return Means(
            means.bot, means.up, means.down_long, opening, stranger, means.app, means.app_hears,
            means.hook,
        )

    def _wish(self, card: Card, to: To) -> Wish:
        kind: cards.Kind = "app" if to == "app" else "bot"
        return Wish(
            to, plain=card.is_plain, buttons=cards.has_buttons(card, kind),
            linked=bool(card.url or self._page),
            long=cards.overflows(card, kind), rings=bool(members_of(card, self._tenant)),
        )
