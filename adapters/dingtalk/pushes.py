"""What arrives over Stream and what is answered to it (dingtalk.md §2.3)."""

from __future__ import annotations

import logging
from typing import Any

from adapters.dingtalk.frames import (
    BAD,
    CARD,
    FAILED,
    ROBOT,
    UNKNOWN,
    Frame,
    ack,
    event_ack,
    response_ack,
)
from adapters.dingtalk.inbound import moment
from adapters.dingtalk.receiving import Receiver
from bot.errors import BadSignature, InboundError
from bot.ports import Clock

log = logging.getLogger(__name__)


class Pushes:
    """Hands frames to the receiver. An InboundError is final and answered so; anything else
    that fails is left to the link: an event is asked for again, a message comes again."""

    def __init__(self, receiver: Receiver, clock: Clock, client_id: str) -> None:
        self._receiver = receiver
        self._clock = clock
        self._client_id = client_id

    async def take(self, frame: Frame) -> str | None:
        """The acknowledgement, given once the heart has committed."""
        try:
            self._check_app(frame)
            if frame.kind == "EVENT":
                await self._event(frame)
                return event_ack(frame, done=True)
            if frame.kind == "CALLBACK" and frame.topic == ROBOT:
                await self._receiver.message(frame.body())
                return response_ack(frame, None)
            if frame.kind == "CALLBACK" and frame.topic == CARD:
                return await self._click(frame)
        except InboundError as error:
            log.warning("dingtalk push refused: %s: %s", type(error).__name__, error)
            return ack(frame, BAD, '{"response": null}', str(error))
        log.info("dingtalk: nobody handles %s %s", frame.kind, frame.topic)
        return ack(frame, UNKNOWN, '{"response": null}', "no handler")

    async def _event(self, frame: Frame) -> None:
        kind = frame.headers.get("eventType", "")
        key = frame.headers.get("eventId") or frame.message_id
        born = frame.headers.get("eventBornTime")
        at = moment(born) if born else self._clock.now()
        await self._receiver.happening(kind, key, frame.body() if frame.data else {}, at)

    async def _click(self, frame: Frame) -> str:
        try:
            response: dict[str, Any] = await self._receiver.click(
                frame.body(), frame.message_id, self._clock.now()
            )
        except InboundError:
            raise
        except Exception:
            log.exception("dingtalk click failed")
            return ack(frame, FAILED, '{"response": {}}', "failed")  # a failure toast, at once
        return response_ack(frame, response)

    def _check_app(self, frame: Frame) -> None:
        app = frame.headers.get("appId", "")
        if app.startswith("ding") and app != self._client_id:
            raise BadSignature("the push is for another app")
