"""A bot whose process is killed at one exact point, the first time it gets there:

    python -m tests.e2e.doomed answer    between the commit of a click and its answer
    python -m tests.e2e.doomed receipt   between a ticket's card being sent and its receipt stored
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from bot.events import Answer, ButtonClicked, Event
from bot.inbound import Inbound
from bot.letters import Letter
from bot.main import AllSettings, run
from bot.outbound import Outbound
from bot.ports import OutboxItem, Receipt

_serve = Inbound.handle
_post = Outbound._post


async def _serve_and_die(self: Inbound, event: Event) -> Answer | None:
    answer = await _serve(self, event)
    if isinstance(event, ButtonClicked):
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


async def _post_and_die(self: Outbound, letter: Letter, item: OutboxItem, urgent: bool) -> Receipt:
    receipt = await _post(self, letter, item, urgent)
    if item.say.kind == "ticket":
        os.kill(os.getpid(), signal.SIGKILL)
    return receipt


POINTS: dict[str, tuple[Any, str, Any]] = {
    "answer": (Inbound, "handle", _serve_and_die),
    "receipt": (Outbound, "_post", _post_and_die),
}


if __name__ == "__main__":
    setattr(*POINTS[sys.argv[1]])
    asyncio.run(run(AllSettings.from_env(os.environ)))
