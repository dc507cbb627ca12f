"""Asks the heart about clicks within the platform's five seconds; what is later comes anew.

A click is delivered once and never again (wecom.md §5.2), so what has begun is always finished.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from bot.events import Answer, ButtonClicked

log = logging.getLogger(__name__)

PATIENCE = 4.0  # seconds of the five (§6.1)
_TWIN = 2.0  # seconds in which a second click is the same click

Late = Callable[[Answer], Awaitable[None]]


@dataclass(slots=True)
class _Click:
    task: asyncio.Task[Answer | None]
    followed: bool = False


class Clicking:
    """`work` asks the heart."""

    def __init__(
        self, work: Callable[[ButtonClicked], Awaitable[Answer | None]],
        *, patience: float = PATIENCE,
    ) -> None:
        self._work = work
        self._patience = patience
        self._twins: dict[Hashable, _Click] = {}
        self._late: set[asyncio.Task[None]] = set()

    async def answer(self, event: ButtonClicked, late: Late) -> Answer | None:
        """The heart's answer; None when there is none, or when it comes later by `late`.

        Raises what the heart raises.
        """
        twin = (event.message, event.account, event.action, tuple(sorted(event.values.items())))
        click = self._twins.get(twin)
        if click is None:
            click = _Click(asyncio.ensure_future(self._work(event)))
            self._twins[twin] = click
            asyncio.get_running_loop().call_later(_TWIN, self._forget, twin, click)
        await asyncio.wait({click.task}, timeout=self._patience)
        if click.task.done():
            return click.task.result()
        if not click.followed:
            click.followed = True
            follow = asyncio.create_task(self._follow(click.task, late))
            self._late.add(follow)
            follow.add_done_callback(self._late.discard)
        return None

    async def finish(self) -> None:
        """Waits for every click that has begun, and for the card that follows it."""
        while True:
            open_ = {click.task for click in self._twins.values() if not click.task.done()}
            if not open_ and not self._late:
                return
            await asyncio.wait(open_ | self._late)

    def _forget(self, twin: Hashable, click: _Click) -> None:
        if self._twins.get(twin) is click:
            del self._twins[twin]

    async def _follow(self, task: asyncio.Task[Answer | None], late: Late) -> None:
        try:
            answer = await task
            if answer is not None:
                await late(answer)
        except Exception:
            log.exception("a click failed after its time was over")
