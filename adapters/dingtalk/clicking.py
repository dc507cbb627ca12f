"""Answers clicks within DingTalk's two seconds, and later by a redraw where the heart is slower.

A click is never delivered twice (dingtalk.md §6.6), so what has begun is always finished.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any

from bot.events import Answer, ButtonClicked

log = logging.getLogger(__name__)

PATIENCE = 1.6  # seconds; the platform gives 2
_TWIN = 2.0  # seconds in which a second click is the same click (§10.11)
_SETTLE = 0.5  # seconds: a redraw inside the callback would be lost (§6.6)

Response = dict[str, Any]


@dataclass(slots=True)
class _Click:
    task: asyncio.Task[Answer | None]
    late: bool = False


class Clicking:
    """`work` asks the heart; `show` turns its answer into a callback's response; `follow` brings
    an answer that came too late for that."""

    def __init__(
        self,
        work: Callable[[ButtonClicked], Coroutine[Any, Any, Answer | None]],
        show: Callable[[ButtonClicked, Answer | None], Response],
        follow: Callable[[ButtonClicked, Answer], Awaitable[None]],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._work = work
        self._show = show
        self._follow = follow
        self._patience = patience
        self._twins: dict[Hashable, _Click] = {}
        self._open: set[asyncio.Task[Any]] = set()

    async def answer(self, event: ButtonClicked) -> Response:
        """The callback's response; `{}` when the card follows. Raises what the heart raises."""
        twin = (event.message, event.account, event.action, tuple(sorted(event.values.items())))
        click = self._twins.get(twin)
        if click is None:
            click = _Click(asyncio.create_task(self._work(event)))
            self._twins[twin] = click
            self._open.add(click.task)
            click.task.add_done_callback(lambda _: self._done(event, click))
            asyncio.get_running_loop().call_later(_TWIN, self._twins.pop, twin, None)
        await asyncio.wait({click.task}, timeout=self._patience)
        if click.task.done():
            return self._show(event, click.task.result())
        click.late = True
        return {}

    async def finish(self) -> None:
        """Waits for every click that has begun, and for what follows it."""
        while self._open:
            await asyncio.wait(self._open)

    def _done(self, event: ButtonClicked, click: _Click) -> None:
        self._open.discard(click.task)
        if click.task.cancelled():
            return
        error = click.task.exception()
        if error is not None:
            if click.late:
                log.error("a click failed after its empty answer", exc_info=error)
            return
        answer = click.task.result()
        if click.late and answer is not None:
            task = asyncio.create_task(self._show_later(event, answer))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

    async def _show_later(self, event: ButtonClicked, answer: Answer) -> None:
        await asyncio.sleep(_SETTLE)
        try:
            await self._follow(event, answer)
        except Exception:
            log.exception("a slow click's answer could not be shown")
