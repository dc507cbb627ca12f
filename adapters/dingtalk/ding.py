"""The louder ping for alarms, where the admin has switched it on (dingtalk.md §5.3)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from adapters.dingtalk.robot_api import RobotApi
from adapters.dingtalk.settings import Ding
from adapters.shared.compact import compact
from bot.errors import DeliveryError

log = logging.getLogger(__name__)

_KINDS: Mapping[Ding, int] = {"app": 1, "sms": 2, "phone": 3}
_MOST: Mapping[Ding, int] = {"app": 200, "sms": 20, "phone": 20}
_WORDS = 500  # characters


class Dings:
    """Rings the people an urgent message is for."""

    def __init__(self, robot: RobotApi, how: Ding) -> None:
        self._robot = robot
        self._how = how

    async def ring(self, people: Sequence[str], words: str, *, already_written: bool) -> None:
        """Never raises: the message itself has arrived. Whom DING does not reach gets the words
        in their direct chat, unless the message itself stands there (`already_written`)."""
        if self._how == "none" or not people:
            return
        people = list(dict.fromkeys(people))[: _MOST[self._how]]
        try:
            missed = await self._robot.ding(people, _KINDS[self._how], words[:_WORDS])
        except DeliveryError as error:
            log.warning("an alarm goes without its DING: %s", error)
            missed = people
        if not missed or already_written:
            return
        param = compact({"content": words[:_WORDS]})
        try:
            await self._robot.to_people(missed, "sampleText", param)
        except DeliveryError as error:
            log.warning("an alarm could not be written directly either: %s", error)
