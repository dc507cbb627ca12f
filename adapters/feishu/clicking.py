"""Answers clicks within Feishu's three seconds, and later by a redraw where the heart is slower.

A callback is never delivered twice (feishu.md §2), so what has begun is always finished.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any

from adapters.shared.server import Reply
from bot.errors import RetryLater
from bot.events import Answer, ButtonClicked

log = logging.getLogger(__name__)

PATIENCE = 2.5  # seconds
_TWIN = 2.0  # seconds in which a second click is the same click (feishu.md §6.2)
_SETTLE = 0.7  # seconds: the client must have our empty answer before the redraw, or it is lost
_REDRAWS = 4


@dataclass(slots=True)
class _Click:
    task: asyncio.Task[Reply]
    late: bool = False


class Clicking:
    """`work` asks the heart; `show` turns its answer into JSON; `redraw` shows a card later."""

    def __init__(
        self,
        work: Callable[[ButtonClicked], Awaitable[Answer | None]],
        show: Callable[[Answer | None], Reply],
        redraw: Callable[[str, dict[str, Any]], Awaitable[None]],
        *,
        patience: float = PATIENCE,
        settle: float = _SETTLE,
    ) -> None:
        self._work = work
        self._show = show
        self._redraw = redraw
        self._patience = patience
        self._settle = settle
        self._twins: dict[Hashable, _Click] = {}
        self._redraws: set[asyncio.Task[None]] = set()

    async def answer(self, event: ButtonClicked) -> Reply:
        """The callback's answer; `{}` when the card follows. Raises what the heart raises."""
        twin = (event.message, event.account, event.action, tuple(sorted(event.values.items())))
        click = self._twins.get(twin)
        if click is None:
            click = _Click(asyncio.create_task(self._run(event)))
            self._twins[twin] = click
            click.task.add_done_callback(lambda _: self._done(event, click))
            asyncio.get_running_loop().call_later(_TWIN, self._twins.pop, twin, None)
        await asyncio.wait({click.task}, timeout=self._patience)
        if click.task.done():
            return click.task.result()
        click.late = True
        return Reply({})

    async def finish(self) -> None:
        """Waits for every click that has begun, and for its redraw."""
        while self._redraws or any(not click.task.done() for click in self._twins.values()):
            open_ = {click.task for click in self._twins.values() if not click.task.done()}
            await asyncio.wait(open_ | self._redraws)

    async def _run(self, event: ButtonClicked) -> Reply:
        return self._show(await self._work(event))

    def _done(self, event: ButtonClicked, click: _Click) -> None:
        if click.task.cancelled():
            return
        error = click.task.exception()
        if error is not None:
            if click.late:
                log.error("a click failed after its empty answer", exc_info=error)
            return
        reply = click.task.result()
        if click.late and "card" in reply.body:
            task = asyncio.create_task(self._show_later(event.message, reply))
            self._redraws.add(task)
            task.add_done_callback(self._redraws.discard)

    async def _show_later(self, message: str, reply: Reply) -> None:
        for attempt in range(_REDRAWS):
            await asyncio.sleep(self._settle * 2**attempt)
            try:
                await self._redraw(message, reply.body["card"]["data"])
            except RetryLater as error:
                log.info("a slow click's card is not redrawn yet: %s", error)
            except Exception:
                log.exception("a slow click's card could not be redrawn")
                return
            else:
                reply.arrived()
                return
        log.warning("a slow click's card was not redrawn")
