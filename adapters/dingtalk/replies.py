"""What a click brings back: new data for the clicker's card, or a redraw and a word later."""

from __future__ import annotations

from adapters.dingtalk.card_api import CardApi
from adapters.dingtalk.card_params import answer_params, params_of, toast_of
from adapters.dingtalk.clicking import Response
from adapters.dingtalk.ids import unpack_track
from adapters.dingtalk.media import Media
from adapters.dingtalk.robot_api import RobotApi
from adapters.shared.compact import compact
from bot.events import Answer, ButtonClicked


class Replies:
    """Answers to clicks in DingTalk's words."""

    def __init__(self, cards: CardApi, robot: RobotApi, media: Media) -> None:
        self._cards = cards
        self._robot = robot
        self._media = media

    def response(self, event: ButtonClicked, answer: Answer | None) -> Response:
        """The callback's response: shown to the clicker alone, a refusal is nobody else's
        business (§6.6). The outbox redraws the card for everybody afterwards."""
        track = unpack_track(event.message)
        if answer is None or track is None:
            return {}
        images = self._media.known_ids(answer.card) if answer.card is not None else {}
        params = answer_params(answer, track.tier, images)
        if not params:
            return {}
        return {
            "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
            "cardData": {"cardParamMap": params},
        }

    async def follow(self, event: ButtonClicked, answer: Answer) -> None:
        """Too late for the callback. The card of one person, or of a deed done, is redrawn;
        what a group's card cannot show to one person alone is written to that person."""
        track = unpack_track(event.message)
        card = answer.card
        alone = track is not None and track.kind != "group"
        if track is not None and card is not None and (alone or answer.level == "success"):
            images = self._media.known_ids(card)
            await self._cards.redraw(event.message, params_of(card, track.tier, images))
        elif answer.level in ("warning", "error") and answer.toast:
            words = compact({"content": toast_of(answer)})
            await self._robot.to_person(event.account.user, "sampleText", words)
