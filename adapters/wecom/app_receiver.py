"""From the app's callback to the heart and back: an empty answer, then the API (wecom.md §2.6)."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from adapters.wecom import ids
from adapters.wecom.app_inbound import task_and_code, to_event
from adapters.wecom.book import Codes
from adapters.wecom.clicking import Clicking
from adapters.wecom.sending import Sender
from bot.errors import DeliveryError
from bot.events import Answer, ButtonClicked
from bot.ports import Clock, Handler

log = logging.getLogger(__name__)


class AppReceiver:
    """A passive card update would change the clicker's card only, or nothing: never used."""

    def __init__(self, sender: Sender, codes: Codes, clock: Clock, *, tenant: str) -> None:
        self._sender = sender
        self._codes = codes
        self._clock = clock
        self._tenant = tenant
        self._showing: set[asyncio.Task[None]] = set()
        self.handle: Handler | None = None
        self.clicking = Clicking(self._clicked)

    async def called(self, fields: Mapping[str, Any]) -> None:
        """Returns once the heart has committed, or a slow click's time is over. Raises what the
        heart raises: then the platform delivers it again."""
        event = to_event(fields, tenant=self._tenant, now=self._clock.now())
        if event is None:
            return
        if not isinstance(event, ButtonClicked):
            assert self.handle is not None
            await self.handle(event)
            return
        task, code = task_and_code(fields)
        if code:
            self._codes.learn(task, code)
        show = partial(self._show, event, task, code)
        answer = await self.clicking.answer(event, show)
        if answer is not None:
            showing = asyncio.create_task(show(answer))
            self._showing.add(showing)
            showing.add_done_callback(self._showing.discard)

    async def finish(self) -> None:
        """Waits for what has begun."""
        await self.clicking.finish()
        if self._showing:
            await asyncio.wait(set(self._showing))

    async def _show(self, event: ButtonClicked, task: str, code: str, answer: Answer) -> None:
        """The clicked copy by the click's own code, else a new one; a refusal in words."""
        try:
            if answer.card is not None and not (
                code and await self._sender.redraw_app(task, code, answer.card)
            ):
                key = f"late:{task}:{secrets.token_hex(4)}"
                await self._sender.again(event.chat, ids.name_of(task), answer.card, key)
            if answer.card is not None:
                answer.arrived()
            if answer.toast and (answer.card is None or answer.level in ("warning", "error")):
                await self._sender.tell_in_app(event.account.user, answer.toast)
        except DeliveryError as error:
            log.warning("wecom: a click's answer was not shown: %s", error)

    async def _clicked(self, event: ButtonClicked) -> Answer | None:
        assert self.handle is not None
        return await self.handle(event)
