"""Says a composed message: the best kind of card the place takes, then the way round (§6.8)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta

from adapters.dingtalk.card_api import CardApi, NotDelivered, Target
from adapters.dingtalk.card_params import Params, params_of, summary_of, title_of
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.codes import CARD_GONE, EXISTS, NO_SESSION, NO_USER, is_code
from adapters.dingtalk.ding import Dings
from adapters.dingtalk.ids import Names, Tier, Track, pack_track, staff_of
from adapters.dingtalk.media import Media
from adapters.dingtalk.robot_api import RobotApi
from adapters.dingtalk.sessions import Sessions
from adapters.dingtalk.tiers import Tiers
from adapters.dingtalk.words import Saying, mentioned, saying_of
from adapters.shared.cache import Cache
from adapters.shared.compact import compact
from bot.cards.model import Card
from bot.domain.people import AccountId
from bot.errors import Refused, RetryLater, Unreachable
from bot.ports import Clock, Document, Outgoing, Place, Placement, Receipt

log = logging.getLogger(__name__)

_CARRIERS = 20_000
_RECOMPOSE = 1.0  # seconds
_FORMLESS = 60.0  # seconds without forms, after one could not be delivered


class Sender:
    """Sends and redraws for one app. `cards_by_carrier` serves quotes of our own cards."""

    def __init__(
        self, client: DingTalkClient, cards: CardApi, robot: RobotApi, media: Media,
        sessions: Sessions, tiers: Tiers, dings: Dings, names: Names, clock: Clock,
    ) -> None:
        self._client = client
        self._cards = cards
        self._robot = robot
        self._media = media
        self._sessions = sessions
        self._tiers = tiers
        self._dings = dings
        self._names = names
        self._sent: Cache[tuple[str, Place], Receipt] = Cache(
            clock, size=5000, lifetime=timedelta(hours=1)
        )
        self._undelivered: dict[str, int] = {}
        self.cards_by_carrier: dict[str, str] = {}

    async def send(self, place: Place, message: Outgoing, key: str) -> Receipt:
        """The same key and place again within the hour says nothing twice: DingTalk itself knows
        repeats of cards only."""
        target = self._target(place)
        known = self._sent.get((key, place))
        if known is not None:
            return known
        if message.document is not None:
            receipt = await self._file(target, message.document)
        else:
            receipt = await self._deliver(target, message, key)
        self._sent.put((key, place), receipt)
        if message.urgent:
            await self._ring(target, receipt, message.card)
        return receipt

    async def update(self, placement: Placement, message: Outgoing, key: str) -> Receipt:
        """Redraws a card of a template; words cannot be redrawn, so they are said anew."""
        only = placement.meta.get("only")
        place = Place(
            chat=placement.chat, only=self._names.account(str(only)) if only else None
        )
        self._target(place)
        tier, track = placement.meta.get("tier"), placement.meta.get("track")
        if tier in (1, 2) and track:
            images = await self._media.ids(message.card, message.pictures)
            try:
                await self._cards.redraw(str(track), params_of(message.card, tier, images))
            except Refused as error:
                if not is_code(error, CARD_GONE):
                    raise
            else:
                return Receipt(placement.chat, placement.message, placement.meta)
        return await self.send(place, message, f"{key}u")

    async def _deliver(self, target: Target, message: Outgoing, key: str) -> Receipt:
        card = message.card
        images = await self._media.ids(card, message.pictures)
        if not card.is_plain or self._rings_only_as_card(target, card):
            for tier in self._tiers.open():
                if tier != 1 and (card.form is not None or target.only is not None):
                    continue
                try:
                    return await self._card(tier, target, card, images, key)
                except Refused as error:
                    log.info("no card of tier %d: %s", tier, error)
                    self._tiers.refused(tier, error)
        if card.form is not None:
            # Composed again, by what the place can do now: as a dialogue.
            self._tiers.rest(1, _FORMLESS)
            raise RetryLater("no form can be shown here now", code="form", after=_RECOMPOSE)
        if target.only is not None:
            target = Target(self._names.direct(target.only), target.only)
            return await self._deliver(target, message, key)
        rings = self._names.mentionable if target.staff is None else _nobody
        saying = saying_of(card, rings, images)
        return await self._say(target, saying, key)

    async def _file(self, target: Target, document: Document) -> Receipt:
        """Neither a session nor a card carries a file, so the robot sends it itself (§5.2)."""
        if target.only is not None:
            target = Target(self._names.direct(target.only), target.only)
        param = compact({
            "mediaId": await self._media.file_id(document), "fileName": document.name,
            "fileType": document.name.rpartition(".")[2].lower(),
        })  # fmt: skip
        if target.staff is not None:
            query = await self._robot.to_person(target.staff, "sampleFile", param)
        else:
            query = await self._robot.to_group(target.chat.chat, "sampleFile", param)
        return Receipt(target.chat, query, {"tier": 3, "carrier": query})

    def _rings_only_as_card(self, target: Target, card: Card) -> bool:
        """A group send has no @ (§5.2): without a live session only a card can ring somebody.
        Nor can plain words be shown to one person in a group."""
        if target.staff is not None:
            return False
        if target.only is not None:
            return True
        rings = bool(mentioned(card, self._names.mentionable))
        return rings and self._sessions.url(target.chat.chat) is None

    async def _card(
        self, tier: Tier, target: Target, card: Card, images: Mapping[str, str], key: str
    ) -> Receipt:
        track = self._track(tier, target, card, key)
        params = params_of(card, tier, images)
        at = mentioned(card, self._names.mentionable) if target.staff is None else {}
        carrier = ""
        try:
            carrier = await self._create(tier, track, target, params, card, at)
        except NotDelivered:
            self._count_undelivered(tier, key)
            raise
        except Refused as error:
            if not is_code(error, EXISTS):
                raise
            # An earlier try got through although we never heard of it.
        if carrier:
            self.cards_by_carrier[carrier] = track
            if len(self.cards_by_carrier) > _CARRIERS:
                self.cards_by_carrier.pop(next(iter(self.cards_by_carrier)))
        meta: dict[str, object] = {"tier": tier, "track": track, "carrier": carrier}
        if target.only is not None:
            meta["only"] = target.only
        return Receipt(target.chat, track, meta)

    async def _create(
        self, tier: Tier, track: str, target: Target, params: Params, card: Card,
        at: Mapping[str, str],
    ) -> str:
        template, summary = self._tiers.template(tier), summary_of(card)
        try:
            return await self._cards.create(template, track, target, params, summary, at)
        except Refused as error:
            if not (at and is_code(error, NO_USER)):
                raise
        # Somebody mentioned has left: the card matters more than the ring.
        return await self._cards.create(template, track, target, params, summary, {})

    def _track(self, tier: Tier, target: Target, card: Card, key: str) -> str:
        kind = "private" if target.only else "direct" if target.staff else "group"
        action = card.form.submit.action if card.form is not None else ""
        track = Track(tier, kind, target.chat.chat if kind != "direct" else "", action)  # type: ignore[arg-type]
        unheard = self._undelivered.get(f"{tier}|{key}", 0)
        who = target.only or target.staff or ""
        return pack_track(track, f"{key}|{who}|{unheard}")

    def _count_undelivered(self, tier: Tier, key: str) -> None:
        """The card exists now, but nobody sees it: the next try needs another name."""
        name = f"{tier}|{key}"
        self._undelivered[name] = self._undelivered.pop(name, 0) + 1
        while len(self._undelivered) > 1000:
            self._undelivered.pop(next(iter(self._undelivered)))

    async def _say(self, target: Target, saying: Saying, key: str) -> Receipt:
        """Through the session while it lives (real @, no quota), else by the API (§10.6)."""
        chat = target.chat.chat
        url = self._sessions.url(chat)
        if url is not None:
            try:
                await self._client.webhook(url, saying.session)
            except Refused as error:
                if not is_code(error, NO_SESSION):
                    raise
                self._sessions.drop(chat, url)
            else:
                digest = hashlib.sha256(f"{key}|{chat}".encode()).hexdigest()[:24]
                return Receipt(target.chat, f"session.{digest}", {"tier": 3})
        if target.staff is not None:
            query = await self._robot.to_person(target.staff, saying.key, saying.param)
        else:
            query = await self._robot.to_group(chat, saying.key, saying.param)
        return Receipt(target.chat, query, {"tier": 3, "carrier": query})

    async def _ring(self, target: Target, receipt: Receipt, card: Card) -> None:
        if target.staff is not None or target.only is not None:
            people = [target.staff or target.only or ""]
        else:
            people = list(mentioned(card, self._names.mentionable))
        words = card.summary or title_of(card)
        written = staff_of(receipt.chat.chat) is not None
        await self._dings.ring(people, words, already_written=written)

    def _target(self, place: Place) -> Target:
        for owner in (place.chat, place.account, place.only):
            if owner is not None and not self._names.owns(owner):
                raise Unreachable("an id of another organisation or platform", code="tenant")
        if place.chat is None:
            assert place.account is not None
            staff = place.account.user
            return Target(self._names.direct(staff), staff)
        direct = staff_of(place.chat.chat)
        if direct is not None:
            return Target(place.chat, direct)
        return Target(place.chat, None, place.only.user if place.only else None)


def _nobody(account: AccountId | None) -> str | None:
    """In a direct chat everything rings already, and an id after an @ would show as it is."""
    return None
