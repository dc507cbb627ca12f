"""Which kinds of card can be sent now: own template, the vendor's, or none (dingtalk.md §6.8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from adapters.dingtalk.card_params import PUBLIC_TEMPLATE
from adapters.dingtalk.codes import TEMPLATE, advice_for
from adapters.dingtalk.ids import Tier
from adapters.dingtalk.settings import DingTalkSettings
from bot.errors import DeliveryError
from bot.ports import Clock

_REST = timedelta(minutes=10)  # an admin may be publishing the template just now


class Tiers:
    """Templates that DingTalk refuses rest for a while; the reason is kept for the admin."""

    def __init__(self, settings: DingTalkSettings, clock: Clock) -> None:
        self._clock = clock
        self._templates: dict[Tier, str] = {}
        if settings.card_template_id:
            self._templates[1] = settings.card_template_id
        if settings.public_template:
            self._templates[2] = PUBLIC_TEMPLATE
        self._resting: dict[Tier, tuple[datetime, str]] = {}

    def open(self) -> list[Tier]:
        """The tiers to try, the best first."""
        return [tier for tier in self._templates if not self._rests(tier)]

    def template(self, tier: Tier) -> str:
        return self._templates[tier]

    def refused(self, tier: Tier, error: DeliveryError) -> None:
        """Takes the tier away for a while if its template or scope is to blame."""
        if error.code.casefold() in TEMPLATE:
            advice = advice_for(error.code)
            reason = f"{error}. Advice: {advice}" if advice else str(error)
            self._resting[tier] = (self._clock.now() + _REST, reason)

    def rest(self, tier: Tier, seconds: float) -> None:
        """Not now: what was to be sent needs to be composed for less."""
        self._resting[tier] = (self._clock.now() + timedelta(seconds=seconds), "")

    def faults(self) -> list[str]:
        """Why a better kind of card is not in use, for an admin."""
        return [
            f"Cards of {'our own' if tier == 1 else 'the public'} template cannot be sent: {why}"
            for tier, (_, why) in self._resting.items()
            if why and self._rests(tier)
        ]

    def _rests(self, tier: Tier) -> bool:
        found = self._resting.get(tier)
        return found is not None and self._clock.now() < found[0]
